#pragma once
/// What a task definition can have and containers here cannot: refused by name, never left out.
/// Source: Amazon ECS API Reference, ContainerDefinition, LinuxParameters, TaskDefinition.
#include "base/json.h"

namespace eni::sandbox::task_engine {

/// @param container  a container definition, its overrides applied
/// @error  "CannotCreateContainerError: linuxParameters.devices is not supported by the sandbox: REASON"; the same for a member that
///         nobody here knows
Result<void> check_container_members(const json::object& container);

/// Of the members that belong to the whole task: shared process and IPC namespaces, proxies, injected faults.
/// @param definition  the task definition's members other than its containers and volumes
Result<void> check_task_members(const json::object& definition);

}  // namespace eni::sandbox::task_engine
