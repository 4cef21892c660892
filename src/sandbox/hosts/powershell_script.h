#pragma once
/// User data of Windows hosts: <powershell> with Initialize-ECSAgent.
/// Source: Amazon ECS Developer Guide, "Bootstrapping Amazon ECS Windows container instances to pass data".
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::hosts {

/// The settings that the script starts the agent with; nothing if it does not start it. SetEnvironmentVariable counts as
/// settings, too.
std::optional<std::map<std::string, std::string>> read_powershell(std::string_view user_data);

}  // namespace eni::sandbox::hosts
