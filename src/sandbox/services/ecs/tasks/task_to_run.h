#pragma once
/// What who carries out tasks is told of one.
#include <optional>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// Of a task that has a host. Nothing if its cluster, host or definition is gone.
std::optional<TaskToRun> task_to_run(Store& store, PlacementIndexes& indexes, const EcsTask& task);

}  // namespace eni::sandbox::ecs_service
