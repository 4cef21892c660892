#pragma once
/// User data in all its forms, as the scripts that cloud-init makes of it, in the order in which it runs them: boothooks,
/// cloud-config's bootcmd and write_files, shell scripts, runcmd. The ECS agent starts after all of them.
#include <string_view>
#include <vector>

#include "sandbox/hosts/boot_script.h"

namespace eni::sandbox::hosts {

/// @param bytes  as the instance sees them, no longer base64
std::vector<BootScript> read_user_data(std::string_view bytes, const MetadataFacts& facts);

}  // namespace eni::sandbox::hosts
