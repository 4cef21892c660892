#include "sandbox/services/ecs/container_instances/ec2_view.h"

#include <algorithm>

#include "sandbox/services/ecs/ec2_call.h"

namespace eni::sandbox::ecs_service {
namespace {

std::string text_in(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

/// What ECS looks at is its own affair; what it changes it does as its service-linked role.
Principal ecs(const aws::AccountId& account) { return Principal::service("ecs.amazonaws.com", account); }

std::vector<int> device_indexes_of(const json::object& instance) {
  std::vector<int> indexes;
  const json::value* interfaces = find(instance, "networkInterfaceSet");
  if (!interfaces || !interfaces->is_array()) return indexes;
  for (const json::value& interface : interfaces->get_array()) {
    const json::object* attachment = object_in(interface.as_object(), "attachment");
    const json::value* index = attachment ? find(*attachment, "deviceIndex") : nullptr;
    indexes.push_back(index && index->is_int64() ? static_cast<int>(index->get_int64()) : 0);
  }
  return indexes;
}

Ec2View read_view(const json::object& instance) {
  Ec2View view;
  if (const json::object* state = object_in(instance, "instanceState")) view.state = text_in(*state, "name");
  if (const json::object* placement = object_in(instance, "placement"))
    view.zone = text_in(*placement, "availabilityZone");
  view.image_id = text_in(instance, "imageId");
  view.vpc_id = text_in(instance, "vpcId");
  view.subnet_id = text_in(instance, "subnetId");
  view.is_windows = text_in(instance, "platform") == "windows";
  if (const json::object* options = object_in(instance, "privateDnsNameOptions")) {
    const json::value* a_record = find(*options, "enableResourceNameDnsARecord");
    view.resource_name_dns_a_record = a_record && a_record->is_bool() && a_record->get_bool();
  }
  view.device_indexes = device_indexes_of(instance);
  return view;
}

void add_subnet(Ec2View& view, const json::object& subnet, const aws::AccountId& account) {
  const std::string owner = text_in(subnet, "ownerId");
  if (!owner.empty()) view.subnet_is_shared = owner != account.value;
  const json::value* free = find(subnet, "availableIpAddressCount");
  if (free && free->is_int64()) view.free_ipv4_addresses = static_cast<int>(free->get_int64());
}

}  // namespace

Task<ApiResult<std::optional<Ec2View>>> view_instance(Environment& env, aws::AccountId account,
                                                      aws::Region region, std::string instance_id) {
  json::object wanted{{"InstanceId", json::array{json::value(instance_id)}}};
  auto asked = call_ec2(env, ecs(account), region, "DescribeInstances", std::move(wanted));
  const auto found = co_await std::move(asked);
  if (found.has_error()) {
    if (found.error().code.starts_with("InvalidInstanceID")) co_return std::optional<Ec2View>{};
    co_return found.error();
  }
  const json::object* reservation = first_in(*found, "reservationSet");
  const json::object* instance = reservation ? first_in(*reservation, "instancesSet") : nullptr;
  if (!instance) co_return std::optional<Ec2View>{};
  co_return std::optional{read_view(*instance)};
}

Task<ApiResult<Ec2View>> view_subnet(Environment& env, aws::AccountId account, aws::Region region,
                                     Ec2View view) {
  if (view.subnet_id.empty()) co_return view;
  json::object wanted{{"SubnetId", json::array{json::value(view.subnet_id)}}};
  auto asked = call_ec2(env, ecs(account), region, "DescribeSubnets", std::move(wanted));
  ENI_CO_TRY(const json::object found, co_await std::move(asked));
  if (const json::object* subnet = first_in(found, "subnetSet")) add_subnet(view, *subnet, account);
  co_return view;
}

int free_device_index(const Ec2View& view) {
  int index = 0;
  const auto& taken = view.device_indexes;
  while (std::find(taken.begin(), taken.end(), index) != taken.end()) ++index;
  return index;
}

}  // namespace eni::sandbox::ecs_service
