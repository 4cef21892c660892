#include "sandbox/services/ecs/tasks/task_event.h"

#include "base/time_text.h"
#include "sandbox/services/ecs/tasks/provisioning.h"
#include "sandbox/services/ecs/tasks/task_status.h"
#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

namespace {

std::string text_time(std::int64_t milliseconds) { return iso8601_millis(TimePoint{Duration{milliseconds}}); }

void add_times(json::object& detail, const Environment& env, const EcsTask& task) {
  for (const std::string_view name : kTaskTimes)
    if (const json::value* time = find(task.document, name))
      detail.emplace(name, text_time(time->as_int64()));
  if (task.stopped_at != 0) detail.emplace("stoppedAt", text_time(task.stopped_at));
  detail.emplace("updatedAt", iso8601_millis(env.scheduler.now()));
}

}  // namespace

std::optional<Event> task_event(Environment& env, PlacementIndexes& indexes, const EcsTask& task) {
  const auto cluster = env.store.get<EcsClusterRepository>().find(task.cluster);
  if (!cluster) return std::nullopt;
  Event event{
      "aws.ecs", "ECS Task State Change", aws::AccountId{cluster->account}, aws::Region{cluster->region}, {},
      {}};
  if (!env.is_heard(event)) return std::nullopt;
  const auto host = env.store.get<EcsContainerInstanceRepository>().find(task.host);
  const auto plan = indexes.plan(task.origin);
  json::object detail{{"clusterArn", cluster->arn},
                      {"group", plan->group},
                      {"desiredStatus", to_string(task.desired_status)},
                      {"lastStatus", to_string(task.last_status)},
                      {"taskArn", task_arn(*cluster, task)},
                      {"taskDefinitionArn", plan->task_definition_arn}};
  if (host) {
    detail.emplace("containerInstanceArn", arn_in_cluster(*cluster, "container-instance", host->id));
    detail.emplace("availabilityZone", host->availability_zone);
  }
  if (const std::string provider = provider_of(task); !provider.empty()) {
    detail.emplace("capacityProviderName", provider);
  } else {
    detail.emplace("launchType", "EC2");
  }
  if (!plan->started_by.empty()) detail.emplace("startedBy", plan->started_by);
  for (const std::string_view name : {"stopCode", "stoppedReason", "version"})
    if (const json::value* member = find(task.document, name)) detail.emplace(name, *member);
  add_times(detail, env, task);
  event.resources.push_back(task_arn(*cluster, task));
  event.detail = std::move(detail);
  return event;
}

}  // namespace eni::sandbox::ecs_service
