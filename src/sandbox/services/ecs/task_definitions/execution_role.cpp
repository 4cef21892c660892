#include "sandbox/services/ecs/task_definitions/execution_role.h"

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/members.h"

namespace eni::sandbox::ecs_service {
namespace {

bool has_secrets(const json::object& container) {
  if (!list_of(container, "secrets").empty()) return true;
  const json::value* log = find(container, "logConfiguration");
  return log && log->is_object() && !list_of(log->get_object(), "secretOptions").empty();
}

bool has_private_registry(const json::object& container) {
  const json::value* credentials = find(container, "repositoryCredentials");
  return credentials && credentials->is_object() &&
         !text_of(credentials->get_object(), "credentialsParameter").empty();
}

}  // namespace

ApiResult<void> check_execution_role(const json::object& definition) {
  if (!text_of(definition, "executionRoleArn").empty()) return {};
  for (const json::value& container : list_of(definition, "containerDefinitions")) {
    if (has_secrets(container.as_object())) {
      return client_exception(
          "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.");
    }
    if (has_private_registry(container.as_object())) {
      return client_exception(
          "Private repository authentication requires that the task definition specify a value for "
          "executionRoleArn.");
    }
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
