#pragma once
/// The members of a task definition and their shapes. What is kept of a request is what these tables know, with numbers and
/// booleans as such; most of it is only shown again, for containers are not run.
/// Source: Amazon ECS API Reference, RegisterTaskDefinition and ContainerDefinition.
#include <span>
#include <string_view>

#include "sandbox/gateway/params.h"

namespace eni::sandbox::ecs_service {

enum class MemberKind { kText, kInteger, kBoolean, kTexts, kObject, kObjects };

struct Member {
  std::string_view name;
  MemberKind kind;
};

std::span<const Member> task_members();  ///< of RegisterTaskDefinition but for those that are read one by one
std::span<const Member> container_members();  ///< of a ContainerDefinition but for portMappings
std::span<const Member> port_mapping_members();

/// The members of `given` that the table knows.
/// @error  ClientException "Invalid 'X' setting…" for a number that is none
aws::ApiResult<json::object> read_members(const json::object& given, std::span<const Member> table,
                                          std::string_view whose);

/// A list member of what was read; empty if absent.
const json::array& list_of(const json::object& object, std::string_view name);
/// A text member of what was read, or "".
std::string text_of(const json::object& object, std::string_view name);
/// A whole number of what was read, or 0.
std::int64_t number_of(const json::object& object, std::string_view name);
bool flag_of(const json::object& object, std::string_view name, bool fallback = false);

}  // namespace eni::sandbox::ecs_service
