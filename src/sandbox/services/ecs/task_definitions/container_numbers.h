#pragma once
/// Numbers of a container definition, and of what a call overrides of it.
#include <cstdint>
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::ecs_service {

/// Docker takes no less.
inline constexpr std::int64_t kMinMemoryMib = 4;

/// ClientException "Invalid 'memory' setting for container 'app'."
aws::ApiError invalid_setting(std::string_view member, const std::string& container);

/// cpu, memory and memoryReservation, as far as the container has them.
/// @error  ClientException for one that is too small, or more than AWS's integers hold
aws::ApiResult<void> check_container_numbers(const json::object& container);

}  // namespace eni::sandbox::ecs_service
