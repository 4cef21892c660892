#pragma once
/// What is known of a task's containers where they really run: a member of the task's document.
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// Puts them in the place of what was known.
void put_container_states(EcsTask& task, const std::vector<ContainerState>& states);
/// What is known of them: name, status, runtime id, exit code and reason.
std::vector<ContainerState> told_container_states(const EcsTask& task);
/// As DescribeTasks shows it, those that there are of: lastStatus, runtimeId, imageDigest, exitCode, reason, healthStatus,
/// networkBindings.
/// Null if nobody has told of it.
const json::object* container_state(const EcsTask& task, std::string_view container);

/// How a task is to stop for what has become of its containers.
struct ContainerEnding {
  std::string_view stop_code;
  std::string_view reason;
};
/// Of an essential container that has ended or will not start. Nothing if all that are essential run, or will.
std::optional<ContainerEnding> ending_of_containers(const json::array& definitions,
                                                    const std::vector<ContainerState>& states);

/// A task's healthStatus: the worst of the essential containers' that have health checks.
ContainerHealth worst_health(const json::array& definitions, const std::vector<ContainerState>& states);
/// Why a service's task is stopped whose containers' health checks fail. Source: Amazon ECS Developer Guide, "Stopped tasks error codes".
inline constexpr std::string_view kFailedHealthChecks = "Task failed container health checks";
/// Whether an essential container has one: else the task's health is never known.
bool has_health_check(const json::array& definitions);
/// As it was told last; UNKNOWN if nobody has told.
std::string_view task_health(const EcsTask& task);
void put_task_health(EcsTask& task, ContainerHealth health);

}  // namespace eni::sandbox::ecs_service
