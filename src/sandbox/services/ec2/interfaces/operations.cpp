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
/// The Service Authorization Reference names no resource for the trunk operations.
constexpr AccessOf any = any_resource;

constexpr std::string_view kCreateDifferences =
    "branch interfaces can be made by everyone whom IAM allows, on AWS by a few services only; EFA "
    "interfaces, "
    "delegated prefixes and connection tracking are refused by name; the quota of interfaces is not enforced";
constexpr std::string_view kTrunkDifferences =
    "everyone whom IAM allows may call it, on AWS only whom AWS gave access; without VlanId the lowest free "
    "one is "
    "taken; GRE is refused by name; how many branches a trunk takes is not limited here";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource checked, run, no route, differences
    {"AssignIpv6Addresses",
     "ec2:AssignIpv6Addresses",
     on_interface,
     assign_ipv6_addresses,
     {},
     "delegated prefixes are refused by name"},
    {"AssignPrivateIpAddresses",
     "ec2:AssignPrivateIpAddresses",
     on_interface,
     assign_private_ip_addresses,
     {},
     "delegated prefixes are refused by name"},
    {"AssociateTrunkInterface",
     "ec2:AssociateTrunkInterface",
     any,
     associate_trunk_interface,
     {},
     kTrunkDifferences},
    {"AttachNetworkInterface",
     "ec2:AttachNetworkInterface",
     on_interface_and_instance,
     attach_network_interface,
     {},
     "an interface is attached at once; ENA Express and queue counts are refused by name"},
    {"CreateNetworkInterface",
     "ec2:CreateNetworkInterface",
     to_create,
     create_network_interface,
     {},
     kCreateDifferences},
    {"DeleteNetworkInterface", "ec2:DeleteNetworkInterface", on_interface, delete_network_interface},
    {"DescribeNetworkInterfaceAttribute", "ec2:DescribeNetworkInterfaceAttribute", on_interface,
     describe_network_interface_attribute},
    {"DescribeNetworkInterfaces",
     "ec2:DescribeNetworkInterfaces",
     any,
     describe_network_interfaces,
     {},
     "the owner of a shared subnet does not see others' interfaces in it"},
    {"DescribeTrunkInterfaceAssociations", "ec2:DescribeTrunkInterfaceAssociations", any,
     describe_trunk_interface_associations},
    {"DetachNetworkInterface",
     "ec2:DetachNetworkInterface",
     any,
     detach_network_interface,
     {},
     "an interface is detached at once, so Force changes nothing; IAM is asked for the resource *"},
    {"DisassociateTrunkInterface",
     "ec2:DisassociateTrunkInterface",
     any,
     disassociate_trunk_interface,
     {},
     kTrunkDifferences},
    {"ModifyNetworkInterfaceAttribute",
     "ec2:ModifyNetworkInterfaceAttribute",
     on_interface_and_groups,
     modify_network_interface_attribute,
     {},
     "ENA Express, connection tracking and primary IPv6 addresses are refused by name"},
    {"ResetNetworkInterfaceAttribute", "ec2:ResetNetworkInterfaceAttribute", on_interface,
     reset_network_interface_attribute},
    {"UnassignIpv6Addresses", "ec2:UnassignIpv6Addresses", on_interface, unassign_ipv6_addresses},
    {"UnassignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses", on_interface,
     unassign_private_ip_addresses},
};

}  // namespace

constinit const std::span<const Operation> kInterfaceOperations{kRows};

}  // namespace eni::sandbox::ec2_service
