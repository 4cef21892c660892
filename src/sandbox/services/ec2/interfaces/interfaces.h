#pragma once
/// Network interfaces for all of EC2: what CreateNetworkInterface, RunInstances and NAT gateways make them with.
///
/// An interface is a row of Ec2InterfaceRepository; its document is what DescribeNetworkInterfaces shows. Functions that take
/// an Ec2Interface& change it and the store together. Attaching: interfaces/attachments.h; trunks: interfaces/trunks.h.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/services/ec2/resources.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {

struct NewInterface {
  Ec2Resource subnet;              ///< as find_subnet gives it
  std::string type = "interface";  ///< "interface", "trunk", "branch", "nat_gateway"
  std::string description = {};
  std::vector<std::string> groups = {};             ///< ids; none: the VPC's default group
  std::optional<std::string> primary_address = {};  ///< none: the next free one
  std::vector<std::string> secondary_addresses = {};
  int secondary_address_count = 0;  ///< besides, of EC2's choice
  std::vector<std::string> addresses6 = {};
  std::optional<int> address6_count = {};  ///< none: 1 if the subnet assigns IPv6 addresses, else 0
  Ec2Tags tags = {};
};

/// An interface with its addresses taken from the subnet. If the caller is an AWS service, it is the service's own
/// (requesterManaged), and only services change it.
/// @error  InsufficientFreeAddressesInSubnet; InvalidIPAddress.InUse; InvalidParameterValue (an address outside the subnet, a
///         group of another VPC, a trunk in another account's subnet); InvalidGroup.NotFound
ApiResult<Ec2Interface> make_interface(const Call& call, const NewInterface& wanted);

/// Gives its addresses back. It is not attached; associations with a trunk, as branch or as trunk, end.
void remove_interface(const Call& call, const Ec2Interface& interface);

/// The caller's own. @error  InvalidNetworkInterfaceID.NotFound
ApiResult<Ec2Interface> own_interface(const Call& call, std::string_view id);
/// The same to be changed. @error  besides, AuthFailure for a service's interface
ApiResult<Ec2Interface> changeable_interface(const Call& call, std::string_view id);

/// Writes the changed document.
void save(const Call& call, const Ec2Interface& interface);

/// As DescribeNetworkInterfaces shows it.
json::object interface_item(const Call& call, const Ec2Interface& interface);
/// As DescribeInstances shows it in an instance's networkInterfaceSet.
json::object instance_interface_item(const Ec2Interface& interface);

std::string status_of(const Ec2Interface& interface);
/// "available" or "in-use", by what it hangs on.
void update_status(Ec2Interface& interface);
/// The ids in groupSet.
std::vector<std::string> group_ids(const Ec2Interface& interface);
/// Replaces them. They fit the interface's VPC: see group_set in security_groups/groups.h.
void change_groups(const Call& call, Ec2Interface& interface, json::array group_set);
/// Networks that carry its traffic look at its groups, public address and source check again.
void publish_change(const Call& call, const Ec2Interface& interface);

/// Whether the call is made by an AWS service or by a service-linked role.
bool is_service(const Principal& principal);

}  // namespace eni::sandbox::ec2_service
