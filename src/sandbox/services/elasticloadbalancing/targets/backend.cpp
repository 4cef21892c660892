#include "sandbox/services/elasticloadbalancing/targets/backend.h"

#include "sandbox/services/elasticloadbalancing/service_linked_role.h"

namespace eni::sandbox::elb_service {
namespace {

Task<ApiResult<json::object>> call_ec2_for(Environment& env, const ElbTargetGroup& group,
                                           std::string operation, json::object params) {
  return call_ec2(env, aws::AccountId{group.account}, aws::Region{group.region}, std::move(operation),
                  std::move(params));
}

Backend backend_of(std::string_view state) {
  if (state == "running") return Backend::kRunning;
  if (state == "stopping" || state == "stopped") return Backend::kStopped;
  if (state == "pending") return Backend::kUnreachable;
  return Backend::kTerminated;
}

Task<ApiResult<BackendView>> view_instance(Environment& env, ElbTargetGroup group, std::string id) {
  json::array ids;
  ids.emplace_back(id);
  json::object params{{"InstanceId", std::move(ids)}};
  auto asking = call_ec2_for(env, group, "DescribeInstances", std::move(params));
  const auto reply = co_await std::move(asking);
  BackendView view{Backend::kTerminated, {}, id};
  if (reply.has_error()) {
    if (reply.error().code.starts_with("InvalidInstanceID")) co_return view;
    co_return reply.error();
  }
  for (const json::value& reservation : array_at(*reply, "reservationSet")) {
    for (const json::value& instance : array_at(reservation, "instancesSet")) {
      view.backend = backend_of(text_at(object_at(instance, "instanceState"), "name"));
      view.zone = text_at(object_at(instance, "placement"), "availabilityZone");
      view.address = text_at(instance, "privateIpAddress");
    }
  }
  co_return view;
}

json::object filter(std::string_view name, const std::string& value) {
  json::array values;
  values.emplace_back(value);
  return {{"Name", name}, {"Value", std::move(values)}};
}

Task<ApiResult<BackendView>> view_address(Environment& env, ElbTargetGroup group, std::string address) {
  const bool is_ipv6 = address.find(':') != std::string::npos;
  json::array filters;
  filters.emplace_back(
      filter(is_ipv6 ? "ipv6-addresses.ipv6-address" : "addresses.private-ip-address", address));
  filters.emplace_back(filter("vpc-id", text_at(group.document, "VpcId")));
  json::object params{{"Filter", std::move(filters)}};
  auto asking = call_ec2_for(env, group, "DescribeNetworkInterfaces", std::move(params));
  ENI_CO_TRY(const json::object reply, co_await std::move(asking));
  BackendView view{Backend::kUnreachable, {}, {}, address};
  for (const json::value& interface : array_at(reply, "networkInterfaceSet")) {
    if (text_at(interface, "status") == "in-use") view.backend = Backend::kRunning;
    view.zone = text_at(interface, "availabilityZone");
    view.instance = text_at(object_at(interface, "attachment"), "instanceId");
  }
  co_return view;
}

}  // namespace

Task<ApiResult<BackendView>> view_backend(Environment& env, ElbTargetGroup group, std::string id) {
  if (text_at(group.document, "TargetType") == "instance")
    return view_instance(env, std::move(group), std::move(id));
  return view_address(env, std::move(group), std::move(id));
}

}  // namespace eni::sandbox::elb_service
