#pragma once
/// User data of Windows hosts: <powershell> with Initialize-ECSAgent, in the forms that AWS documents, completely or not at all.
///
/// Understood are: commands by lines and `;`, back ticks at line ends, comments, variables of texts and $true and $false, hash
/// tables for splatting, [Environment]::SetEnvironmentVariable for the machine, Import-Module ECSTools, Initialize-ECSAgent and
/// Write-Host.
/// Sources: Amazon ECS Developer Guide, "Bootstrapping Amazon ECS Windows container instances to pass data"; Amazon EC2 User
/// Guide, "How Amazon EC2 handles user data for Windows instances".
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/hosts/declined.h"

namespace eni::sandbox::hosts {

struct WindowsStart {
  std::map<std::string, std::string> settings;  ///< of the machine's environment; of Initialize-ECSAgent, too
  bool starts_agent = false;
  bool runs_at_every_boot = false;  ///< <persist>true</persist>
};

Understood<WindowsStart> read_powershell(std::string_view user_data);

}  // namespace eni::sandbox::hosts
