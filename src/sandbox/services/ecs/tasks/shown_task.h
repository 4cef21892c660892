#pragma once
/// Tasks as they are told to those who run them, so that people are told of tasks that do not run, too.
#include <string>
#include <vector>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::int64_t kMaxShownTasks = 100;

/// Those whose ids begin so, at most kMaxShownTasks.
/// @param indexes  for the names of containers of which nothing has been told
std::vector<ShownTask> find_shown_tasks(Store& store, PlacementIndexes& indexes, std::string_view id_start);

}  // namespace eni::sandbox::ecs_service
