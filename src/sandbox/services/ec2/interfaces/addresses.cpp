#include "sandbox/services/ec2/interfaces/addresses.h"

#include <algorithm>

#include "sandbox/services/ec2/addresses/public_addresses.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/store/ec2_address_pools.h"
#include "vpc/names.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kAmazon = "amazon";

ApiError in_use(const std::string& address) {
  return {"InvalidIPAddress.InUse", "Address " + address + " is in use."};
}

/// @error  an address that interfaces of the subnet cannot have
ApiResult<vpc::Ipv4> read_address4(const vpc::Cidr4& block, const std::string& text) {
  const auto address = vpc::parse_ipv4(text);
  if (!address)
    return invalid_parameter_value("Invalid value '" + text + "' for address. Must be an IPv4 address.");
  if (!block.contains(*address))
    return invalid_parameter_value("Address " + text + " does not fall within the subnet's address range");
  const vpc::Ipv4Range usable = vpc::usable_addresses(block);
  if (*address < usable.first || *address > usable.last)
    return invalid_parameter_value("Address " + text + " is in subnet's reserved address range");
  return *address;
}

vpc::Cidr4 block4_of(const Ec2Resource& subnet) {
  return *vpc::Cidr4::parse(as_text(subnet.document.at("cidrBlock")));
}

json::array& set4(Ec2Interface& interface) {
  return interface.document.at("privateIpAddressesSet").as_array();
}
json::array& set6(Ec2Interface& interface) { return interface.document.at("ipv6AddressesSet").as_array(); }

std::vector<std::string> members(const Ec2Interface& interface, std::string_view set,
                                 std::string_view member) {
  std::vector<std::string> out;
  for (const json::value& entry : interface.document.at(set).as_array())
    out.push_back(as_text(entry.at(member)));
  return out;
}

void erase_entry(json::array& set, std::string_view member, std::string_view address) {
  const auto found = std::find_if(
      set.begin(), set.end(), [&](const json::value& entry) { return as_text(entry.at(member)) == address; });
  if (found != set.end()) set.erase(found);
}

bool names_hosts(const Call& call, const Ec2Interface& interface) {
  const auto vpc = call.store<Ec2Repository>().find(interface.vpc);
  return vpc && has_dns_hostnames(*vpc);
}

void give_back_address4(const Call& call, const Ec2Interface& interface, const std::string& address) {
  if (const auto number = vpc::parse_ipv4(address)) {
    call.store<Ec2AddressPools>().give_back(interface.subnet, *number);
  }
  call.store<Ec2InterfaceRepository>().remove_address(interface.subnet, address);
}

/// The public address that EC2 chose, or "".
std::string chosen_public_address(const Ec2Interface& interface) {
  const json::value* association = find(interface.document, "association");
  if (!association || find_string(association->as_object(), "ipOwnerId") != kAmazon) return {};
  return text_at(association->as_object(), "publicIp");
}

}  // namespace

ApiResult<std::string> take_address4(const Call& call, const Ec2Resource& subnet,
                                     const std::optional<std::string>& wanted) {
  auto& pools = call.store<Ec2AddressPools>();
  if (wanted) {
    ENI_TRY(const auto address, read_address4(block4_of(subnet), *wanted));
    if (!pools.take(subnet.id, address)) return in_use(*wanted);
    return vpc::to_text(address);
  }
  const auto address = pools.take(subnet.id);
  if (!address) {
    return ApiError{"InsufficientFreeAddressesInSubnet",
                    "The specified subnet does not have enough free addresses to satisfy the request."};
  }
  return vpc::to_text(*address);
}

ApiResult<std::string> take_address6(const Call& call, const Ec2Resource& subnet,
                                     const std::optional<std::string>& wanted) {
  const auto blocks = blocks6_of(subnet);
  if (blocks.empty()) {
    return invalid_parameter_value("The subnet '" + subnet.id +
                                   "' has no IPv6 CIDR block associated with it.");
  }
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  if (wanted) {
    const auto address = vpc::parse_ipv6(*wanted);
    if (!address || !blocks.front().contains(*address))
      return invalid_parameter_value("Address " + *wanted +
                                     " does not fall within the subnet's address range");
    std::string text = vpc::to_text(*address);
    if (interfaces.find_by_address(subnet.id, text)) return in_use(*wanted);
    return text;
  }
  for (;;) {
    std::string text = vpc::to_text(vpc::Ipv6{blocks.front().first.high, call.random().next()});
    if (!interfaces.find_by_address(subnet.id, text)) return text;
  }
}

