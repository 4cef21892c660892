#include "sandbox/services/ec2/instances/network.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/interfaces/attachments.h"
#include "sandbox/services/ec2/interfaces/interfaces.h"
#include "sandbox/services/ec2/regions/regions.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "vpc/names.h"

namespace eni::sandbox::ec2_service {
namespace {

/// The texts in one member of a list of structures.
std::vector<std::string> texts_in(const json::object& object, std::string_view list,
                                  std::string_view member) {
  std::vector<std::string> texts;
  for (const json::value& element : array_at(object, list)) texts.push_back(text_at(element, member));
  return texts;
}

// ---- the subnet ------------------------------------------------------------------------------------------

std::string wanted_zone(const json::object& launch) {
  const json::value* placement = find(launch, "placement");
  return placement && placement->is_object() ? text_at(placement->get_object(), "availabilityZone") : "";
}

ApiResult<void> check_zone(const Call& call, const std::string& name) {
  const auto zones = zones_of(call.region);
  const bool known =
      name.empty() || std::any_of(zones.begin(), zones.end(),
                                  [&name](const AvailabilityZone& zone) { return zone.name == name; });
  if (known) return {};
  return invalid_parameter_value("Invalid availability zone: [" + name + "]");
}

ApiResult<Ec2Resource> subnet_for(const Call& call, const json::object& interface, const std::string& zone) {
  const std::string id = text_at(interface, "subnetId");
  if (id.empty()) return default_subnet(call, zone);
  ENI_TRY(auto subnet, visible_subnet(call, id));
  if (!zone.empty() && text_at(subnet.document, "availabilityZone") != zone) {
    return invalid_parameter_value("The availability zone '" + zone + "' is not that of the subnet '" + id +
                                   "'.");
  }
  return subnet;
}

// ---- the plan --------------------------------------------------------------------------------------------

/// The groups that a launch names: of names those of the default VPC.
ApiResult<json::array> launch_groups(const Call& call, const json::object& launch) {
  json::array ids = array_at(launch, "securityGroupIdSet");
  for (const std::string& name : texts_at(launch, "securityGroupSet")) {
    std::optional<std::string> id;
    for (const Ec2Resource& group : call.store<Ec2Repository>().list(place_of(call), "security-group")) {
      const auto vpc = call.store<Ec2Repository>().find(group.scope);
      if (group_name(group) == name && vpc && flag_at(vpc->document, "isDefault")) id = group.id;
    }
    if (!id) {
      return ApiError{"InvalidGroup.NotFound",
                      "The security group '" + name + "' does not exist in the default VPC"};
    }
    ids.emplace_back(*id);
  }
  return ids;
}

/// The one interface of a launch that does not speak of interfaces.
ApiResult<json::object> only_interface(const Call& call, const json::object& launch) {
  json::object interface {
    { "deviceIndex", 0 }
  };
  ENI_TRY(interface["groupSet"], launch_groups(call, launch));
  for (const std::string_view name : {"subnetId", "privateIpAddress", "ipv6AddressCount", "ipv6AddressesSet"})
    if (const json::value* value = find(launch, name)) interface[name] = *value;
  return interface;
}

ApiResult<void> check_alone(const json::object& launch) {
  constexpr std::pair<std::string_view, std::string_view> kRows[] = {
      {"subnetId", "an instance-level subnet ID"},
      {"securityGroupIdSet", "instance-level security groups"},
      {"securityGroupSet", "instance-level security groups"},
      {"privateIpAddress", "an instance-level private IP address"},
      {"ipv6AddressCount", "an instance-level IPv6 address count"},
      {"ipv6AddressesSet", "instance-level IPv6 addresses"},
  };
  for (const auto& [member, what] : kRows) {
    if (find(launch, member)) {
      return invalid_parameter_combination("Network interfaces and " + std::string(what) +
                                           " may not be specified on the same request");
    }
  }
  return {};
}

ApiResult<std::vector<json::object>> wanted_interfaces(const Call& call, const json::object& launch) {
  std::vector<json::object> interfaces;
  for (const json::value& element : array_at(launch, "networkInterfaceSet"))
    interfaces.push_back(element.as_object());
  if (interfaces.empty()) {
    ENI_TRY(auto only, only_interface(call, launch));
    interfaces.push_back(std::move(only));
    return interfaces;
  }
  ENI_CHECK(check_alone(launch));
  std::stable_sort(interfaces.begin(), interfaces.end(), [](const json::object& a, const json::object& b) {
    return integer_at(a, "deviceIndex") < integer_at(b, "deviceIndex");
  });
  for (const json::object& interface : interfaces) {
    const std::string type = find_string(interface, "interfaceType").value_or("interface");
    if (type != "interface") return unsupported("the InterfaceType " + type + " in a launch");
    if (!find(interface, "deviceIndex"))
      return invalid_parameter_value("Each network interface requires a device index.");
  }
  if (integer_at(interfaces.front(), "deviceIndex") != 0) {
    return invalid_parameter_value(
        "When specifying network interfaces, you must include a device at index 0.");
  }
  return interfaces;
}

ApiResult<void> check_count(std::size_t count, const trunking::InstanceType& type) {
  if (count <= type.max_enis) return {};
  return ApiError{"AttachmentLimitExceeded", "Interface count " + std::to_string(count) +
                                                 " exceeds the limit for " + std::string(type.instance_type)};
}

/// Fills in the subnet of an interface: its own, the existing interface's, or the default one. Groups are looked at.
ApiResult<Ec2Resource> settle(const Call& call, json::object& interface, const std::string& zone) {
  if (const auto existing = find_string(interface, "networkInterfaceId")) {
    ENI_TRY(const auto found, own_interface(call, *existing));
    interface["subnetId"] = found.subnet;
    return visible_subnet(call, found.subnet);
  }
  ENI_TRY(auto subnet, subnet_for(call, interface, zone));
  interface["subnetId"] = subnet.id;
  ENI_CHECK(group_set(call, subnet.scope, texts_at(interface, "groupSet")));
  return subnet;
}

// ---- making ----------------------------------------------------------------------------------------------

/// Interfaces of a launch are the account's own, also where a service launches.
Call account_call(const Call& call) {
  const Principal principal = is_service(call.principal) ? Principal::root(call.account()) : call.principal;
  return Call{call.env, principal, call.region, call.request_id, json::object{}};
}

ApiResult<Ec2Interface> make_planned(const Call& call, const json::object& planned, const Ec2Resource& subnet,
                                     const Ec2Tags& tags) {
  NewInterface wanted{.subnet = subnet};
  wanted.description = text_at(planned, "description");
  wanted.groups = texts_at(planned, "groupSet");
  wanted.primary_address = find_string(planned, "privateIpAddress");
  for (const json::value& element : array_at(planned, "privateIpAddressesSet")) {
    const json::object& entry = element.as_object();
    if (flag_at(entry, "primary")) {
      wanted.primary_address = text_at(entry, "privateIpAddress");
    } else {
      wanted.secondary_addresses.push_back(text_at(entry, "privateIpAddress"));
    }
  }
  wanted.secondary_address_count = static_cast<int>(integer_at(planned, "secondaryPrivateIpAddressCount"));
  wanted.addresses6 = texts_in(planned, "ipv6AddressesSet", "ipv6Address");
  if (find(planned, "ipv6AddressCount"))
    wanted.address6_count = static_cast<int>(integer_at(planned, "ipv6AddressCount"));
  wanted.tags = tags;
  return make_interface(call, wanted);
}

bool wants_public_address(const json::object& planned, const Ec2Resource& subnet) {
  const bool by_subnet =
      flag_at(subnet.document, "mapPublicIpOnLaunch") && integer_at(planned, "deviceIndex") == 0;
  return flag_at(planned, "associatePublicIpAddress", by_subnet);
}

ApiResult<void> add_planned(const Call& call, const json::object& planned, const AttachTarget& target,
                            const Ec2Tags& tags) {
  AttachOptions options;
  options.device_index = static_cast<int>(integer_at(planned, "deviceIndex"));
  options.network_card_index = static_cast<int>(integer_at(planned, "networkCardIndex"));
  if (const auto existing = find_string(planned, "networkInterfaceId")) {
    ENI_TRY(auto interface, own_interface(call, *existing));
    options.delete_on_termination = flag_at(planned, "deleteOnTermination");
    return attach_interface(call, interface, target, options);
  }
  ENI_TRY(const auto subnet, visible_subnet(call, text_at(planned, "subnetId")));
  ENI_TRY(auto interface, make_planned(call, planned, subnet, tags));
  options.delete_on_termination = flag_at(planned, "deleteOnTermination", true);
  ENI_CHECK(attach_interface(call, interface, target, options));
  if (wants_public_address(planned, subnet)) give_public_address(call, interface);
  return {};
}

std::optional<Ec2Interface> primary_of(const Call& call, std::string_view instance) {
  auto all = call.store<Ec2InterfaceRepository>().of_instance(instance);
  if (all.empty() || all.front().device_index != 0) return std::nullopt;
  return std::move(all.front());
}

// ---- showing ---------------------------------------------------------------------------------------------

bool is_named_by_resource(const json::object& instance) {
  const json::value* options = find(instance, "privateDnsNameOptions");
  return options && text_at(options->as_object(), "hostnameType") == "resource-name";
}

void add_primary(const Call& call, std::string_view instance, const json::object& interface,
                 json::object& item) {
  item["privateIpAddress"] = interface.at("privateIpAddress");
  item["groupSet"] = interface.at("groupSet");
  // Instances have a name in every VPC; interfaces show theirs only where the VPC gives hosts names.
  const auto address = vpc::parse_ipv4(text_at(interface, "privateIpAddress"));
  if (is_named_by_resource(item)) {
    item["privateDnsName"] = vpc::resource_dns_name(instance, call.region.value);
  } else if (address) {
    item["privateDnsName"] = vpc::private_dns_name(*address, call.region.value);
  }
  const auto addresses6 = texts_in(interface, "ipv6AddressesSet", "ipv6Address");
  if (!addresses6.empty()) item["ipv6Address"] = addresses6.front();
  const json::value* association = find(interface, "association");
  if (!association || !association->is_object()) return;
  item["ipAddress"] = association->at("publicIp");
  if (const json::value* name = find(*association, "publicDnsName")) item["dnsName"] = *name;
}

}  // namespace

ApiResult<Ec2Resource> default_subnet(const Call& call, const std::string& zone) {
  std::optional<Ec2Resource> best;
  long long max = -1;
  for (Ec2Resource& subnet : visible_subnets(call)) {
    if (!flag_at(subnet.document, "defaultForAz")) continue;
    if (!zone.empty() && text_at(subnet.document, "availabilityZone") != zone) continue;
    const json::object item = subnet_item(call, subnet);
    const auto free = item.at("availableIpAddressCount").to_number<long long>();
    if (free <= max) continue;
    max = free;
    best = std::move(subnet);
  }
  if (best) return *std::move(best);
  return ApiError{"MissingInput", "No subnets found for the default VPC" +
                                      (zone.empty() ? "" : " in the availability zone '" + zone + "'") +
                                      ". Please specify a subnet."};
}

ApiResult<NetworkPlan> plan_network(const Call& call, const json::object& launch,
                                    const trunking::InstanceType& type) {
  const std::string zone = wanted_zone(launch);
  ENI_CHECK(check_zone(call, zone));
  NetworkPlan plan;
  ENI_TRY(plan.interfaces, wanted_interfaces(call, launch));
  ENI_CHECK(check_count(plan.interfaces.size(), type));
  ENI_TRY(const auto subnet, settle(call, plan.interfaces.front(), zone));
  plan.subnet = subnet.id;
  plan.vpc = subnet.scope;
  plan.zone = text_at(subnet.document, "availabilityZone");
  plan.zone_id = text_at(subnet.document, "availabilityZoneId");
  for (auto interface = plan.interfaces.begin() + 1; interface != plan.interfaces.end(); ++interface)
    ENI_CHECK(settle(call, *interface, plan.zone));
  return plan;
}

ApiResult<void> make_network(const Call& call, const NetworkPlan& plan, const Ec2Resource& instance,
                             const Ec2Tags& tags) {
  const Call own = account_call(call);
  const AttachTarget target{instance.id, text_at(instance.document, "instanceType"), plan.zone};
  for (const json::object& planned : plan.interfaces) ENI_CHECK(add_planned(own, planned, target, tags));
  return {};
}

void release_network(const Call& call, std::string_view instance) { end_attachments_of(call, instance); }

void drop_public_addresses(const Call& call, std::string_view instance) {
  for (Ec2Interface& interface : call.store<Ec2InterfaceRepository>().of_instance(instance))
    drop_public_address(call, interface);
}

void give_public_address_again(const Call& call, std::string_view instance) {
  auto primary = primary_of(call, instance);
  if (!primary || find(primary->document, "association")) return;
  if (call.store<Ec2InterfaceRepository>().of_instance(instance).size() > 1) return;
  const auto subnet = find_subnet(call, primary->subnet);
  if (subnet && flag_at(subnet->document, "mapPublicIpOnLaunch")) give_public_address(call, *primary);
}

ApiResult<void> set_primary_groups(const Call& call, std::string_view instance,
                                   const std::vector<std::string>& groups) {
  auto primary = primary_of(call, instance);
  if (!primary) return ApiError{"IncorrectInstanceState", "The instance has no network interface"};
  ENI_TRY(auto set, group_set(call, primary->vpc, groups));
  change_groups(call, *primary, std::move(set));
  return {};
}

void set_primary_source_check(const Call& call, std::string_view instance, bool is_on) {
  auto primary = primary_of(call, instance);
  if (!primary) return;
  primary->document["sourceDestCheck"] = is_on;
  save(call, *primary);
  publish_change(call, *primary);
}

void add_network_members(const Call& call, std::string_view instance, json::object& item) {
  item["privateDnsName"] = "";
  item["dnsName"] = "";
  item["groupSet"] = json::array();
  json::array shown;
  for (const Ec2Interface& interface : call.store<Ec2InterfaceRepository>().of_instance(instance)) {
    json::object member = instance_interface_item(interface);
    if (interface.device_index == 0) add_primary(call, instance, member, item);
    shown.push_back(std::move(member));
  }
  item["networkInterfaceSet"] = std::move(shown);
}

}  // namespace eni::sandbox::ec2_service
