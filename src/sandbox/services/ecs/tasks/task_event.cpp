#include "sandbox/services/ecs/tasks/task_event.h"

#include "base/time_text.h"
#include "sandbox/services/ecs/tasks/task_status.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string text_time(std::int64_t milliseconds) { return iso8601_millis(TimePoint{Duration{milliseconds}}); }

/// Times are texts in events.
void put_times(json::object& detail, const Environment& env, const EcsTask& task) {
  for (const std::string_view name : kTaskTimes)
    if (const json::value* time = find(task.document, name)) detail[name] = text_time(time->as_int64());
  if (task.stopped_at != 0) detail["stoppedAt"] = text_time(task.stopped_at);
  detail["updatedAt"] = iso8601_millis(env.scheduler.now());
}

/// The task as DescribeTasks shows it, but for what the guide's examples have otherwise.
json::object detail_of(Environment& env, PlacementIndexes& indexes, const EcsCluster& cluster,
                       const EcsTask& task) {
  json::object detail = task_value(env.store, indexes, cluster, task);
  for (const std::string_view name : {"tags", "healthStatus", "inferenceAccelerators"}) detail.erase(name);
  for (json::value& attachment : detail["attachments"].as_array()) attachment.as_object()["type"] = "eni";
  for (json::value& container : detail["containers"].as_array()) {
    container.as_object().erase("managedAgents");
    container.as_object().erase("healthStatus");
  }
  put_times(detail, env, task);
  return detail;
}

}  // namespace

std::optional<Event> task_event(Environment& env, PlacementIndexes& indexes, const EcsTask& task) {
  const auto cluster = env.store.get<EcsClusterRepository>().find(task.cluster);
  if (!cluster) return std::nullopt;
  Event event{
      "aws.ecs", "ECS Task State Change", aws::AccountId{cluster->account}, aws::Region{cluster->region}, {},
      {}};
  if (!env.is_heard(event)) return std::nullopt;
  event.resources.push_back(task_arn(*cluster, task));
  event.detail = detail_of(env, indexes, *cluster, task);
  return event;
}

}  // namespace eni::sandbox::ecs_service
