#pragma once
/// Keeps services at what they are to be. A service is looked at when something has happened that concerns it: a call,
/// a task of its own, capacity where it found none. Never by going round.
#include <map>
#include <set>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/services/service_step.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

class ServiceScheduler {
 public:
  ServiceScheduler(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks)
      : env_{env},
        indexes_{indexes},
        tasks_{tasks},
        looking_{env, "look at a service", [this](EcsServiceNumber service) { return look_at(service); }} {}
  ~ServiceScheduler() { end(); }

  /// Takes up services that were not steady when the sandbox ended.
  void start();
  /// Forgets its timers.
  void end();

  /// Looks at the service soon, once the running call has ended.
  void consider(EcsServiceNumber service) { looking_.begin(service); }
  /// All services of a cluster that may gain or lose by a change of its hosts.
  void host_changed(const EcsContainerInstance& instance);
  /// Within the transaction of the task's change: counts tasks that fail, until one is healthy.
  void store_change(const EcsTask& task, const EcsTask& before);
  void task_changed(const EcsTask& task, const EcsTask& before);
  /// A task of the service was stopped because of its health. At the instant pace, at which health checks and starts take no time, the
  /// next one is started after a second.
  void health_check_failed(EcsServiceNumber service);
  /// An alarm has gone off: deployments under way may fail by it.
  void alarm_went_off();
  /// The service was changed: what its tasks have come to before neither holds it up nor counts.
  void start_afresh(EcsServiceNumber service);

 private:
  /// Tasks of a service that failed to start, one after the other: the next start waits ever longer.
  struct Failures {
    int count = 0;
    std::optional<Scheduler::TimerId> timer;  ///< as long as it runs, no more tasks are started
  };

  Task<void> look_at(EcsServiceNumber service);
  /// The alarms of the deployment under way that have gone off since it began.
  Task<std::vector<std::string>> new_alarms(EcsService service);
  void look_again(EcsServiceNumber service, TimePoint when);
  void capacity_came(EcsClusterNumber cluster);
  bool is_first_in_zone(const EcsContainerInstance& instance);
  void hold_up(EcsServiceNumber service);
  bool is_held_up(EcsServiceNumber service) const;
  void forget_failed_starts(EcsServiceNumber service);
  void tell_failed_start(const EcsTask& task, EcsServiceNumber service);
  void tell_failed_health_checks(const EcsTask& task, EcsServiceNumber service);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskLifecycle& tasks_;
  BackgroundWork<EcsServiceNumber> looking_;
  std::map<EcsClusterNumber, std::set<EcsServiceNumber>>
      starved_;  ///< by cluster: services that found no place for a task
  std::map<EcsServiceNumber, Failures> failures_;
  std::map<EcsServiceNumber, Scheduler::TimerId> pauses_;  ///< of services of which a task has stopped
  std::map<EcsServiceNumber, Settling> settling_;          ///< services that are not steady yet
  std::set<EcsServiceNumber> alarmed_;  ///< services with a deployment under way that has alarms
  std::map<EcsServiceNumber, std::optional<Scheduler::TimerId>> looks_;  ///< services to look at later
};

}  // namespace eni::sandbox::ecs_service
