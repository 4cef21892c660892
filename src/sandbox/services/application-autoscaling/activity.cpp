/// Activities, and DescribeScalingActivities.
#include "sandbox/services/application-autoscaling/activity.h"

#include "sandbox/services/application-autoscaling/input.h"
#include "sandbox/services/application-autoscaling/operations.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

/// Source: Application Auto Scaling API Reference, DescribeScalingActivities: "from the previous six weeks".
constexpr Duration kKept = std::chrono::hours{24 * 42};

/// ECS has not answered yet.
constexpr std::string_view kAsking = "_asking";

json::object activity_value(const ApplicationScalingActivity& activity) {
  json::object value;
  for (const auto& [name, member] : activity.document)
    if (!name.starts_with('_')) value[name] = member;
  value["ActivityId"] = activity.id;
  value["StartTime"] = timestamp(activity.started);
  if (activity.ended != 0) value["EndTime"] = timestamp(activity.ended);
  add_resource(value, activity.resource_id);
  return value;
}

std::string set_to(const ApplicationScalingActivity& activity) {
  return "Successfully set desired count to " + std::to_string(count_of(activity)) + ".";
}

}  // namespace

ApplicationScalingActivity begin_activity(Environment& env, const ScalableTarget& target, std::int64_t count,
                                          const std::string& cause) {
  auto& activities = env.store.get<ApplicationAutoScalingRepository>();
  activities.forget_activities(millis(env.scheduler.now() - kKept));
  ApplicationScalingActivity activity;
  activity.id = env.random.uuid();
  activity.account = target.account;
  activity.region = target.region;
  activity.resource_id = target.resource_id;
  activity.started = millis(env.scheduler.now());
  activity.document = {{"Description", "Setting desired count to " + std::to_string(count) + "."},
                       {"Cause", cause},
                       {"StatusCode", "InProgress"},
                       {"_count", count},
                       {kAsking, true}};
  activity.document["StatusMessage"] = set_to(activity) + " Waiting for change to be fulfilled by ecs.";
  activities.put_activity(activity);
  return activity;
}

std::int64_t count_of(const ApplicationScalingActivity& activity) {
  return integer_at(activity.document, "_count");
}

bool is_taken(const ApplicationScalingActivity& activity) { return !flag_at(activity.document, kAsking); }

void note_taken(Environment& env, ApplicationScalingActivity activity) {
  activity.document.erase(kAsking);
  env.store.get<ApplicationAutoScalingRepository>().put_activity(activity);
}

void fail_activity(Environment& env, ApplicationScalingActivity activity, const std::string& message) {
  activity.ended = millis(env.scheduler.now());
  activity.document["StatusCode"] = "Failed";
  // Assumed wording.
  activity.document["StatusMessage"] =
      "Failed to set desired count to " + std::to_string(count_of(activity)) + ". Reason: " + message;
  env.store.get<ApplicationAutoScalingRepository>().put_activity(activity);
}

void end_activities(Environment& env, const aws::AccountId& account, const aws::Region& region,
                    std::string_view resource_id) {
  auto& activities = env.store.get<ApplicationAutoScalingRepository>();
  for (ApplicationScalingActivity& activity :
       activities.activities_under_way(account.value, region.value, resource_id)) {
    if (!is_taken(activity)) continue;
    activity.ended = millis(env.scheduler.now());
    activity.document["StatusCode"] = "Successful";
    activity.document["StatusMessage"] = set_to(activity) + " Change successfully fulfilled by ecs.";
    activities.put_activity(activity);
  }
}

ApiResult<Reply> describe_scaling_activities(Call& call) {
  std::vector<std::string> keys;
  json::array values;
  if (call.params.text_or("ServiceNamespace", "") == "ecs") {
    for (const ApplicationScalingActivity& activity : repository(call).activities(
             call.account().value, call.region.value, call.params.text_or("ResourceId", ""))) {
      keys.push_back(activity.id);
      values.push_back(activity_value(activity));
    }
  }
  return page_of(call, "ScalingActivities", keys, values);
}

}  // namespace eni::sandbox::application_autoscaling_service
