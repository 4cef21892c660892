#include "sandbox/services/ecs/task_definitions/task_definition_value.h"

#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {

json::object task_definition_value(const EcsTaskDefinition& definition) {
  json::object value = definition.document;
  value["taskDefinitionArn"] = definition.arn;
  value["family"] = definition.family;
  value["revision"] = definition.revision;
  value["status"] = to_string(definition.status);
  value["registeredAt"] = timestamp(definition.registered);
  value["registeredBy"] = definition.registered_by;
  if (definition.deregistered) value["deregisteredAt"] = timestamp(*definition.deregistered);
  if (definition.delete_requested) value["deleteRequestedAt"] = timestamp(*definition.delete_requested);
  return value;
}

}  // namespace eni::sandbox::ecs_service
