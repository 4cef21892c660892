#pragma once
/// What a task definition says of limits, as control groups have it. Values in, values out.
#include "sandbox/gateway/task_runner.h"
#include "sandbox/world/containers/control_group_settings.h"

namespace eni::sandbox::task_engine {

world::TaskLimits task_limits(const TaskToRun& task);
/// @param container  a container definition
world::ContainerLimits container_limits(const json::object& container);

}  // namespace eni::sandbox::task_engine
