#pragma once
/// An instance's interfaces: all that this area asks of the interfaces area, in EC2's name and not the caller's, who has
/// been asked for ec2:RunInstances.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {

/// What a launch says of its interfaces, checked. The same for all instances of the launch.
struct NetworkPlan {
  std::string vpc;
  std::string subnet;  ///< of the primary interface
  std::string zone;
  std::string zone_id;
  std::vector<json::object> interfaces;  ///< as launches show them, by device index, defaults filled in
};

/// The default subnet in `zone`, or, as EC2 chooses the zone if that is "", the one with the most free addresses.
/// @error  MissingInput if there is none
ApiResult<Ec2Resource> default_subnet(const Call& call, const std::string& zone);

/// @param launch  as replies show launch data, with subnetId, privateIpAddress, ipv6AddressCount of the launch
/// @error  InvalidSubnetID.NotFound, InvalidGroup.NotFound, InvalidParameterCombination, MissingInput (no default subnet),
///         AttachmentLimitExceeded (more interfaces than the type takes), …
ApiResult<NetworkPlan> plan_network(const Call& call, const json::object& launch,
                                    const trunking::InstanceType& type);

/// Makes the interfaces of one instance, or attaches those that are named.
/// @error  InsufficientFreeAddressesInSubnet, InvalidIPAddress.InUse, …
ApiResult<void> make_network(const Call& call, const NetworkPlan& plan, const Ec2Resource& instance,
                             const Ec2Tags& tags);

/// Deletes the interfaces that end with their instance, and detaches the others.
void release_network(const Call& call, std::string_view instance);

/// A stopped instance loses the public addresses of EC2's choice, and has another when it starts, unless it has more than one
/// interface then: a trunk, say. Source: Amazon EC2 User Guide, "Amazon EC2 instance IP addressing"; Amazon ECS Developer Guide,
/// "Increasing Amazon ECS Linux container instance network interfaces", considerations.
void drop_public_addresses(const Call& call, std::string_view instance);
void give_public_address_again(const Call& call, std::string_view instance);

/// Gives the primary interface other security groups. @error  InvalidGroup.NotFound
ApiResult<void> set_primary_groups(const Call& call, std::string_view instance,
                                   const std::vector<std::string>& groups);

/// Of the primary interface, to which an instance's own attribute belongs.
void set_primary_source_check(const Call& call, std::string_view instance, bool is_on);

/// Adds what an instance shows of its interfaces: addresses, names, networkInterfaceSet, groupSet.
void add_network_members(const Call& call, std::string_view instance, json::object& item);

}  // namespace eni::sandbox::ec2_service
