#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/find_task_definition.h"
#include "sandbox/services/ecs/task_definitions/operations.h"
#include "sandbox/services/ecs/task_definitions/task_definition_value.h"

namespace eni::sandbox::ecs_service {

ApiResult<Reply> describe_task_definition(Call& call) {
  ENI_TRY(const auto text, required_member(call, "taskDefinition"));
  const auto definition = find_task_definition(call, text);
  if (!definition) return client_exception("Unable to describe task definition.");
  json::object reply{{"taskDefinition", task_definition_value(*definition)}};
  if (includes(call, "TAGS")) reply["tags"] = tags_value(call, definition->arn);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
