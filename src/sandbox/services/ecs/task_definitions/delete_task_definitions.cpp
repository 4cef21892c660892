/// DeregisterTaskDefinition, and DeleteTaskDefinitions of what was deregistered.
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/find_task_definition.h"
#include "sandbox/services/ecs/task_definitions/operations.h"
#include "sandbox/services/ecs/task_definitions/task_definition_value.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxDeleted = 10;
constexpr std::string_view kNone =
    "The specified task definition does not exist. Specify a valid account, family, revision and try again.";
constexpr std::string_view kStillActive =
    "The specified task definition is still in ACTIVE status. Please deregister the target and try again.";

/// @error  ClientException for a family without a revision, or one that is not there
ApiResult<EcsTaskDefinition> find_revision(const Call& call, std::string_view text) {
  const auto name = read_task_definition_name(call, text);
  if (name && !name->revision) return client_exception("Revision is missing.");
  auto definition = find_task_definition(call, text);
  if (!definition) return client_exception(std::string(kNone));
  return *std::move(definition);
}

/// What stands in `failures` for the error of one of several.
json::object failure_of(const Call& call, const std::string& text, std::string_view reason) {
  const std::string arn = text.starts_with("arn:") ? text : call.arn("ecs", "task-definition/" + text);
  return failure(arn, reason);
}

}  // namespace

/// Deregistering once more changes nothing.
ApiResult<Reply> deregister_task_definition(Call& call) {
  ENI_TRY(const auto text, required_member(call, "taskDefinition"));
  ENI_TRY(auto definition, find_revision(call, text));
  if (definition.status == EcsTaskDefinitionStatus::kActive) {
    definition.status = EcsTaskDefinitionStatus::kInactive;
    definition.deregistered = now_millis(call.env);
    call.store<EcsTaskDefinitionRepository>().update(definition);
  }
  return Reply{json::object{{"taskDefinition", task_definition_value(definition)}}};
}

ApiResult<Reply> delete_task_definitions(Call& call) {
  ENI_TRY(const auto names, text_list(call, "taskDefinitions", kMaxDeleted));
  if (names.empty()) return aws::invalid_parameter("taskDefinitions can not be blank.");
  json::array deleted;
  json::array failures;
  for (const std::string& name : names) {
    auto definition = find_revision(call, name);
    if (definition.has_error()) {
      failures.push_back(failure_of(call, name, definition.error().message));
    } else if (definition->status == EcsTaskDefinitionStatus::kActive) {
      failures.push_back(failure_of(call, name, kStillActive));
    } else {
      definition->status = EcsTaskDefinitionStatus::kDeleteInProgress;
      if (!definition->delete_requested) definition->delete_requested = now_millis(call.env);
      call.store<EcsTaskDefinitionRepository>().update(*definition);
      deleted.push_back(task_definition_value(*definition));
    }
  }
  return Reply{json::object{{"taskDefinitions", std::move(deleted)}, {"failures", std::move(failures)}}};
}

}  // namespace eni::sandbox::ecs_service
