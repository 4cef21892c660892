#include "sandbox/services/cloudformation/resources/autoscaling/group_stability.h"

#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The group tries elsewhere, and again.
bool may_pass(const std::string& message) {
  return message.find("sufficient") != std::string::npos && message.find("capacity") != std::string::npos;
}

/// Empty if there is none.
Task<ApiResult<json::object>> read_newest_activity(ResourceCall& call) {
  const json::object params{{"AutoScalingGroupName", call.physical_id}, {"MaxRecords", 1}};
  ENI_CO_TRY(const json::object reply,
             co_await call.call("autoscaling", "DescribeScalingActivities", params));
  const std::vector<json::object> activities = objects_of(reply, "Activities");
  if (activities.empty()) co_return json::object{};
  co_return activities.front();
}

}  // namespace

Task<ApiResult<std::string>> newest_activity(ResourceCall& call) {
  ENI_CO_TRY(const json::object activity, co_await read_newest_activity(call));
  co_return scalar_text_at(activity, "ActivityId");
}

/// [assumption] CloudFormation gives up with the newest activity: no source says how many it waits for.
Task<ApiResult<void>> check_newest_activity(ResourceCall& call, std::string known) {
  ENI_CO_TRY(const json::object activity, co_await read_newest_activity(call));
  const bool is_older = !known.empty() && scalar_text_at(activity, "ActivityId") == known;
  if (activity.empty() || is_older) co_return ApiResult<void>{};
  const std::string status = scalar_text_at(activity, "StatusCode");
  const std::string message = scalar_text_at(activity, "StatusMessage");
  const bool has_failed = status == "Failed" || status == "Cancelled";
  if (!has_failed || may_pass(message)) co_return ApiResult<void>{};
  co_return in_full("Group did not stabilize. Last scaling activity: " + message);
}

std::vector<std::string> instances_in(const json::object& group, std::string_view state) {
  std::vector<std::string> ids;
  for (const json::object& instance : objects_of(group, "Instances")) {
    if (scalar_text_at(instance, "LifecycleState") == state)
      ids.push_back(scalar_text_at(instance, "InstanceId"));
  }
  return ids;
}

Task<ApiResult<void>> group_in_service(ResourceCall& call) {
  Poll poll{call, TimeLimits::kGroup, "Group " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call));
    const std::size_t wanted = static_cast<std::size_t>(integer_at(group, "DesiredCapacity"));
    if (instances_in(group, "InService").size() >= wanted) co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await check_newest_activity(call, {}));
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace eni::sandbox::cloudformation
