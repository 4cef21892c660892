/// Daemon services: a task on each ACTIVE instance that satisfies the constraints.
#include <map>

#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

namespace {

/// What a daemon service has on one instance.
struct OnHost {
  const EcsTask* kept = nullptr;  ///< of the PRIMARY deployment
  const EcsTask* old = nullptr;
  bool stopping = false;
};

/// An instance that lacks room is one of the service's all the same.
bool is_eligible(const std::optional<placement::Reason>& reason) {
  return !reason || *reason >= placement::Reason::kCpu;
}

}  // namespace

StepEnd ServiceStep::take_daemon(Starts starts) {
  std::vector<EcsTask> all;
  for (const EcsDeployment& deployment : deployments_)
    for (EcsTask& task : env_.store.get<EcsTaskRepository>().placed_of_origin(deployment.origin))
      all.push_back(std::move(task));
  std::map<std::int64_t, OnHost> hosts;
  for (const EcsTask& task : all) {
    OnHost& host = hosts[task.host];
    if (task.desired_status == EcsTask::kStopped) {
      host.stopping = true;
    } else {
      (task.origin == primary().origin ? host.kept : host.old) = &task;
    }
  }
  const placement::Request request = placement_request(*fleet_.plan(primary().origin), placement());
  DaemonState state;
  state.limits = limits();
  int kept_running = 0;
  std::vector<std::int64_t> free_hosts;
  std::vector<const EcsTask*> old;
  std::optional<placement::Failure> refused;
  int eligible = 0;
  for (const std::int64_t number : fleet_.active_hosts(cluster_.number)) {
    const auto id = fleet_.host(cluster_.number, number);
    const auto reason = fleet_.index(cluster_.number).why_not(request, *id);
    const auto known = hosts.find(number);
    const OnHost on = known != hosts.end() ? known->second : OnHost{};
    if (!is_eligible(reason)) continue;
    ++eligible;
    hosts.erase(number);
    if (on.kept != nullptr) {
      ++state.with_kept_task;
      if (on.kept->last_status == EcsTask::kRunning) ++kept_running;
    } else if (on.old != nullptr) {
      const bool running = on.old->last_status == EcsTask::kRunning;
      ++(running ? state.with_old_task.running : state.with_old_task.pending);
      old.push_back(on.old);
    } else if (!on.stopping && reason) {
      refused = placement::Failure{*id, *reason};
    } else if (!on.stopping) {
      free_hosts.push_back(number);
    }
  }
  state.without_task = static_cast<int>(free_hosts.size());
  service_.desired_count = eligible;
  if (deployments_.front().desired_count != eligible) {
    deployments_.front().desired_count = eligible;
    env_.store.get<EcsServiceRepository>().update(deployments_.front());
  }
  // What is left in `hosts` is DRAINING, or satisfies the constraints no more.
  for (const auto& [number, on] : hosts) {
    for (const EcsTask* task : {on.kept, on.old})
      if (task != nullptr) stop_by_number(task->number);
  }
  const DaemonPlan plan = plan_daemons(state, kept_running);
  int running_stops = 0;
  for (const EcsTask* task : old) {
    const bool running = task->last_status == EcsTask::kRunning;
    if (running && running_stops++ >= plan.stop_old_running) continue;
    stop_by_number(task->number);
  }
  StepEnd end;
  if (starts == Starts::kAllowed && !is_failed())
    for (const std::int64_t host : free_hosts) start_on(host);
  if (refused) refuse(refused, end);
  finish(old.empty() && state.without_task == 0 && !refused && kept_running == eligible &&
         state.with_kept_task == eligible);
  return end;
}

void ServiceStep::stop_by_number(std::int64_t number) {
  if (const auto task = env_.store.get<EcsTaskRepository>().find(number)) stop(*task);
}

}  // namespace eni::sandbox::ecs_service
