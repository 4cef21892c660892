#pragma once
/// Container definitions: read, checked against the task and each other, with the defaults that ECS fills in.
#include <set>
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

/// What of the task its containers are checked against.
struct TaskContext {
  std::string network_mode;  ///< "bridge" where the call does not say
  TaskSize size;
  std::set<std::string> volumes;  ///< names
};

inline constexpr std::size_t kMaxContainers = 10;

/// The list containerDefinitions.
/// @error  ClientException in ECS's words; resourceRequirements are refused by name
ApiResult<json::array> read_containers(const Call& call, const TaskContext& task);

}  // namespace eni::sandbox::ecs_service
