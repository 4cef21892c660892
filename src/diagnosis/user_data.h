#pragma once
/// User data with which instances become hosts.
#include <string>
#include <string_view>

namespace eni::diagnosis {

/// The user data with an option of /etc/ecs/ecs.config as it is to be: where they set it, or else, of a script, at its end, for of
/// several lines the last counts. Empty if they are neither.
std::string with_agent_option(const std::string& user_data, std::string_view option, std::string_view value);

}  // namespace eni::diagnosis
