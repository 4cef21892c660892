#include "sandbox/services/ecs/task_definitions/log_configuration.h"

#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {

aws::ApiResult<void> check_log_configuration(const json::object& container) {
  const json::object& log = object_at(container, "logConfiguration");
  if (text_at(log, "logDriver") != "awslogs") return {};
  const json::object& options = object_at(log, "options");
  std::string missing;
  for (const char* option : {"awslogs-region", "awslogs-group"})
    if (!options.contains(option)) missing.append(missing.empty() ? "" : ", ").append(option);
  if (!missing.empty()) return client_exception("Log driver awslogs requires options: " + missing);
  return {};
}

}  // namespace eni::sandbox::ecs_service
