#pragma once
/// Which task definition a text means: "FAMILY", "FAMILY:REVISION" or an ARN.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {

struct TaskDefinitionName {
  std::string family;
  std::optional<std::int64_t> revision;  ///< nothing: the latest ACTIVE one
};

/// Nothing for a text that names none: an ARN of something else, of another account or Region, a revision that is no number.
std::optional<TaskDefinitionName> read_task_definition_name(const Call& call, std::string_view text);

/// The task definition, of any status; a family alone means its latest ACTIVE one. Nothing if there is none. Which error
/// that is depends on the operation: RunTask says "TaskDefinition not found.".
std::optional<EcsTaskDefinition> find_task_definition(const Call& call, std::string_view text);

/// Its ARN, or the text as an ARN if there is none: what IAM is asked.
std::string task_definition_resource(const Call& call, const std::string& text);

}  // namespace eni::sandbox::ecs_service
