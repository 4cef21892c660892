/// Network interfaces and trunks.
#include "sandbox/services/ec2/interfaces/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_interface(const Call& call) { return access_to(call, {"NetworkInterfaceId"}); }
Access on_interface_and_groups(const Call& call) {
  return access_to(call, {"NetworkInterfaceId", "SecurityGroupId"});
}
Access on_interface_and_instance(const Call& call) {
  return access_to(call, {"NetworkInterfaceId", "InstanceId"});
}
Access to_create(const Call& call) {
  return access_to(call, {"SubnetId", "SecurityGroupId"}, {"network-interface"});
}
Access on_attachment(const Call& call) { return access_to(call, {"AttachmentId"}); }
/// The Service Authorization Reference names no resource for the trunk operations.
constexpr AccessOf any = any_in_region;

constexpr std::string_view kCreateDifferences =
    "branch interfaces can be made by everyone whom IAM allows, on AWS by a few services only; EFA "
    "interfaces, "
    "delegated prefixes and connection tracking are refused by name; the quota of interfaces is not enforced";
constexpr std::string_view kTrunkDifferences =
    "everyone whom IAM allows may call it, on AWS only whom AWS gave access; without VlanId the lowest free "
    "one is "
    "taken; GRE is refused by name; how many branches a trunk takes is not limited here";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AssignIpv6Addresses",
     on_interface,
     assign_ipv6_addresses,
     "NetworkInterfaceId Ipv6Addresses Ipv6AddressCount",
     {.differences = "delegated prefixes are refused by name"}},
    {"AssignPrivateIpAddresses",
     on_interface,
     assign_private_ip_addresses,
     "NetworkInterfaceId PrivateIpAddress SecondaryPrivateIpAddressCount AllowReassignment",
     {.differences = "delegated prefixes are refused by name"}},
    {"AssociateTrunkInterface",
     any,
     associate_trunk_interface,
     "BranchInterfaceId TrunkInterfaceId VlanId GreKey ClientToken",
     {.differences = kTrunkDifferences}},
    {"AttachNetworkInterface",
     on_interface_and_instance,
     attach_network_interface,
     "NetworkCardIndex NetworkInterfaceId InstanceId DeviceIndex",
     {.differences = "an interface is attached at once; ENA Express and queue counts are refused by name"}},
    {"CreateNetworkInterface",
     to_create,
     create_network_interface,
     "InterfaceType TagSpecification ClientToken SubnetId Description PrivateIpAddress SecurityGroupId "
     "PrivateIpAddresses SecondaryPrivateIpAddressCount Ipv6Addresses{Ipv6Address} Ipv6AddressCount",
     {.differences = kCreateDifferences}},
    {"DeleteNetworkInterface", on_interface, delete_network_interface, "NetworkInterfaceId"},
    {"DescribeNetworkInterfaceAttribute", any, describe_network_interface_attribute,
     "NetworkInterfaceId Attribute"},
    {"DescribeNetworkInterfaces",
     any,
     describe_network_interfaces,
     "NextToken MaxResults NetworkInterfaceId Filter",
     {.differences = "the owner of a shared subnet does not see others' interfaces in it"}},
    {"DescribeTrunkInterfaceAssociations", any, describe_trunk_interface_associations,
     "AssociationId Filter NextToken MaxResults"},
    {"DetachNetworkInterface",
     on_attachment,
     detach_network_interface,
     "AttachmentId",
     {.ignores = "Force", .differences = "an interface is detached at once, so Force changes nothing"}},
    {"DisassociateTrunkInterface",
     any,
     disassociate_trunk_interface,
     "AssociationId ClientToken",
     {.differences = kTrunkDifferences}},
    {"ModifyNetworkInterfaceAttribute",
     on_interface_and_groups,
     modify_network_interface_attribute,
     "NetworkInterfaceId Description SourceDestCheck SecurityGroupId Attachment{AttachmentId "
     "DeleteOnTermination}",
     {.differences = "ENA Express, connection tracking and primary IPv6 addresses are refused by name"}},
    {"ResetNetworkInterfaceAttribute", on_interface, reset_network_interface_attribute,
     "NetworkInterfaceId SourceDestCheck"},
    {"UnassignIpv6Addresses", on_interface, unassign_ipv6_addresses, "NetworkInterfaceId Ipv6Addresses"},
    {"UnassignPrivateIpAddresses", on_interface, unassign_private_ip_addresses,
     "NetworkInterfaceId PrivateIpAddress"},
};

}  // namespace

constinit const std::span<const Operation> kInterfaceOperations{kRows};

}  // namespace eni::sandbox::ec2_service
