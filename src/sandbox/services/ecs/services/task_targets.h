#pragma once
/// The targets of services' tasks: registered when a task runs, deregistered and drained before it stops; and their registrations in
/// Cloud Map (task_registrations.h), which are kept as targets. What Elastic Load
/// Balancing says of their health is kept with them; a task with an unhealthy target is stopped.
/// Source: Amazon ECS Developer Guide, "Use load balancing to distribute Amazon ECS service traffic", "Amazon ECS task
/// lifecycle".
#include <functional>
#include <map>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/services/service_events.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"
#include "sandbox/store/ecs_task_target_repository.h"

namespace eni::sandbox::ecs_service {

class TaskTargets {
 public:
  TaskTargets(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks)
      : env_{env},
        indexes_{indexes},
        tasks_{tasks},
        looks_{env, "look at a task's targets", [this](EcsTaskNumber task) { return look_at(task); }} {}
  ~TaskTargets() { end(); }

  /// The health of a target of the service has changed. Set once, before start().
  std::function<void(EcsServiceNumber)> on_change;
  /// A task of the service was stopped because of its health.
  std::function<void(EcsServiceNumber)> on_failure;

  /// Goes on with what a former run left unfinished, and asks what has become of the others.
  void start();
  /// Forgets its timers.
  void end();
  /// Elastic Load Balancing says where to look.
  void receive(const Event& event);

  /// Within the transaction of the task's change: it has targets from its start on until it is to stop.
  void store_change(const EcsTask& task, const EcsTask& before);
  void task_changed(const EcsTask& task, const EcsTask& before);

 private:
  struct Context;
  Task<void> look_at(EcsTaskNumber task);
  Task<void> look_at_target(Context& context, EcsTaskTarget target);
  Task<void> look_at_registration(Context& context, EcsTaskTarget target);
  void set_health(const EcsTaskTarget& target, const EcsTask& task, const std::string& state);
  void keep_registration(const EcsTaskTarget& target, const std::string& state);
  void registration_refused(const EcsTaskTarget& target, const ApiError& error);
  Task<void> register_target(Context& context, EcsTaskTarget target);
  Task<void> deregister_target(Context& context, EcsTaskTarget target);
  void take_health(Context& context, const EcsTaskTarget& target, const json::object& health);
  void stop_unhealthy(Context& context, const EcsTaskTarget& target, const std::string& reason);
  void look_again(EcsTaskNumber task, TimePoint when);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskLifecycle& tasks_;
  BackgroundWork<EcsTaskNumber> looks_;
  std::map<EcsTaskNumber, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::ecs_service
