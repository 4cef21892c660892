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
  bool from_arn = false;  ///< an ARN does not tell "name" from "/name"
};
Reference parse_reference(std::string_view text);

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
