/// UpdateAutoScalingGroup, SetDesiredCapacity.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/autoscaling/capacity/cooldown.h"
#include "sandbox/services/autoscaling/capacity/desired_capacity.h"
#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/group_settings.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/look_ups.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

bool names_zones(const json::object& input) {
  return find(input, "VPCZoneIdentifier") || find(input, "AvailabilityZones");
}

bool names_source(const json::object& input) {
  return find(input, "LaunchTemplate") || find(input, "LaunchConfigurationName") ||
         find(input, "MixedInstancesPolicy");
}

/// "a user request update of AutoScalingGroup constraints to min: 0, max: 2, desired: 1"
std::string constraints_text(const json::object& settings) {
  return "a user request update of AutoScalingGroup constraints to min: " +
         std::to_string(integer_at(settings, "MinSize")) +
         ", max: " + std::to_string(integer_at(settings, "MaxSize")) +
         ", desired: " + std::to_string(integer_at(settings, "DesiredCapacity"));
}

Task<ApiResult<json::object>> read_changes(const Call& call, json::object before, json::object input) {
  ENI_CO_TRY(auto settings, changed_settings(before, input));
  if (names_zones(input)) {
    auto placing = with_subnets(call, std::move(settings), array_at(input, "AvailabilityZones"));
    ENI_CO_TRY(settings, co_await std::move(placing));
    settings.erase("_rebalanceAfter");
    settings.erase("_leavesZones");
  }
  if (names_source(input)) {
    auto sourcing = with_launch_source(call, std::move(settings));
    ENI_CO_TRY(settings, co_await std::move(sourcing));
  }
  if (const std::string role = text_at(input, "ServiceLinkedRoleARN"); !role.empty()) {
    auto ensuring = ensure_service_linked_role(call, role);
    ENI_CO_TRY(settings["ServiceLinkedRoleARN"], co_await std::move(ensuring));
  }
  co_return settings;
}

/// Of a group as it is now: what the call has changed becomes another, and nothing else.
/// @param before, changed  the group when the call began, and what the call has made of that
json::object merged(const json::object& before, const json::object& changed, json::object now) {
  for (const auto& [name, value] : changed)
    if (const json::value* known = find(before, name); !known || *known != value) now[name] = value;
  for (const auto& [name, value] : before)
    if (!find(changed, name)) now.erase(name);
  return now;
}

}  // namespace

Task<ApiResult<Reply>> update_auto_scaling_group(Call& call) {
  const json::object input = typed_input(call, "UpdateAutoScalingGroup");
  ENI_CO_TRY(const auto before, changeable_group(call));
  auto reading = read_changes(call, before.document, input);
  ENI_CO_TRY(const auto changed, co_await std::move(reading));

  sqlite::Transaction transaction{call.env.store.database()};
  // While others were asked, policies, schedules and other calls may have changed it.
  ENI_CO_TRY(auto group, changeable_group(call));
  auto settings = merged(before.document, changed, group.document);
  const std::int64_t desired =
      std::clamp(integer_at(settings, "DesiredCapacity"), integer_at(settings, "MinSize"),
                 std::max(integer_at(settings, "MinSize"), integer_at(settings, "MaxSize")));
  settings["DesiredCapacity"] = desired;
  const std::string why = constraints_text(settings);
  settings["DesiredCapacity"] = integer_at(group.document, "DesiredCapacity");
  group.document = std::move(settings);
  change_desired(group, desired, why, call.now());
  groups_of(call).update(group);
  transaction.commit();
  engine_of(call.env).consider(group.number);
  co_return empty_reply();
}

ApiResult<Reply> set_desired_capacity(Call& call) {
  const json::object input = typed_input(call, "SetDesiredCapacity");
  ENI_TRY(auto group, changeable_group(call));
  const std::int64_t desired = integer_at(input, "DesiredCapacity");
  const std::int64_t min = integer_at(group.document, "MinSize");
  const std::int64_t max = integer_at(group.document, "MaxSize");
  const std::string value = "New SetDesiredCapacity value " + std::to_string(desired);
  if (desired > max)
    return aws::validation_error(value + " is above max value " + std::to_string(max) +
                                 " for the AutoScalingGroup.");
  if (desired < min)
    return aws::validation_error(value + " is below min value " + std::to_string(min) +
                                 " for the AutoScalingGroup.");
  if (flag_at(input, "HonorCooldown")) ENI_CHECK(check_cooldown(group, call.now()));
  change_desired(group, desired, "a user request explicitly set group desired capacity", call.now());
  groups_of(call).update(group);
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

}  // namespace eni::sandbox::autoscaling_service
