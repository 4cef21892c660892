/// AssignPrivateIpAddresses, UnassignPrivateIpAddresses, AssignIpv6Addresses, UnassignIpv6Addresses.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/interfaces/attachments.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr int kMaxAddresses = 256;

/// What the call asks for: certain addresses, then some of EC2's choice.
ApiResult<std::vector<std::optional<std::string>>> read_wanted(const Call& call, std::string_view addresses,
                                                               std::string_view count) {
  ENI_TRY(const auto given, call.params.texts(addresses));
  ENI_TRY(const auto number, call.params.integer(count, 1, kMaxAddresses));
  if (given.empty() && !number) return missing_parameter(count);
  if (!given.empty() && number) {
    return invalid_parameter_combination("Only one of '" + std::string(addresses) + "' and '" +
                                         std::string(count) + "' may be given");
  }
  std::vector<std::optional<std::string>> wanted{given.begin(), given.end()};
  wanted.resize(wanted.size() + static_cast<std::size_t>(number.value_or(0)));
  return wanted;
}

ApiResult<void> check_limit(const Call& call, const Ec2Interface& interface, std::size_t more) {
  if (interface.instance.empty()) return {};
  ENI_TRY(const auto target, find_attach_target(call, interface.instance));
  return check_address_count(target.instance_type, addresses4_of(interface).size() + more);
}

/// An address of another interface of the subnet moves here, unless it is that one's primary address.
ApiResult<void> take_from_other(const Call& call, const Ec2Interface& interface, const std::string& address) {
  const auto other_id = call.store<Ec2InterfaceRepository>().find_by_address(interface.subnet, address);
  if (!other_id || *other_id == interface.id) return {};
  ENI_TRY(auto other, changeable_interface(call, *other_id));
  if (primary_address(other) == address) return {};  // Taking it will fail, in EC2's words.
  remove_address4(call, other, address);
  save(call, other);
  return {};
}

}  // namespace

ApiResult<Reply> assign_private_ip_addresses(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto wanted, read_wanted(call, "PrivateIpAddress", "SecondaryPrivateIpAddressCount"));
  ENI_TRY(const auto may_reassign, call.params.boolean("AllowReassignment"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  ENI_TRY(const auto subnet, visible_subnet(call, interface.subnet));
  ENI_CHECK(check_limit(call, interface, wanted.size()));
  json::array assigned;
  for (const auto& address : wanted) {
    if (address && may_reassign.value_or(false)) ENI_CHECK(take_from_other(call, interface, *address));
    ENI_TRY(const auto taken, take_address4(call, subnet, address));
    add_address4(call, interface, taken);
    assigned.push_back(json::object{{"privateIpAddress", taken}});
  }
  save(call, interface);
  return Reply{json::object{
      {"return", true}, {"networkInterfaceId", id}, {"assignedPrivateIpAddressesSet", std::move(assigned)}}};
}

ApiResult<Reply> unassign_private_ip_addresses(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto addresses, call.params.texts("PrivateIpAddress"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  if (addresses.empty()) return missing_parameter("privateIpAddress");
  for (const std::string& address : addresses) {
    if (!has_address4(interface, address) || address == primary_address(interface)) {
      return invalid_parameter_value("Some of [" + address + "] addresses are not assigned to interface " +
                                     id);
    }
    remove_address4(call, interface, address);
  }
  save(call, interface);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> assign_ipv6_addresses(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto wanted, read_wanted(call, "Ipv6Addresses", "Ipv6AddressCount"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  ENI_TRY(const auto subnet, visible_subnet(call, interface.subnet));
  json::array assigned;
  for (const auto& address : wanted) {
    ENI_TRY(const auto taken, take_address6(call, subnet, address));
    add_address6(call, interface, taken);
    assigned.emplace_back(taken);
  }
  save(call, interface);
  publish_change(call, interface);
  return Reply{json::object{{"networkInterfaceId", id}, {"assignedIpv6Addresses", std::move(assigned)}}};
}

ApiResult<Reply> unassign_ipv6_addresses(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto addresses, call.params.texts("Ipv6Addresses"));
  ENI_TRY(auto interface, changeable_interface(call, id));
  json::array unassigned;
  for (const std::string& address : addresses) {
    const auto own = addresses6_of(interface);
    if (std::find(own.begin(), own.end(), address) == own.end())
      return invalid_parameter_value("Some of [" + address + "] addresses are not assigned to interface " +
                                     id);
    remove_address6(call, interface, address);
    unassigned.emplace_back(address);
  }
  save(call, interface);
  publish_change(call, interface);
  return Reply{json::object{{"networkInterfaceId", id}, {"unassignedIpv6Addresses", std::move(unassigned)}}};
}

}  // namespace eni::sandbox::ec2_service
