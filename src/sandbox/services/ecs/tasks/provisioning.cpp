#include "sandbox/services/ecs/tasks/provisioning.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/placement_input.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

TimePoint last_moment(const EcsTask& task) {
  return TimePoint{Duration{integer_at(task.document, "createdAt")}} + kLongestWait;
}

}  // namespace

placement::Request request_of_origin(Store& store, PlacementIndexes& indexes, EcsTaskOriginNumber origin) {
  const auto plan = indexes.plan(origin);
  json::object wanted = plan->placement_members;
  const bool is_of_service = plan->service != EcsServiceNumber{};
  if (is_of_service) {
    const auto service = store.get<EcsServiceRepository>().find(plan->service);
    if (service) wanted = service->document;
  }
  // Checked when the call was made.
  auto read = read_placement(wanted);
  PlacementInput input = read.has_value() ? *std::move(read) : PlacementInput{};
  if (is_of_service && input.strategy.empty()) input.strategy = placement::default_service_strategies();
  return placement_request(*plan, input);
}

placement::Request on_provider(placement::Request request, const std::string& provider) {
  request.required_attributes.push_back({std::string(kProviderAttribute), provider});
  return request;
}

std::string provider_of(const EcsTask& task) { return text_at(task.document, "capacityProviderName"); }

void Provisioning::start() {
  for (const EcsClusterNumber cluster : env_.store.get<EcsTaskRepository>().clusters_without_hosts())
    consider(cluster);
}

void Provisioning::end() {
  for (const auto& [cluster, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

/// Tasks that are alike are refused alike, and the oldest ones end first: once all kinds are refused nothing is left to be seen.
Task<void> Provisioning::look_at(EcsClusterNumber cluster) {
  using Kind = std::pair<EcsTaskOriginNumber, std::string>;
  std::map<Kind, placement::Request> requests;
  std::map<Kind, std::optional<placement::Refusal>> refused;
  auto& rows = env_.store.get<EcsTaskRepository>();
  auto& hosts = env_.store.get<EcsContainerInstanceRepository>();
  std::optional<TimePoint> next_end;
  const std::size_t kinds = rows.waiting(cluster).size();
  sqlite::Transaction transaction{env_.store.database()};
  for (const EcsTaskNumber number : rows.without_host(cluster)) {
    const auto task = rows.find(number);
    if (!task || task->has_host() || task->is_to_stop()) continue;
    const Kind kind{task->origin, provider_of(*task)};
    auto& request = requests[kind];
    if (request.group.empty())
      request = on_provider(request_of_origin(env_.store, indexes_, task->origin), kind.second);
    if (!refused.contains(kind)) {
      auto answer = indexes_.index(cluster).place(request, env_.random);
      if (const auto* id = std::get_if<placement::HostId>(&answer)) {
        tasks_.place(*task, hosts.find(indexes_.number_of(cluster, *id)).value());
        continue;
      }
      refused[kind] = std::get<placement::Refusal>(std::move(answer));
    }
    const TimePoint end = last_moment(*task);
    if (end <= env_.scheduler.now()) {
      tasks_.stop(*task, {"TaskFailedToStart", why_not_placed(*task, refused[kind])});
    } else {
      next_end = next_end ? std::min(*next_end, end) : end;
      if (refused.size() == kinds) break;
    }
  }
  transaction.commit();
  if (next_end) look_again(cluster, *next_end);
  co_return;
}

/// Source: Amazon ECS Developer Guide, "Amazon ECS stopped tasks error messages".
/// [unverified] Whether the prefix is part of what is stored.
std::string Provisioning::why_not_placed(const EcsTask& task,
                                         const std::optional<placement::Refusal>& refusal) {
  const std::string prefix = "TaskFailedToStart: ";
  const auto hosts = indexes_.provider_hosts(task.cluster, provider_of(task));
  if (hosts.empty()) return prefix + "EMPTY CAPACITY PROVIDER";
  if (!refusal || !refusal->closest) return prefix + "NO ACTIVE INSTANCES";
  std::string_view reason = placement::failure_reason(refusal->closest->reason);
  if (reason.ends_with('.')) reason.remove_suffix(1);
  return prefix + std::string(reason);
}

void Provisioning::look_again(EcsClusterNumber cluster, TimePoint when) {
  if (const auto known = timers_.find(cluster); known != timers_.end()) env_.scheduler.cancel(known->second);
  timers_[cluster] = env_.scheduler.call_at(when, [this, cluster] {
    timers_.erase(cluster);
    consider(cluster);
  });
}

}  // namespace eni::sandbox::ecs_service
