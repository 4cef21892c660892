#pragma once
/// Managed instance draining: an instance that its Auto Scaling group is about to terminate waits, by a lifecycle hook, until its tasks
/// have found another place. Which ones wait is Auto Scaling's to know: it is asked at the start.
///
/// An instance that stops or is terminated while it waits waits on, until the hook's time is over.
/// Source: Amazon ECS Developer Guide, "Managed instance draining".
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

class InstanceDraining {
 public:
  InstanceDraining(Environment& env, PlacementIndexes& indexes)
      : env_{env},
        indexes_{indexes},
        looks_{env, "draining of an instance",
               [this](Instance instance) { return look_at(std::move(instance)); }},
        groups_{env, "look for instances to drain",
                [this](std::int64_t attachment) { return take_up(attachment); }} {}
  ~InstanceDraining() { end(); }

  /// Takes up instances that wait.
  void start();
  /// Forgets its timers.
  void end();
  /// "EC2 Instance-terminate Lifecycle Action"
  void receive(const Event& event);
  /// A task of a host has stopped.
  void task_stopped(const EcsTask& task);

 private:
  /// Account, Region, Auto Scaling group, EC2 instance.
  using Instance = std::tuple<std::string, std::string, std::string, std::string>;

  Task<void> take_up(std::int64_t attachment);
  Task<void> look_at(Instance instance);
  Task<void> call(Instance instance, std::string operation);
  /// Sets it DRAINING. @return  whether it has tasks to wait for
  bool drain(const Instance& instance);
  void look_again(const Instance& instance);
  void forget_timer(const Instance& instance);

  Environment& env_;
  PlacementIndexes& indexes_;
  std::map<EcsContainerInstanceNumber, Instance> waiting_;
  std::set<Instance> had_to_wait_;  ///< while they were running
  std::map<Instance, Scheduler::TimerId> timers_;
  BackgroundWork<Instance> looks_;
  BackgroundWork<std::int64_t> groups_;
};

}  // namespace eni::sandbox::ecs_service
