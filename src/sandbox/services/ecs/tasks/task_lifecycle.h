#pragma once
/// The life of tasks: from placement through ECS's states to RUNNING, and on to STOPPED when somebody wants it.
/// Where a TaskRunner runs containers, they say when a task is RUNNING, and end it; else it stays RUNNING until it is stopped.
#include <functional>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/services/ecs/tasks/task_accounting.h"
#include "sandbox/services/ecs/tasks/task_interface.h"
#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

/// Why a task stops, as DescribeTasks shows it.
struct StopCause {
  std::string_view code;  ///< stopCode: "UserInitiated"
  std::string reason;     ///< stoppedReason
};

class TaskLifecycle {
 public:
  TaskLifecycle(Environment& env, PlacementIndexes& indexes, TaskAccounting& accounting)
      : env_{env},
        indexes_{indexes},
        accounting_{accounting},
        interfaces_{env, indexes, accounting},
        lives_{env, "life of a task", [this](EcsTaskNumber task) { return live(task); }},
        oblivion_{env, "forgetting of stopped tasks", [this](int) { return forget_stopped(); }} {}

  /// Called within the transaction that changes a task's row: as it is, as it was. Both are stored, or neither; so it changes
  /// nothing but the store. Set once, before start().
  std::function<void(const EcsTask&, const EcsTask&)> on_store;
  /// The same when it has changed.
  std::function<void(const EcsTask&, const EcsTask&)> on_change;

  /// A task has begun to wait for a host, within the transaction that made it. Set once, before start().
  std::function<void(const EcsTask&)> on_wait;

  /// Goes on with what a former run left unfinished.
  void start();
  /// Forgets its timer.
  void end();

  /// Makes a task of the origin on the host of the same cluster, which begins to live after the running call has ended.
  /// @param host  a container instance that takes it
  /// @param provider  the capacity provider that it is placed by; "" for the launch type EC2
  EcsTask begin(EcsTaskOriginNumber origin, const EcsContainerInstance& host, std::string_view provider = {});
  /// Makes a task that waits in PROVISIONING for an instance of its capacity provider.
  EcsTask begin_waiting(EcsTaskOriginNumber origin, EcsClusterNumber cluster, std::string_view provider);
  /// A task that waits has found its host, which takes it.
  void place(const EcsTask& task, const EcsContainerInstance& host);
  /// The task is to stop. One that is to stop already keeps its first cause.
  /// @return  the task as it is now
  EcsTask stop(const EcsTask& task, const StopCause& cause);
  /// All tasks of a container instance.
  void stop_on_host(EcsContainerInstanceNumber host, const StopCause& cause);
  /// The task's targets are drained: what it waited for while DEACTIVATING.
  void go_on(EcsTaskNumber task) { lives_.begin(task); }

 private:
  Task<void> live(EcsTaskNumber task);
  Task<void> leave_status(EcsTaskNumber task);
  Task<void> attach(EcsTaskNumber task);
  Task<void> run_containers(EcsTaskNumber task);
  /// Those whose containers have started.
  std::vector<EcsTaskNumber> former_tasks() const;
  Task<void> end_lost_tasks(std::vector<EcsTaskNumber> former);
  void containers_changed(const std::string& task, const std::vector<ContainerState>& states);
  bool is_draining(const EcsTask& task);
  void advance(EcsTaskNumber task);
  EcsTask new_task(EcsTaskOriginNumber origin, EcsClusterNumber cluster, std::string_view provider);
  void settle_on(EcsTask& task, const TaskPlan& plan, const EcsContainerInstance& host);
  void changed(const EcsTask& task, const EcsTask& before);
  void publish(const EcsTask& task);
  void forget_later();
  Task<void> forget_stopped();
  void forget_tags(const EcsTask& task);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskAccounting& accounting_;
  TaskInterfaces interfaces_;
  TaskRunner* runner_ = nullptr;  ///< who runs their containers; null: nobody. Known from start() on
  BackgroundWork<EcsTaskNumber> lives_;
  BackgroundWork<int> oblivion_;
  std::optional<Scheduler::TimerId> forgetting_;
};

}  // namespace eni::sandbox::ecs_service
