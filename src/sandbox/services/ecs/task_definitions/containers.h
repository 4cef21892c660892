#pragma once
/// Container definitions: read, checked against the task and each other, with the defaults that ECS fills in.
#include <set>
#include <string>

#include "aws/api_error.h"
#include "base/json.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

/// What of the task its containers are checked against.
struct TaskContext {
  std::string network_mode;  ///< "bridge" where the call does not say
  TaskSize size;
  std::set<std::string> volumes;  ///< names
};

inline constexpr std::size_t kMaxContainers = 10;

/// Checks the list containerDefinitions and fills in defaults.
/// @error  ClientException in ECS's words
aws::ApiResult<void> read_containers(json::array& containers, const TaskContext& task);

}  // namespace eni::sandbox::ecs_service
