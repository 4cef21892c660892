#include "sandbox/services/ecs/container_instances/ec2_view.h"

#include <algorithm>

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::ecs_service {
namespace {

std::string text_in(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value ? value->if_object() : nullptr;
}

/// The first element of a list, or null.
const json::object* first_in(const json::object& object, std::string_view name) {
  const json::value* list = find(object, name);
  const json::array* elements = list ? list->if_array() : nullptr;
  return elements && !elements->empty() ? elements->front().if_object() : nullptr;
}

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
  const Principal ecs = Principal::service("ecs.amazonaws.com", account);
  json::object wanted{{"InstanceId", json::array{json::value(instance_id)}}};
  auto instances = env.gateway.call(ecs, region, "ec2", "DescribeInstances", std::move(wanted));
  const auto found = co_await std::move(instances);
  if (found.has_error()) {
    if (found.error().code.starts_with("InvalidInstanceID")) co_return std::optional<Ec2View>{};
    co_return found.error();
  }
  const json::object* reservation = first_in(found->value.as_object(), "reservationSet");
  const json::object* instance = reservation ? first_in(*reservation, "instancesSet") : nullptr;
  if (!instance) co_return std::optional<Ec2View>{};
  Ec2View view = read_view(*instance);
  if (view.subnet_id.empty()) co_return std::optional{std::move(view)};
  json::object subnet_wanted{{"SubnetId", json::array{json::value(view.subnet_id)}}};
  auto subnets = env.gateway.call(ecs, region, "ec2", "DescribeSubnets", std::move(subnet_wanted));
  const auto answer = co_await std::move(subnets);
  if (answer.has_error()) co_return answer.error();
  if (const json::object* subnet = first_in(answer->value.as_object(), "subnetSet"))
    add_subnet(view, *subnet, account);
  co_return std::optional{std::move(view)};
}

int free_device_index(const Ec2View& view) {
  int index = 0;
  const auto& taken = view.device_indexes;
  while (std::find(taken.begin(), taken.end(), index) != taken.end()) ++index;
  return index;
}

}  // namespace eni::sandbox::ecs_service
