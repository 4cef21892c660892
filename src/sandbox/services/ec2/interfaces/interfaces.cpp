#include "sandbox/services/ec2/interfaces/interfaces.h"

#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/interfaces/trunks.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/tags.h"
#include "vpc/names.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Everything but addresses.
json::object document_of(const Call& call, const NewInterface& wanted, const std::string& id,
                         json::array groups) {
  const json::object& subnet = wanted.subnet.document;
  return {{"networkInterfaceId", id},
          {"subnetId", wanted.subnet.id},
          {"vpcId", wanted.subnet.scope},
          {"availabilityZone", subnet.at("availabilityZone")},
          {"availabilityZoneId", subnet.at("availabilityZoneId")},
          {"description", wanted.description},
          {"ownerId", call.account().value},
          {"requesterId", call.principal.user_id},
          {"requesterManaged", is_service(call.principal)},
          {"status", "available"},
          {"macAddress", vpc::mac_address(call.random().next())},
          {"sourceDestCheck", true},
          {"interfaceType", wanted.type},
          {"groupSet", std::move(groups)},
          {"privateIpAddressesSet", json::array{}},
          {"ipv6AddressesSet", json::array{}}};
}

int address6_count(const NewInterface& wanted) {
  if (wanted.address6_count) return *wanted.address6_count;
  const bool assigned = wanted.subnet.document.at("assignIpv6AddressOnCreation").as_bool();
  return assigned && wanted.addresses6.empty() ? 1 : 0;
}

ApiResult<void> add_addresses(const Call& call, const NewInterface& wanted, Ec2Interface& interface) {
  std::vector<std::optional<std::string>> addresses{wanted.primary_address};
  addresses.insert(addresses.end(), wanted.secondary_addresses.begin(), wanted.secondary_addresses.end());
  addresses.resize(addresses.size() + static_cast<std::size_t>(wanted.secondary_address_count));
  for (const auto& address : addresses) {
    ENI_TRY(const auto taken, take_address4(call, wanted.subnet, address));
    add_address4(call, interface, taken);
  }
  std::vector<std::optional<std::string>> addresses6{wanted.addresses6.begin(), wanted.addresses6.end()};
  addresses6.resize(addresses6.size() + static_cast<std::size_t>(address6_count(wanted)));
  for (const auto& address : addresses6) {
    ENI_TRY(const auto taken, take_address6(call, wanted.subnet, address));
    add_address6(call, interface, taken);
  }
  return {};
}

}  // namespace

bool is_service(const Principal& principal) {
  return principal.type == PrincipalType::kService ||
         principal.identity_arn.find(":role/aws-service-role/") != std::string::npos;
}

ApiResult<Ec2Interface> make_interface(const Call& call, const NewInterface& wanted) {
  // AWS says no more than the code. Source: aws/amazon-ecs-agent#2236.
  if (wanted.type == "trunk" && wanted.subnet.account != call.account().value) {
    return invalid_parameter_value(
        "The subnet '" + wanted.subnet.id +
        "' is shared by another account; trunk interfaces cannot be created in shared "
        "subnets.");
  }
  json::array groups;  // NAT gateways have none.
  if (wanted.type != "nat_gateway") {
    ENI_TRY(groups, group_set(call, wanted.subnet.scope, wanted.groups));
  }
  Ec2Interface interface;
  interface.id = new_id(call, "eni-");
  interface.account = call.account().value;
  interface.region = call.region.value;
  interface.vpc = wanted.subnet.scope;
  interface.subnet = wanted.subnet.id;
  interface.type = wanted.type;
  interface.document = document_of(call, wanted, interface.id, std::move(groups));
  ENI_CHECK(add_addresses(call, wanted, interface));
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  interfaces.insert(interface);
  interfaces.set_groups(interface.id, {}, group_ids(interface));
  put_tags(call.store<Ec2Repository>(), interface.id, wanted.tags);
  return interface;
}

