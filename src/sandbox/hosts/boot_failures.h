#pragma once
/// How cloud-init says on the console that scripts failed. Source: cloud-init 22.2.2, util.py and config/cc_*.py.
#include <cstddef>
#include <string>
#include <string_view>

#include "sandbox/hosts/boot_plan.h"

namespace eni::sandbox::hosts {

/// After the last of the user's scripts, if one of them failed.
inline constexpr std::string_view kUserScriptsFailed =
    "cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in "
    "/var/lib/cloud/instance/scripts)";

/// @param status  the script's exit code
std::string script_failure(ScriptToRun::Origin origin, const std::string& path, std::size_t status);

}  // namespace eni::sandbox::hosts
