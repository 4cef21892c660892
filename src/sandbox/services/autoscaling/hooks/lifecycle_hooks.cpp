/// PutLifecycleHook, DeleteLifecycleHook, DescribeLifecycleHooks, DescribeLifecycleHookTypes.
#include <algorithm>

#include "sandbox/services/autoscaling/hooks/hook.h"
#include "sandbox/services/autoscaling/hooks/lifecycle_actions.h"
#include "sandbox/services/autoscaling/hooks/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxHooks = 50;
constexpr AutoScalingPartKind kHook = AutoScalingPartKind::kLifecycleHook;

}  // namespace

Task<ApiResult<Reply>> put_lifecycle_hook(Call& call) {
  const json::object input = typed_input(call, "PutLifecycleHook");
  ENI_CO_TRY(const auto group, changeable_group(call));
  const auto before = groups_of(call).find_part(group.number, kHook, text_at(input, "LifecycleHookName"));
  ENI_CO_TRY(const auto hook, read_hook(group, input, before ? &*before : nullptr));
  if (!before && groups_of(call).parts(group.number, kHook).size() >= kMaxHooks)
    co_return ApiError{"LimitExceeded", "An Auto Scaling group can have at most 50 lifecycle hooks.", 400};
  auto testing = test_target(call.env, group, hook);
  ENI_CO_CHECK(co_await std::move(testing));
  groups_of(call).put_part(hook);
  co_return empty_reply();
}

/// Instances that wait for it go on to wait: for their deadline, or for whoever completes their action.
ApiResult<Reply> delete_lifecycle_hook(Call& call) {
  const json::object input = typed_input(call, "DeleteLifecycleHook");
  ENI_TRY(const auto group, named_group(call));
  const std::string name = text_at(input, "LifecycleHookName");
  if (!groups_of(call).find_part(group.number, kHook, name))
    return aws::validation_error("No Lifecycle Hook found with name " + name + " for Auto Scaling group " +
                                 group.name);
  groups_of(call).remove_part(group.number, kHook, name);
  return empty_reply();
}

ApiResult<Reply> describe_lifecycle_hooks(Call& call) {
  const json::object input = typed_input(call, "DescribeLifecycleHooks");
  ENI_TRY(const auto group, named_group(call));
  const auto names = texts_at(input, "LifecycleHookNames");
  json::array values;
  for (const AutoScalingPart& hook : groups_of(call).parts(group.number, kHook))
    if (names.empty() || std::ranges::find(names, hook.name) != names.end())
      values.push_back(hook_value(hook, group));
  return page_reply("LifecycleHooks", std::move(values), {});
}

ApiResult<Reply> describe_lifecycle_hook_types(Call& call) {
  static_cast<void>(call);
  json::array types;
  types.emplace_back(kLaunching);
  types.emplace_back(kTerminating);
  return page_reply("LifecycleHookTypes", std::move(types), {});
}

}  // namespace eni::sandbox::autoscaling_service
