#pragma once
/// Host ports of a task's containers in the network modes bridge and host.
#include "sandbox/services/ecs/tasks/task_plan.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

/// Whether a container leaves a host port to Docker: the mode bridge, and hostPort 0 or none.
bool has_dynamic_ports(const TaskPlan& plan);

/// A container's networkBindings: in the mode bridge what was told of it where it really runs; else the ports of the definition,
/// dynamic ones from the ephemeral range. Empty before the containers run. EcsTask::port_block keeps the dynamic ports of a host's
/// tasks apart, but those of ranges (containerPortRange) that do not fit into it.
json::array network_bindings(const TaskPlan& plan, const EcsTask& task, std::string_view container);

}  // namespace eni::sandbox::ecs_service
