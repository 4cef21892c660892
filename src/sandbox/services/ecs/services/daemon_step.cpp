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

bool is_running(const EcsTask& task) { return task.last_status == EcsTask::kRunning; }

/// An instance that lacks room is one of the service's all the same.
bool is_eligible(const std::optional<placement::Reason>& reason) {
  return !reason || *reason >= placement::Reason::kCpu;
}

/// @param tasks  of all deployments, not STOPPED
std::map<std::int64_t, OnHost> by_host(const std::vector<EcsTask>& tasks, std::int64_t primary_origin) {
  std::map<std::int64_t, OnHost> hosts;
  for (const EcsTask& task : tasks) {
    OnHost& host = hosts[task.host];
    if (task.desired_status == EcsTask::kStopped) {
      host.stopping = true;
    } else {
      (task.origin == primary_origin ? host.kept : host.old) = &task;
    }
  }
  return hosts;
}

/// What a look at the instances finds.
struct Found {
  DaemonState state;
  int eligible = 0;
  int kept_running = 0;
  std::vector<std::int64_t> free_hosts;
  std::vector<const EcsTask*> old_tasks;
  std::optional<placement::Failure> refused;  ///< an instance without room
};

void count(Found& found, std::int64_t number, placement::HostId id, const OnHost& on,
           const std::optional<placement::Reason>& reason) {
  ++found.eligible;
  if (on.kept != nullptr) {
    ++found.state.with_kept_task;
    if (is_running(*on.kept)) ++found.kept_running;
  } else if (on.old != nullptr) {
    ++(is_running(*on.old) ? found.state.with_old_task.running : found.state.with_old_task.pending);
    found.old_tasks.push_back(on.old);
  } else if (!on.stopping && reason) {
    found.refused = placement::Failure{id, *reason};
  } else if (!on.stopping) {
    ++found.state.without_task;
    found.free_hosts.push_back(number);
  }
}

}  // namespace

StepEnd ServiceStep::take_daemon(Starts starts) {
  std::vector<EcsTask> tasks;
  for (const EcsDeployment& deployment : deployments_)
    for (EcsTask& task : env_.store.get<EcsTaskRepository>().placed_of_origin(deployment.origin))
      tasks.push_back(std::move(task));
  auto hosts = by_host(tasks, primary().origin);
  const placement::Request request = placement_request(*indexes_.plan(primary().origin), placement());
  Found found;
  found.state.limits = limits();
  for (const std::int64_t number : indexes_.active_hosts(cluster_.number)) {
    const auto id = indexes_.host(cluster_.number, number);
    const auto reason = indexes_.index(cluster_.number).why_not(request, *id);
    if (!is_eligible(reason)) continue;
    const auto known = hosts.extract(number);
    count(found, number, *id, known.empty() ? OnHost{} : known.mapped(), reason);
  }
  set_desired_count(found.eligible);
  // What is left in `hosts` is DRAINING, or satisfies the constraints no more.
  for (const auto& [number, on] : hosts) {
    for (const EcsTask* task : {on.kept, on.old})
      if (task != nullptr) stop_by_number(task->number);
  }
  const DaemonPlan plan = plan_daemons(found.state, found.kept_running);
  int running_stops = 0;
  for (const EcsTask* task : found.old_tasks)
    if (!is_running(*task) || running_stops++ < plan.stop_old_running) stop_by_number(task->number);
  StepEnd end;
  if (starts == Starts::kAllowed && !is_failed())
    for (const std::int64_t host : found.free_hosts) start_on(host);
  if (found.refused) refuse(found.refused, end);
  finish(found.kept_running == found.eligible);
  return end;
}

void ServiceStep::set_desired_count(int count) {
  service_.desired_count = count;
  EcsDeployment& deployment = deployments_.front();
  if (deployment.desired_count == count) return;
  deployment.desired_count = count;
  env_.store.get<EcsServiceRepository>().update(deployment);
}

void ServiceStep::stop_by_number(std::int64_t number) {
  if (const auto task = env_.store.get<EcsTaskRepository>().find(number)) stop(*task);
}

}  // namespace eni::sandbox::ecs_service
