#pragma once
/// "ECS Task State Change".
/// Source: Amazon ECS Developer Guide, "Amazon ECS task state change events".
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"

namespace eni::sandbox::ecs_service {

/// The detail is the task as DescribeTasks shows it, with its containers and its interface, and times as texts.
/// Nothing if the task's cluster is gone, or if nobody hears it.
std::optional<Event> task_event(Environment& env, PlacementIndexes& indexes, const EcsTask& task);

}  // namespace eni::sandbox::ecs_service
