#pragma once
/// Names that a capacity provider cannot have.
#include <string_view>

namespace eni::diagnosis {

/// Whether it begins with aws, ecs or fargate, in any case. Source: ECS API, CreateCapacityProvider.
bool has_reserved_start(std::string_view name);

}  // namespace eni::diagnosis
