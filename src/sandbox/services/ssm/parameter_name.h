#pragma once
/// How parameters are named and referred to, pure.
/// Source: Systems Manager User Guide, "Requirements and constraints for parameter names".
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ssm_service {

/// What a caller gives for a parameter: NAME, NAME:VERSION, NAME:LABEL, or an ARN with or without one of
/// these.
struct Reference {
  std::string name;
  std::string selector;   ///< "3" or "stable"; "" for the latest
  bool from_arn = false;  ///< its text is no name to answer with
};
Reference parse_reference(std::string_view text);

/// The other spelling of a name of one level: "/a" of "a", "a" of "/a", which are the same parameter. Nothing for "/a/b".
std::optional<std::string> other_spelling(std::string_view name);

/// Whether a parameter may be asked for by that name.
/// @error  ValidationException for a path with an empty level, or without its leading slash
aws::ApiResult<void> check_asked_name(const Reference& reference);

/// "parameter/a/b" for both "/a/b" and "a/b".
std::string arn_resource(std::string_view name);

/// Whether PutParameter may make a parameter of that name.
/// @error  ValidationException, AccessDeniedException for /aws/…, HierarchyLevelLimitExceededException
aws::ApiResult<void> check_new_name(std::string_view name);

/// A path for GetParametersByPath: it begins with a slash. @error  ValidationException
aws::ApiResult<void> check_path(std::string_view path);
/// Whether `name` is under `path`, directly or (recursive) at any depth. Names without a slash are under "/".
enum class Depth { kOneLevel, kRecursive };
bool is_under(std::string_view name, std::string_view path, Depth depth);

/// Up to 100 letters, digits, periods, hyphens and underscores; no leading digit, "aws" or "ssm".
bool is_label(std::string_view label);

}  // namespace eni::sandbox::ssm_service