void add_address4(const Call& call, Ec2Interface& interface, const std::string& address) {
  const bool is_primary = set4(interface).empty();
  json::object entry{{"privateIpAddress", address}, {"primary", is_primary}};
  if (names_hosts(call, interface))
    entry["privateDnsName"] = vpc::private_dns_name(*vpc::parse_ipv4(address), interface.region);
  if (is_primary) {
    interface.document["privateIpAddress"] = address;
    if (const auto name = find_string(entry, "privateDnsName")) interface.document["privateDnsName"] = *name;
  }
  // After the members of the document: a new one moves the others.
  set4(interface).emplace_back(std::move(entry));
  call.store<Ec2InterfaceRepository>().add_address(interface.id, interface.subnet, address);
}

void add_address6(const Call& call, Ec2Interface& interface, const std::string& address) {
  if (set6(interface).empty()) interface.document["ipv6Address"] = address;
  set6(interface).push_back(json::object{{"ipv6Address", address}, {"isPrimaryIpv6", false}});
  call.store<Ec2InterfaceRepository>().add_address(interface.id, interface.subnet, address);
}

void remove_address4(const Call& call, Ec2Interface& interface, const std::string& address) {
  erase_entry(set4(interface), "privateIpAddress", address);
  give_back_address4(call, interface, address);
}

void remove_address6(const Call& call, Ec2Interface& interface, const std::string& address) {
  erase_entry(set6(interface), "ipv6Address", address);
  call.store<Ec2InterfaceRepository>().remove_address(interface.subnet, address);
  interface.document.erase("ipv6Address");
  if (!set6(interface).empty()) interface.document["ipv6Address"] = addresses6_of(interface).front();
}

void release_addresses(const Call& call, const Ec2Interface& interface) {
  for (const std::string& address : addresses4_of(interface)) give_back_address4(call, interface, address);
  for (const std::string& address : addresses6_of(interface))
    call.store<Ec2InterfaceRepository>().remove_address(interface.subnet, address);
  const std::string address = chosen_public_address(interface);
  if (!address.empty()) give_back_public_address(call, address);
}

std::vector<std::string> addresses4_of(const Ec2Interface& interface) {
  return members(interface, "privateIpAddressesSet", "privateIpAddress");
}

std::vector<std::string> addresses6_of(const Ec2Interface& interface) {
  return members(interface, "ipv6AddressesSet", "ipv6Address");
}

std::string primary_address(const Ec2Interface& interface) {
  return as_text(interface.document.at("privateIpAddress"));
}

bool has_address4(const Ec2Interface& interface, std::string_view address) {
  const auto all = addresses4_of(interface);
  return std::find(all.begin(), all.end(), address) != all.end();
}

json::object* address_entry(Ec2Interface& interface, std::string_view private_address) {
  for (json::value& entry : set4(interface)) {
    if (as_text(entry.at("privateIpAddress")) == private_address) return &entry.as_object();
  }
  return nullptr;
}

void set_association(Ec2Interface& interface, std::string_view private_address, json::value association) {
  json::object* entry = address_entry(interface, private_address);
  if (!entry) return;
  const auto set = [&association](json::object& target) {
    if (association.is_null()) {
      target.erase("association");
    } else {
      target["association"] = association;
    }
  };
  set(*entry);
  if (entry->at("primary").as_bool()) set(interface.document);
}

void give_public_address(const Call& call, Ec2Interface& interface) {
  const auto address = take_public_address(call);
  // Without a public address an instance runs all the same.
  if (address.has_error()) return;
  json::object association{{"publicIp", *address}, {"ipOwnerId", kAmazon}};
  if (names_hosts(call, interface)) association["publicDnsName"] = public_dns_name_of(call, *address);
  set_association(interface, primary_address(interface), std::move(association));
  save(call, interface);
}

void drop_public_address(const Call& call, Ec2Interface& interface) {
  const std::string address = chosen_public_address(interface);
  if (address.empty()) return;
  give_back_public_address(call, address);
  set_association(interface, primary_address(interface), nullptr);
  save(call, interface);
}

}  // namespace eni::sandbox::ec2_service