void remove_interface(const Call& call, const Ec2Interface& interface) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  for (Ec2Interface& branch : interfaces.of_trunk(interface.id)) disassociate_from_trunk(call, branch);
  clear_associations_of(call, interface.id);
  release_addresses(call, interface);
  interfaces.set_groups(interface.id, group_ids(interface), {});
  interfaces.remove(interface.id);
  auto& repository = call.store<Ec2Repository>();
  for (const auto& [key, value] : repository.tags(interface.id)) repository.remove_tag(interface.id, key);
}

ApiResult<Ec2Interface> own_interface(const Call& call, std::string_view id) {
  ENI_CHECK(check_form(kind_of("network-interface"), id));
  auto interface = call.store<Ec2InterfaceRepository>().find(id);
  if (!interface || interface->account != call.account().value || interface->region != call.region.value)
    return not_found(kind_of("network-interface"), id);
  return *std::move(interface);
}

ApiResult<Ec2Interface> changeable_interface(const Call& call, std::string_view id) {
  ENI_TRY(auto interface, own_interface(call, id));
  if (interface.document.at("requesterManaged").as_bool() && !is_service(call.principal)) {
    return ApiError{"AuthFailure", "You do not have permission to access the specified resource."};
  }
  return interface;
}

void save(const Call& call, const Ec2Interface& interface) {
  call.store<Ec2InterfaceRepository>().update(interface);
}

json::object interface_item(const Call& call, const Ec2Interface& interface) {
  json::object item = interface.document;
  item["tagSet"] = tag_set(call.store<Ec2Repository>().tags(interface.id));
  return item;
}

namespace {

/// DescribeAddresses and DescribeNetworkInterfaces tell them, instances do not.
void hide_ids_of_association(json::object& holder) {
  json::value* association = holder.if_contains("association");
  if (!association || !association->is_object()) return;
  for (const std::string_view id : {"allocationId", "associationId"}) association->get_object().erase(id);
}

}  // namespace

json::object instance_interface_item(const Ec2Interface& interface) {
  constexpr std::string_view kMembers[] = {"networkInterfaceId",
                                           "subnetId",
                                           "vpcId",
                                           "description",
                                           "ownerId",
                                           "status",
                                           "macAddress",
                                           "privateIpAddress",
                                           "privateDnsName",
                                           "sourceDestCheck",
                                           "groupSet",
                                           "association",
                                           "privateIpAddressesSet",
                                           "ipv6AddressesSet",
                                           "interfaceType"};
  json::object item;
  for (const std::string_view member : kMembers) {
    if (const json::value* value = find(interface.document, member)) item[member] = *value;
  }
  if (const json::value* attachment = find(interface.document, "attachment")) {
    json::object shown = attachment->as_object();
    shown.erase("instanceId");
    shown.erase("instanceOwnerId");
    item["attachment"] = std::move(shown);
  }
  hide_ids_of_association(item);
  if (json::value* addresses = item.if_contains("privateIpAddressesSet")) {
    for (json::value& address : addresses->as_array()) hide_ids_of_association(address.as_object());
  }
  return item;
}

std::string status_of(const Ec2Interface& interface) { return as_text(interface.document.at("status")); }

void update_status(Ec2Interface& interface) {
  const bool is_used = !interface.attachment.empty() || !interface.trunk.empty();
  interface.document["status"] = is_used ? "in-use" : "available";
}

std::vector<std::string> group_ids(const Ec2Interface& interface) {
  std::vector<std::string> ids;
  for (const json::value& group : interface.document.at("groupSet").as_array())
    ids.push_back(as_text(group.at("groupId")));
  return ids;
}

void change_groups(const Call& call, Ec2Interface& interface, json::array group_set) {
  const auto before = group_ids(interface);
  interface.document["groupSet"] = std::move(group_set);
  call.store<Ec2InterfaceRepository>().set_groups(interface.id, before, group_ids(interface));
  save(call, interface);
  publish_change(call, interface);
}

void publish_change(const Call& call, const Ec2Interface& interface) {
  Event event{"sandbox.ec2", "Network Interface Change", call.account(), call.region, {}, {}};
  if (!call.env.is_heard(event)) return;
  event.detail = {{"network-interface-id", interface.id}};
  call.env.publish(std::move(event));
}

}  // namespace eni::sandbox::ec2_service
