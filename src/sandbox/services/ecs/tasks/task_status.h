#pragma once
/// How a task goes from one of its states to the next.
/// Source: Amazon ECS Developer Guide, "Amazon ECS task lifecycle".
#include <optional>

#include "sandbox/store/ecs_statuses.h"

namespace eni::sandbox::ecs_service {

/// Whether a task has a network interface of its own, which is what the first and the last but one state are about.
enum class OwnInterface { kNo, kYes };

/// Where a task begins.
EcsTaskStatus first_status(OwnInterface own_interface);

/// What follows `last` for a task that is to run (`desired` kRunning) or to stop (kStopped). Nothing: it stays.
std::optional<EcsTaskStatus> next_status(EcsTaskStatus last, EcsTaskStatus desired,
                                         OwnInterface own_interface);

}  // namespace eni::sandbox::ecs_service
