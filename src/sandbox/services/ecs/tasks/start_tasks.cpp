#include "sandbox/services/ecs/tasks/start_tasks.h"

#include "sandbox/services/ecs/capacity_providers/provider_settings.h"
#include "sandbox/services/ecs/tasks/provisioning.h"
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
  if (!strategy.empty()) return start_by_strategy(count);
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

EcsTask TaskStarter::tagged(EcsTask task) {
  env_.store.get<EcsTagRepository>().set_tags(task_arn(cluster_, task), tags);
  return task;
}

EcsTask TaskStarter::start_on(const EcsContainerInstance& host) { return tagged(tasks_.begin(origin, host)); }

std::vector<TaskStarter::Provider> TaskStarter::providers() {
  auto& rows = env_.store.get<EcsCapacityProviderRepository>();
  std::vector<Provider> all;
  for (const StrategyItem& item : strategy) {
    const auto row = rows.find({cluster_.account, cluster_.region}, item.provider);
    all.push_back({on_provider(request, item.provider), row && has_managed_scaling(*row), std::nullopt});
  }
  return all;
}

std::vector<std::int64_t> TaskStarter::tasks_by_provider() {
  std::vector<std::int64_t> tasks(strategy.size());
  if (strategy.size() < 2) return tasks;
  const auto& counts = indexes_.counts_by_provider(cluster_.number, origin);
  for (std::size_t at = 0; at < strategy.size(); ++at)
    if (const auto known = counts.find(strategy[at].provider); known != counts.end())
      tasks[at] = known->second;
  return tasks;
}

StartedTasks TaskStarter::start_in(const std::string& zone) {
  placement::Request in_zone = request;
  std::string provider;
  if (!strategy.empty()) {
    provider = strategy[next_provider(strategy, tasks_by_provider())].provider;
    in_zone = on_provider(std::move(in_zone), provider);
  }
  in_zone.availability_zones = {zone};
  StartedTasks started;
  auto answer = indexes_.index(cluster_.number).place(in_zone, env_.random);
  if (auto* refusal = std::get_if<placement::Refusal>(&answer)) {
    started.refusal = std::move(*refusal);
    return started;
  }
  const auto number = indexes_.number_of(cluster_.number, std::get<placement::HostId>(answer));
  const auto host = env_.store.get<EcsContainerInstanceRepository>().find(number);
  started.tasks.push_back(tagged(tasks_.begin(origin, host.value(), provider)));
  return started;
}

/// The provider is chosen before its capacity is looked at.
StartedTasks TaskStarter::start_by_strategy(std::int64_t count) {
  auto& instances = env_.store.get<EcsContainerInstanceRepository>();
  auto& rows = env_.store.get<EcsTaskRepository>();
  auto all = providers();
  std::vector<std::int64_t> tasks = tasks_by_provider();
  std::int64_t waiting = rows.count_without_host(cluster_.number);
  StartedTasks started;
  while (count-- > 0) {
    const std::size_t chosen = next_provider(strategy, tasks);
    Provider& provider = all[chosen];
    const std::string& name = strategy[chosen].provider;
    std::optional<placement::HostId> host;
    if (!provider.refusal) {
      auto answer = indexes_.index(cluster_.number).place(provider.request, env_.random);
      if (auto* refusal = std::get_if<placement::Refusal>(&answer)) {
        provider.refusal = std::move(*refusal);
      } else {
        host = std::get<placement::HostId>(answer);
      }
    }
    if (host) {
      const auto number = indexes_.number_of(cluster_.number, *host);
      started.tasks.push_back(tagged(tasks_.begin(origin, instances.find(number).value(), name)));
    } else if (!provider.has_managed_scaling) {
      started.refusal = provider.refusal;
      break;
    } else if (waiting++ < kMaxWaitingTasks) {
      started.tasks.push_back(tagged(tasks_.begin_waiting(origin, cluster_.number, name)));
    } else {
      started.is_limit_exceeded = true;
      break;
    }
    ++tasks[chosen];
  }
  return started;
}

std::string_view TaskStarter::why_not(const EcsContainerInstance& host) {
  const auto id = indexes_.host(host.cluster, host.number);
  if (!id) return "INACTIVE";
  const auto reason = indexes_.index(host.cluster).why_not(request, *id);
  return reason ? placement::failure_reason(*reason) : std::string_view{};
}

}  // namespace eni::sandbox::ecs_service
