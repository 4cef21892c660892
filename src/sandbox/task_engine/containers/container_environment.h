#pragma once
/// All variables of a container's environment.
/// Source: Amazon ECS container agent, agent/api/container/container.go and agent/api/task/task.go; moby, daemon/container.go,
/// "CreateDaemonEnvironment"; opencontainers/runc, HOME.
#include <map>
#include <string>

#include "sandbox/task_engine/containers/container_spec.h"

namespace eni::sandbox::task_engine {

/// From what weighs least: HOSTNAME, HOME and, on a terminal, TERM, the image's, those of files, the definition's, secrets, and what ECS adds.
/// @error  a name that is none, or what no environment can hold
Result<std::map<std::string, std::string>> environment_of(const json::object& definition,
                                                          const images::ProgramSettings& settings,
                                                          const ContainerFacts& facts,
                                                          const std::string& host_name);

}  // namespace eni::sandbox::task_engine
