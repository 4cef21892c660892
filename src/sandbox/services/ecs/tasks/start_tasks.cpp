#include "sandbox/services/ecs/tasks/start_tasks.h"

#include "sandbox/services/ecs/tasks/task_value.h"

namespace eni::sandbox::ecs_service {

EcsTaskOriginNumber insert_origin(Store& store, EcsClusterNumber cluster, const TaskPlan& plan) {
  EcsTaskOrigin origin;
  origin.cluster = cluster;
  if (plan.service != EcsServiceNumber{}) origin.service = plan.service;
  origin.family = plan.family;
  origin.started_by = plan.started_by;
  origin.document = plan.to_json();
  return store.get<EcsTaskRepository>().insert_origin(std::move(origin)).number;
}

StartedTasks TaskStarter::start(std::int64_t count) {
  auto& instances = env_.store.get<EcsContainerInstanceRepository>();
  StartedTasks started;
  for (std::int64_t i = 0; i < count; ++i) {
    auto answer = indexes_.index(cluster_.number).place(request, env_.random);
    if (auto* refusal = std::get_if<placement::Refusal>(&answer)) {
      started.refusal = std::move(*refusal);
      break;
    }
    const auto number = indexes_.number_of(cluster_.number, std::get<placement::HostId>(answer));
    started.tasks.push_back(start_on(instances.find(number).value()));
  }
  return started;
}

EcsTask TaskStarter::start_on(const EcsContainerInstance& host) {
  EcsTask task = tasks_.begin(origin, host);
  env_.store.get<EcsTagRepository>().set_tags(task_arn(cluster_, task), tags);
  return task;
}

std::string_view TaskStarter::why_not(const EcsContainerInstance& host) {
  const auto id = indexes_.host(host.cluster, host.number);
  if (!id) return "INACTIVE";
  const auto reason = indexes_.index(host.cluster).why_not(request, *id);
  return reason ? placement::failure_reason(*reason) : std::string_view{};
}

}  // namespace eni::sandbox::ecs_service
