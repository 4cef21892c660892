#pragma once
/// Changes of tasks, entered everywhere they count: the task's row, its origin's, its host's and its cluster's numbers,
/// and the placement index. The only way by which tasks change.
#include "sandbox/services/ecs/tasks/fleet.h"

namespace eni::sandbox::ecs_service {

class Ledger {
 public:
  Ledger(Store& store, Fleet& fleet) : store_{store}, fleet_{fleet} {}

  /// @return  it with its number
  EcsTask enter(EcsTask task);
  /// @param before  as it is in the store
  void change(const EcsTask& task, const EcsTask& before);

 private:
  void count(const EcsTask& task, const EcsTask* before);
  void set_ports(const EcsTask& task, const placement::Demand& demand, bool occupied);

  Store& store_;
  Fleet& fleet_;
};

}  // namespace eni::sandbox::ecs_service
