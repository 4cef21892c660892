/// CreateAutoScalingGroup.
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/group_settings.h"
#include "sandbox/services/autoscaling/groups/group_tags.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/hooks/hook.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/look_ups.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::int64_t kMaxGroups = 500;
constexpr std::size_t kMaxHooks = 50;

/// Its ARN and those of its parts have colons between their fields.
ApiResult<void> check_name(const std::string& name) {
  // [unverified] wording
  if (name.find(':') == std::string::npos) return {};
  return aws::validation_error("Auto Scaling group name " + name + " must not contain a colon (:).");
}

ApiResult<void> check_new(const Call& call, const std::string& name) {
  // [unverified] wording
  if (groups_of(call).find(place_of(call), name)) {
    return ApiError{
        "AlreadyExists",
        "AutoScalingGroup by this name already exists - A group with the name " + name + " already exists",
        400};
  }
  if (groups_of(call).count(place_of(call)) >= kMaxGroups)
    return ApiError{"LimitExceeded", "The maximum number of Auto Scaling groups has been reached.", 400};
  return {};
}

ApiResult<std::vector<AutoScalingPart>> read_hooks(const json::object& input) {
  const AutoScalingGroup nobody;
  std::vector<AutoScalingPart> hooks;
  for (const json::value& entry : array_at(input, "LifecycleHookSpecificationList")) {
    ENI_TRY(auto hook, read_hook(nobody, entry.as_object(), nullptr));
    hooks.push_back(std::move(hook));
  }
  if (hooks.size() > kMaxHooks)
    return ApiError{"LimitExceeded", "An Auto Scaling group can have at most 50 lifecycle hooks.", 400};
  return hooks;
}

struct NewGroup {
  AutoScalingGroup group;
  std::vector<AutoScalingTag> tags;
  std::vector<AutoScalingPart> hooks;
};

Task<ApiResult<NewGroup>> read_new_group(const Call& call, json::object input) {
  NewGroup made;
  made.group.account = call.account().value;
  made.group.region = call.region.value;
  made.group.name = text_at(input, "AutoScalingGroupName");
  ENI_CO_CHECK(check_name(made.group.name));
  ENI_CO_CHECK(check_new(call, made.group.name));
  ENI_CO_TRY(auto settings, new_settings(input));
  ENI_CO_TRY(made.tags, read_group_tags(call, input));
  ENI_CO_TRY(made.hooks, read_hooks(input));
  auto placing = with_subnets(call, std::move(settings), array_at(input, "AvailabilityZones"));
  ENI_CO_TRY(settings, co_await std::move(placing));
  auto checking = check_target_groups(call, array_at(input, "TargetGroupARNs"));
  ENI_CO_CHECK(co_await std::move(checking));
  auto sourcing = with_launch_source(call, std::move(settings));
  ENI_CO_TRY(settings, co_await std::move(sourcing));
  auto role = ensure_service_linked_role(call, text_at(input, "ServiceLinkedRoleARN"));
  ENI_CO_TRY(settings["ServiceLinkedRoleARN"], co_await std::move(role));
  made.group.document = std::move(settings);
  made.group.arn = call.arn(
      "autoscaling", "autoScalingGroup:" + call.random().uuid() + ":autoScalingGroupName/" + made.group.name);
  for (const AutoScalingPart& hook : made.hooks) {
    auto testing = test_target(call.env, made.group, hook);
    ENI_CO_CHECK(co_await std::move(testing));
  }
  co_return made;
}

void store(const Call& call, NewGroup& made) {
  AutoScalingGroup& group = made.group;
  group.created = millis(call.now());
  const std::int64_t desired = integer_at(group.document, "DesiredCapacity");
  if (desired > 0)
    note_desired_change(group, call.now(), "a user request created an AutoScalingGroup", 0, desired);
  group = groups_of(call).insert(std::move(group));
  for (const AutoScalingTag& tag : made.tags) groups_of(call).set_tag(group.number, tag);
  for (AutoScalingPart& hook : made.hooks) {
    hook.group = group.number;
    groups_of(call).put_part(hook);
  }
  instances_of(call).add_activity_owner(group.account, group.region,
                                        {group.number, group.name, group.arn, false});
}

}  // namespace

Task<ApiResult<Reply>> create_auto_scaling_group(Call& call) {
  auto reading = read_new_group(call, typed_input(call, "CreateAutoScalingGroup"));
  ENI_CO_TRY(auto made, co_await std::move(reading));
  ENI_CO_CHECK(check_new(call, made.group.name));  // another call may have come between
  sqlite::Transaction transaction{call.env.store.database()};
  store(call, made);
  transaction.commit();
  engine_of(call.env).consider(made.group.number);
  co_return empty_reply();
}

}  // namespace eni::sandbox::autoscaling_service
