#include "sandbox/services/autoscaling/activities/activity.h"

#include "aws/partition.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxStatusMessageBytes = 255;

/// [unverified] How long AWS tells of them: about six weeks.
constexpr Duration kKept = std::chrono::weeks{6};

AutoScalingInstanceRepository& activities(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

std::string details_of(const NewActivity& activity) {
  json::object details;
  if (!activity.subnet.empty()) details["Subnet ID"] = activity.subnet;
  if (!activity.zone.empty()) details["Availability Zone"] = activity.zone;
  return json::serialize(details);
}

/// Ends are told in whole seconds.
std::int64_t end_of(Environment& env) { return millis(env.scheduler.now()); }

std::string short_message(std::string_view message) {
  return std::string(utf8_prefix(message, kMaxStatusMessageBytes));
}

}  // namespace

ScalingActivity begin_activity(Environment& env, const AutoScalingGroup& group, NewActivity activity) {
  ScalingActivity row;
  row.group = group.number;
  row.id = env.random.uuid();
  row.details = details_of(activity);
  row.description = std::move(activity.description);
  row.cause = std::move(activity.cause);
  row.start = millis(env.scheduler.now());
  row.status = std::move(activity.status);
  row.progress = activity.progress;
  activities(env).forget_activities(group.number, row.start - kKept.count());
  return activities(env).add_activity(std::move(row));
}

ScalingActivity tell_activity(Environment& env, const AutoScalingGroup& group, NewActivity activity,
                              std::string_view status_message) {
  ScalingActivity row = begin_activity(env, group, std::move(activity));
  row.end = end_of(env);
  row.progress = 100;
  row.status_message = short_message(status_message);
  activities(env).update_activity(row);
  return row;
}

void end_activity(Environment& env, std::string_view id, const ActivityEnd& end) {
  auto row = activities(env).find_activity(id);
  if (!row || row->end != 0) return;
  row->end = end_of(env);
  row->progress = 100;
  row->status = end.status;
  row->status_message = short_message(end.status_message);
  if (!end.description.empty()) row->description = end.description;
  activities(env).update_activity(*row);
}

void progress_activity(Environment& env, std::string_view id, std::string_view status,
                       std::int64_t progress) {
  auto row = activities(env).find_activity(id);
  if (!row || row->end != 0) return;
  row->status = status;
  row->progress = progress;
  activities(env).update_activity(*row);
}

void publish_event(Environment& env, const AutoScalingGroup& group, std::string_view detail_type,
                   json::object detail, std::string_view instance_id) {
  Event event;
  event.source = "aws.autoscaling";
  event.detail_type = detail_type;
  event.account = aws::AccountId{group.account};
  event.region = aws::Region{group.region};
  event.resources = {group.arn};
  if (!instance_id.empty())
    event.resources.push_back("arn:" + std::string(aws::partition_of(event.region).name) + ":ec2:" +
                              group.region + ":" + group.account + ":instance/" + std::string(instance_id));
  event.detail = std::move(detail);
  event.detail["AutoScalingGroupName"] = group.name;
  env.publish(std::move(event));
}

void publish_activity(Environment& env, const AutoScalingGroup& group, std::string_view detail_type,
                      std::string_view activity_id, std::string_view instance_id) {
  const auto row = activities(env).find_activity(activity_id);
  if (!row) return;
  const bool failed = row->status == "Failed" || row->status == "Cancelled";
  auto details = parse_json(row->details);
  // AWS says InProgress even of what has succeeded.
  json::object detail{{"StatusCode", failed ? "Failed" : "InProgress"},
                      {"Description", row->description},
                      {"ActivityId", row->id},
                      {"RequestId", row->id},
                      {"StatusMessage", row->status_message},
                      {"StartTime", iso8601_millis(time_of(row->start))},
                      {"EndTime", iso8601_millis(time_of(row->end))},
                      {"EC2InstanceId", instance_id},
                      {"Cause", row->cause}};
  if (details) detail["Details"] = *details;
  publish_event(env, group, detail_type, std::move(detail), instance_id);
}

json::object activity_value(const ScalingActivity& activity, const ActivityOwner& owner) {
  json::object value{
      {"ActivityId", activity.id},        {"AutoScalingGroupName", owner.name},
      {"AutoScalingGroupARN", owner.arn}, {"Description", activity.description},
      {"Cause", activity.cause},          {"StartTime", iso8601_millis(time_of(activity.start))},
      {"StatusCode", activity.status},    {"Progress", activity.progress},
      {"Details", activity.details}};
  // AWS tells whole seconds here, and no end lies before its start.
  if (activity.end != 0) value["EndTime"] = iso8601(time_of(activity.end) + std::chrono::milliseconds{999});
  if (!activity.status_message.empty()) value["StatusMessage"] = activity.status_message;
  if (owner.is_deleted) value["AutoScalingGroupState"] = "Deleted";
  return value;
}

json::object activity_value(const ScalingActivity& activity, const AutoScalingGroup& group) {
  return activity_value(activity, ActivityOwner{group.number, group.name, group.arn, false});
}

}  // namespace eni::sandbox::autoscaling_service
