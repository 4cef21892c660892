#include "sandbox/services/ecs/services/scheduling.h"

#include <algorithm>
#include <cstdint>

namespace eni::sandbox::ecs_service {

namespace {

/// How many of old RUNNING tasks may stop with `healthy` tasks in all: those that are not healthy are no loss.
int stoppable(const TaskCounts& old, int healthy, int minimum) {
  return old.running - old.healthy() + std::clamp(healthy - minimum, 0, old.healthy());
}

}  // namespace

int minimum_healthy(int desired, const DeploymentLimits& limits) {
  const std::int64_t hundredfold = std::int64_t{desired} * limits.minimum_healthy_percent;
  return static_cast<int>((hundredfold + 99) / 100);
}

int maximum_tasks(int desired, const DeploymentLimits& limits) {
  return static_cast<int>(std::int64_t{desired} * limits.maximum_percent / 100);
}

std::int64_t circuit_breaker_threshold(std::int64_t desired) {
  return std::clamp<std::int64_t>((desired + 1) / 2, 3, 200);
}

ReplicaPlan plan_replicas(const ReplicaState& state) {
  const int healthy = state.kept.healthy() + state.leaving.healthy();
  ReplicaPlan plan;
  plan.stop_kept = std::max(0, state.kept.total() - state.desired);
  plan.stop_leaving_pending = state.leaving.pending;
  plan.stop_leaving_running = stoppable(state.leaving, healthy, minimum_healthy(state.desired, state.limits));
  const int left = state.kept.total() + state.leaving.running - plan.stop_leaving_running;
  const int room = maximum_tasks(state.desired, state.limits) - left;
  plan.start = std::max(0, std::min(state.desired - state.kept.total(), room));
  return plan;
}

DaemonPlan plan_daemons(const DaemonState& state, int kept_healthy) {
  const int instances = state.without_task + state.with_kept_task + state.with_old_task.total();
  const int healthy = kept_healthy + state.with_old_task.healthy();
  DaemonPlan plan;
  plan.start = state.without_task;
  plan.stop_old_pending = state.with_old_task.pending;
  plan.stop_old_running = stoppable(state.with_old_task, healthy, minimum_healthy(instances, state.limits));
  return plan;
}

}  // namespace eni::sandbox::ecs_service
