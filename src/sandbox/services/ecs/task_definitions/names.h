#pragma once
/// What families, containers and volumes may be called.
#include <cstddef>
#include <string_view>

namespace eni::sandbox::ecs_service {

inline constexpr std::size_t kMaxNameLength = 255;

/// Up to 255 letters, digits, hyphens and underscores.
bool is_definition_name(std::string_view text);

}  // namespace eni::sandbox::ecs_service
