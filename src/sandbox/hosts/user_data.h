#pragma once
/// User data of a Linux machine in all its forms, as the steps that cloud-init makes of it: boothooks, bootcmd, write_files,
/// packages, shell scripts and runcmd. The ECS agent starts after all of them.
#include <string_view>

#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/machine_facts.h"

namespace eni::sandbox::hosts {

/// @param bytes  as the instance sees them, no longer base64
BootPlan read_user_data(std::string_view bytes, const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
