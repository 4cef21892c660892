#include "sandbox/services/cloudformation/resources/autoscaling/group_deletion.h"

#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kInTheWay[] = {"ResourceInUse", "ScalingActivityInProgress"};

bool is_leaving(const json::object& group) { return !scalar_text_at(group, "Status").empty(); }

Task<ApiResult<void>> empty_group(ResourceCall& call) {
  const json::object params{
      {"AutoScalingGroupName", call.physical_id}, {"MinSize", 0}, {"MaxSize", 0}, {"DesiredCapacity", 0}};
  ENI_CO_CHECK(co_await call.call("autoscaling", "UpdateAutoScalingGroup", params));
  Poll poll{call, TimeLimits::kGroup, "Group " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> group = co_await read_resource(kAutoScalingGroup, call);
    if (group.has_error()) co_return tolerate_missing(group);
    if (objects_of(*group, "Instances").empty()) co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

Task<ApiResult<void>> remove_group(ResourceCall& call) {
  const ApiResult<json::object> group = co_await read_resource(kAutoScalingGroup, call);
  if (group.has_error()) co_return tolerate_missing(group);
  if (!is_leaving(*group)) {
    ENI_CO_CHECK(co_await empty_group(call));
    json::object params{{"AutoScalingGroupName", call.physical_id}};
    ENI_CO_CHECK(co_await remove_patiently(call, "autoscaling", "DeleteAutoScalingGroup", std::move(params),
                                           kInTheWay));
  }
  co_return co_await when_gone(kAutoScalingGroup, call);
}

}  // namespace eni::sandbox::cloudformation
