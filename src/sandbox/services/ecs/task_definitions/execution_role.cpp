#include "sandbox/services/ecs/task_definitions/execution_role.h"

#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

bool has_secrets(const json::object& container) {
  return !array_at(container, "secrets").empty() ||
         !array_at(object_at(container, "logConfiguration"), "secretOptions").empty();
}

bool has_private_registry(const json::object& container) {
  return !text_at(object_at(container, "repositoryCredentials"), "credentialsParameter").empty();
}

}  // namespace

aws::ApiResult<void> check_execution_role(const json::object& definition) {
  if (!text_at(definition, "executionRoleArn").empty()) return {};
  for (const json::value& container : array_at(definition, "containerDefinitions")) {
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
