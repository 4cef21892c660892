#include "sandbox/services/ecs/capacity_providers/group_view.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/service_linked_role.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::string_view kService = "autoscaling";

/// Query protocols answer flags as texts in some places.
bool is_set(const json::value& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value && scalar_text(*value) == "true";
}

GroupView read_group(const json::object& group) {
  GroupView view;
  view.name = text_at(group, "AutoScalingGroupName");
  view.arn = text_at(group, "AutoScalingGroupARN");
  view.protects_new_instances = is_set(group, "NewInstancesProtectedFromScaleIn");
  view.desired = integer_at(group, "DesiredCapacity");
  for (const json::value& tag : array_at(group, "Tags"))
    if (text_at(tag, "Key") == kManagedTag) view.has_managed_tag = true;
  for (const json::value& instance : array_at(group, "Instances")) {
    view.instances.push_back({text_at(instance, "InstanceId"), text_at(instance, "InstanceType"),
                              text_at(instance, "LifecycleState"), is_set(instance, "ProtectedFromScaleIn")});
  }
  for (const std::string_view name : {"LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName"})
    if (const json::value* value = find(group, name)) view.launch[name] = *value;
  return view;
}

/// "web" of a group's ARN, or the text itself.
std::string group_name_in(std::string_view text) {
  constexpr std::string_view kMark = ":autoScalingGroupName/";
  const auto at = text.find(kMark);
  return std::string(at == std::string_view::npos ? text : text.substr(at + kMark.size()));
}

}  // namespace

Task<ApiResult<std::optional<GroupView>>> view_group(Environment& env, aws::AccountId account,
                                                     aws::Region region, std::string group) {
  json::object params;
  params["AutoScalingGroupNames"] = json::array{json::string(group_name_in(group))};
  auto asking = env.gateway.call(Principal::service("ecs.amazonaws.com", account), region, kService,
                                 "DescribeAutoScalingGroups", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return reply.error();
  const json::array& groups = array_at(reply->value, "AutoScalingGroups");
  if (groups.empty()) co_return std::optional<GroupView>{};
  GroupView view = read_group(groups.front().as_object());
  const bool is_another = group.starts_with("arn:") && group != view.arn;
  if (is_another) co_return std::optional<GroupView>{};
  co_return std::optional{std::move(view)};
}

Task<ApiResult<json::object>> call_auto_scaling(Environment& env, aws::AccountId account, aws::Region region,
                                                std::string operation, json::object params) {
  const Principal principal = service_linked_principal(env.store, account, region);
  auto calling = env.gateway.call(principal, region, kService, operation, std::move(params));
  auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

}  // namespace eni::sandbox::ecs_service
