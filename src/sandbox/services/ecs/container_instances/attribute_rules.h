#pragma once
/// What attributes may be called and hold.
/// Source: Amazon ECS API Reference, Attribute.
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::ecs_service {

/// Own attributes that a container instance can have besides those of ECS.
inline constexpr std::size_t kMaxOwnAttributes = 10;

/// @error  InvalidParameterException for a name or value with other characters, or too long
aws::ApiResult<void> check_attribute(std::string_view name, const std::optional<std::string>& value);

/// Whether ECS and its agent use names like this: "ecs.…", "com.amazonaws.…".
bool is_reserved_attribute(std::string_view name);

}  // namespace eni::sandbox::ecs_service
