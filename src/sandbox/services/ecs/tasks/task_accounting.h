#pragma once
/// Changes of tasks, entered everywhere they count: the task's row, its origin's, its host's and its cluster's numbers,
/// and the placement index. The only way by which tasks change.
#include "sandbox/services/ecs/tasks/placement_indexes.h"

namespace eni::sandbox::ecs_service {

class TaskAccounting {
 public:
  TaskAccounting(Store& store, PlacementIndexes& indexes) : store_{store}, indexes_{indexes} {}

  /// @return  it with its number
  EcsTask enter(EcsTask task);
  /// @param before  as it is in the store
  void change(const EcsTask& task, const EcsTask& before);
  /// A task that had no host has one now, and occupies it.
  void place(const EcsTask& task);

 private:
  void count(const EcsTask& task, const EcsTask* before);
  void set_ports(const EcsTask& task, const placement::Demand& demand, bool occupied);

  Store& store_;
  PlacementIndexes& indexes_;
};

}  // namespace eni::sandbox::ecs_service
