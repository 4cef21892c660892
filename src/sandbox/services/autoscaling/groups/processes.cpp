/// SuspendProcesses, ResumeProcesses, DescribeScalingProcessTypes.
#include <array>

#include "base/time_text.h"
#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::array<std::string_view, 9> kProcesses = {
    "AZRebalance", "AddToLoadBalancer", "AlarmNotification", "HealthCheck", "InstanceRefresh",
    "Launch",      "ReplaceUnhealthy",  "ScheduledActions",  "Terminate"};

ApiResult<std::vector<std::string>> asked_processes(const json::object& input) {
  return names_or_all(input, "ScalingProcesses", kProcesses, "process type");
}

/// The group's suspended processes without those named.
json::array without(const AutoScalingGroup& group, const std::vector<std::string>& names) {
  return entries_without(group, "SuspendedProcesses", "ProcessName", names);
}

}  // namespace

ApiResult<Reply> suspend_processes(Call& call) {
  ENI_TRY(const auto names, asked_processes(typed_input(call, "SuspendProcesses")));
  ENI_TRY(auto group, changeable_group(call));
  json::array suspended = without(group, names);
  for (const std::string& name : names)
    suspended.push_back(json::object{{"ProcessName", name},
                                     {"SuspensionReason", "User suspended at " + iso8601(call.now())}});
  group.document["SuspendedProcesses"] = std::move(suspended);
  groups_of(call).update(group);
  return empty_reply();
}

ApiResult<Reply> resume_processes(Call& call) {
  ENI_TRY(const auto names, asked_processes(typed_input(call, "ResumeProcesses")));
  ENI_TRY(auto group, changeable_group(call));
  json::array rest = without(group, names);
  group.document["SuspendedProcesses"] = std::move(rest);
  forget_failures(group);
  groups_of(call).update(group);
  // Health that was not looked at meanwhile is looked at now.
  for (const AutoScalingInstance& instance : instances_of(call).list(group.number))
    engine_of(call.env).observe(group.number, instance.id);
  engine_of(call.env).consider(group.number);
  return empty_reply();
}

ApiResult<Reply> describe_scaling_process_types(Call& call) {
  static_cast<void>(call);
  json::array processes;
  for (const std::string_view name : kProcesses) processes.push_back(json::object{{"ProcessName", name}});
  return page_reply("Processes", std::move(processes), {});
}

}  // namespace eni::sandbox::autoscaling_service
