#pragma once
/// Files that decide nothing but the agent's settings: no program, no service, no configuration of either. What user data does
/// to any other might change what runs after it.
#include <string_view>

namespace eni::sandbox::hosts {

inline constexpr std::string_view kAgentFolder = "/etc/ecs/";
inline constexpr std::string_view kAgentSettings = "/etc/ecs/ecs.config";

bool is_inert_path(std::string_view path);

/// A folder that is there on the images, or an inert one.
bool is_inert_folder(std::string_view path);

}  // namespace eni::sandbox::hosts
