#include "sandbox/services/ecs/container_instances/ec2_view.h"

#include <algorithm>

#include "sandbox/services/ecs/ec2_call.h"

namespace eni::sandbox::ecs_service {
namespace {

/// What ECS looks at is its own affair; what it changes it does as its service-linked role.
Principal ecs(const aws::AccountId& account) { return Principal::service("ecs.amazonaws.com", account); }

std::vector<int> device_indexes_of(const json::object& instance) {
  std::vector<int> indexes;
  for (const json::value& interface : array_at(instance, "networkInterfaceSet"))
    indexes.push_back(static_cast<int>(integer_at(object_at(interface, "attachment"), "deviceIndex")));
  return indexes;
}

Ec2View read_view(const json::object& instance) {
  Ec2View view;
  view.state = text_at(object_at(instance, "instanceState"), "name");
  view.launch_time = text_at(instance, "launchTime");
  view.zone = text_at(object_at(instance, "placement"), "availabilityZone");
  view.image_id = text_at(instance, "imageId");
  view.vpc_id = text_at(instance, "vpcId");
  view.subnet_id = text_at(instance, "subnetId");
  view.is_windows = text_at(instance, "platform") == "windows";
  view.resource_name_dns_a_record =
      flag_at(object_at(instance, "privateDnsNameOptions"), "enableResourceNameDnsARecord");
  for (const json::value& tag : array_at(instance, "tagSet")) {
    const std::string key = text_at(tag, "key");
    if (key == "aws:autoscaling:groupName") view.auto_scaling_group = text_at(tag, "value");
    if (key == "AmazonECSManaged") view.is_ecs_managed = true;
  }
  view.device_indexes = device_indexes_of(instance);
  return view;
}

void add_subnet(Ec2View& view, const json::object& subnet, const aws::AccountId& account) {
  const std::string owner = text_at(subnet, "ownerId");
  if (!owner.empty()) view.subnet_is_shared = owner != account.value;
  if (const auto free = find_integer(subnet, "availableIpAddressCount"))
    view.free_ipv4_addresses = static_cast<int>(*free);
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
  const json::object& instance = first_in(first_in(*found, "reservationSet"), "instancesSet");
  if (instance.empty()) co_return std::optional<Ec2View>{};
  co_return std::optional{read_view(instance)};
}

Task<ApiResult<Ec2View>> view_subnet(Environment& env, aws::AccountId account, aws::Region region,
                                     Ec2View view) {
  if (view.subnet_id.empty()) co_return view;
  json::object wanted{{"SubnetId", json::array{json::value(view.subnet_id)}}};
  auto asked = call_ec2(env, ecs(account), region, "DescribeSubnets", std::move(wanted));
  ENI_CO_TRY(const json::object found, co_await std::move(asked));
  add_subnet(view, first_in(found, "subnetSet"), account);
  co_return view;
}

bool has_started_anew(const EcsContainerInstance& instance, const Ec2View& view) {
  const std::string launched = text_at(instance.document, "launchTime");
  return !launched.empty() && launched != view.launch_time;
}

int free_device_index(const Ec2View& view) {
  int index = 0;
  const auto& taken = view.device_indexes;
  while (std::find(taken.begin(), taken.end(), index) != taken.end()) ++index;
  return index;
}

}  // namespace eni::sandbox::ecs_service
