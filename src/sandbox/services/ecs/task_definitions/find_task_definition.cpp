#include "sandbox/services/ecs/task_definitions/find_task_definition.h"

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {

std::optional<TaskDefinitionName> read_task_definition_name(const Call& call, std::string_view text) {
  std::string name{text};
  if (text.starts_with("arn:")) {
    const auto arn = aws::Arn::parse(text);
    const bool ours = arn && arn->service == "ecs" && arn->resource_type() == "task-definition" &&
                      arn->account == call.account().value && arn->region == call.region.value;
    if (!ours) return std::nullopt;
    name = arn->resource_id();
  }
  const auto colon = name.find(':');
  if (colon == std::string::npos) return TaskDefinitionName{std::move(name), std::nullopt};
  const auto revision = parse_integer(std::string_view(name).substr(colon + 1));
  if (!revision || *revision < 1) return std::nullopt;
  return TaskDefinitionName{name.substr(0, colon), *revision};
}

std::optional<EcsTaskDefinition> find_task_definition(const Call& call, std::string_view text) {
  const auto name = read_task_definition_name(call, text);
  if (!name) return std::nullopt;
  auto& repository = call.store<EcsTaskDefinitionRepository>();
  if (!name->revision) return repository.find_latest(place_of(call), name->family);
  return repository.find(place_of(call), name->family, *name->revision);
}

std::string task_definition_resource(const Call& call, const std::string& text) {
  if (text.starts_with("arn:")) return text;
  const auto definition = find_task_definition(call, text);
  return definition ? definition->arn : call.arn("ecs", "task-definition/" + text);
}

}  // namespace eni::sandbox::ecs_service
