#include "sandbox/services/autoscaling/groups/group_metrics.h"

#include "sandbox/scaling/metric_data.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kNamespace = "AWS/AutoScaling";

/// "GroupPendingInstances"
std::string_view metric_of(LifecycleState state) {
  if (is_launching(state)) return "GroupPendingInstances";
  if (is_terminating(state)) return "GroupTerminatingInstances";
  return state == LifecycleState::kStandby ? "GroupStandbyInstances" : "GroupInServiceInstances";
}

std::map<std::string, std::int64_t, std::less<>> values_of(Store& store, const AutoScalingGroup& group) {
  std::map<std::string, std::int64_t, std::less<>> values;
  for (const std::string_view size : {"MinSize", "MaxSize", "DesiredCapacity"})
    values["Group" + std::string(size)] = integer_at(group.document, size);
  for (const auto& [state, count] : store.get<AutoScalingInstanceRepository>().counts(group.number)) {
    values[std::string(metric_of(state))] += count;
    values["GroupTotalInstances"] += count;
  }
  return values;
}

}  // namespace

void GroupMetrics::start() {
  if (!env_.store.get<AutoScalingRepository>().with_metrics().empty()) minutes_.start();
}

void GroupMetrics::enabled(std::int64_t group) {
  minutes_.start();
  group_looked_at(group);
}

/// The timer runs if some group has metrics enabled.
void GroupMetrics::group_looked_at(std::int64_t group) {
  if (minutes_.is_running() && env_.settings.pace == Settings::Pace::kInstant) publishing_.begin(group);
}

void GroupMetrics::minute_began() {
  for (const std::int64_t group : env_.store.get<AutoScalingRepository>().with_metrics())
    publishing_.begin(group);
  start();
}

Task<void> GroupMetrics::publish(std::int64_t number) {
  const auto group = env_.store.get<AutoScalingRepository>().find(number);
  if (!group) co_return;
  auto values = values_of(env_.store, *group);
  json::array dimensions;
  dimensions.push_back(scaling::dimension("AutoScalingGroupName", group->name));
  json::array data;
  for (const json::value& entry : array_at(group->document, "EnabledMetrics")) {
    const std::string name = text_at(entry, "Metric");
    // [unverified] the unit
    data.push_back(scaling::datum(name, static_cast<double>(values[name]), "None", dimensions));
  }
  if (data.empty()) co_return;
  auto publishing =
      scaling::publish_metrics(env_, aws::AccountId{group->account}, aws::Region{group->region},
                               "autoscaling.amazonaws.com", std::string(kNamespace), std::move(data));
  co_await std::move(publishing);
  if (env_.settings.pace == Settings::Pace::kInstant)
    co_await sleep_for(env_.scheduler, scaling::kPauseOfChanges);
}

}  // namespace eni::sandbox::autoscaling_service
