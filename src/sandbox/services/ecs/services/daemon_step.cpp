/// Daemon services: a task on each ACTIVE instance that satisfies the constraints.
#include <map>

#include "sandbox/services/ecs/services/service_step.h"

namespace eni::sandbox::ecs_service {

namespace {

/// What a daemon service has on one instance.
struct OnHost {
  const EcsTaskRow* kept = nullptr;  ///< of the PRIMARY deployment
  const EcsTaskRow* old = nullptr;
  bool stopping = false;
};

/// An instance that lacks room is one of the service's all the same.
bool is_eligible(const std::optional<placement::Reason>& reason) {
  return !reason || *reason >= placement::Reason::kCpu;
}

using OnHosts = std::map<EcsContainerInstanceNumber, OnHost>;

/// @param tasks  of all deployments, not STOPPED
OnHosts by_host(const std::vector<EcsTaskRow>& tasks, EcsTaskOriginNumber primary_origin) {
  OnHosts hosts;
  for (const EcsTaskRow& task : tasks) {
    OnHost& host = hosts[task.host];
    if (task.is_to_stop()) {
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
  std::vector<EcsContainerInstanceNumber> free_hosts;
  std::vector<const EcsTaskRow*> old_tasks;
  std::optional<placement::Failure> refused;  ///< an instance without room
};

void count(Found& found, EcsContainerInstanceNumber number, placement::HostId id, const OnHost& on,
           const std::optional<placement::Reason>& reason) {
  ++found.eligible;
  if (on.kept != nullptr) {
    ++found.state.with_kept_task;
    if (on.kept->is_running()) ++found.kept_running;
  } else if (on.old != nullptr) {
    ++(on.old->is_running() ? found.state.with_old_task.running : found.state.with_old_task.pending);
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
  std::vector<EcsTaskRow> tasks;
  for (const EcsDeployment& deployment : deployments_)
    for (EcsTaskRow& task : env_.store.get<EcsTaskRepository>().placed_of_origin(deployment.origin))
      tasks.push_back(std::move(task));
  auto hosts = by_host(tasks, primary().origin);
  TaskStarter tasks_to_start = starter();
  Found found;
  found.state.limits = limits();
  for (const EcsContainerInstanceNumber number : indexes_.active_hosts(cluster_.number)) {
    const auto id = indexes_.host(cluster_.number, number);
    const auto reason = indexes_.index(cluster_.number).why_not(tasks_to_start.request, *id);
    if (!is_eligible(reason)) continue;
    const auto known = hosts.extract(number);
    count(found, number, *id, known.empty() ? OnHost{} : known.mapped(), reason);
  }
  set_desired_count(found.eligible);
  int changes = 0;
  const auto has_room = [&changes] { return ++changes <= kTasksALook; };
  // What is left in `hosts` is DRAINING, or satisfies the constraints no more.
  for (const auto& [number, on] : hosts) {
    for (const EcsTaskRow* task : {on.kept, on.old})
      if (task != nullptr && has_room()) stop_by_number(task->number);
  }
  for (std::size_t i = 1; i < deployments_.size(); ++i)
    found.state.with_old_task.unready += static_cast<int>(unready(deployments_[i]).size());
  const int kept_healthy = found.kept_running - static_cast<int>(unready(primary()).size());
  const DaemonPlan plan = plan_daemons(found.state, kept_healthy);
  int running_stops = 0;
  for (const EcsTaskRow* task : found.old_tasks)
    if ((!task->is_running() || running_stops++ < plan.stop_old_running) && has_room())
      stop_by_number(task->number);
  StepEnd end;
  if (starts == Starts::kAllowed && !is_failed()) {
    auto& instances = env_.store.get<EcsContainerInstanceRepository>();
    for (const EcsContainerInstanceNumber host : found.free_hosts)
      if (has_room()) started_.push_back(tasks_to_start.start_on(instances.find(host).value()).id);
  }
  end.again = changes > kTasksALook;
  if (found.refused) refuse(found.refused, end);
  finish(kept_healthy == found.eligible);
  return end;
}

void ServiceStep::set_desired_count(int count) {
  service_.desired_count = count;
  EcsDeployment& deployment = deployments_.front();
  if (deployment.desired_count == count) return;
  deployment.desired_count = count;
  env_.store.get<EcsServiceRepository>().update(deployment);
}

void ServiceStep::stop_by_number(EcsTaskNumber number) {
  if (const auto task = env_.store.get<EcsTaskRepository>().find(number)) stop(*task);
}

}  // namespace eni::sandbox::ecs_service
