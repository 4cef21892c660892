/// Elastic IP addresses.
#include "sandbox/services/ec2/addresses/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_address(const Call& call) { return access_to(call, {"AllocationId", "PublicIp"}); }
Access to_allocate(const Call& call) { return access_to(call, {}, {"elastic-ip"}); }
Access to_associate(const Call& call) {
  return access_to(call, {"AllocationId", "PublicIp", "InstanceId", "NetworkInterfaceId"});
}
Access to_disassociate(const Call& call) { return access_to(call, {"AssociationId", "PublicIp"}); }

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AllocateAddress",
     to_allocate,
     allocate_address,
     "Domain PublicIpv4Pool NetworkBorderGroup TagSpecification",
     {.differences =
          "addresses are of 198.18.0.0/15, which no machine of the Internet has; the quota of five is not "
          "enforced"}},
    {"AssociateAddress", to_associate, associate_address,
     "AllocationId InstanceId PublicIp NetworkInterfaceId PrivateIpAddress AllowReassociation"},
    {"DescribeAddresses", any_in_region, describe_addresses, "PublicIp Filter AllocationId"},
    {"DescribeAddressesAttribute",
     any_in_region,
     describe_addresses_attribute,
     "AllocationId Attribute NextToken MaxResults",
     {.differences = "no address has a domain name: ModifyAddressAttribute is not there"}},
    {"DisassociateAddress", to_disassociate, disassociate_address, "AssociationId PublicIp"},
    {"ReleaseAddress", on_address, release_address, "AllocationId PublicIp NetworkBorderGroup"},
};

}  // namespace

constinit const std::span<const Operation> kAddressOperations{kRows};

}  // namespace eni::sandbox::ec2_service
