#pragma once
/// A machine's first start: its user data is carried out, on the console as cloud-init does it.
#include <string>

#include "base/task.h"
#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts {

/// Runs all scripts in order; calls of the AWS CLI go through the gateway as the instance's role.
/// @param settings  /etc/ecs/ecs.config as it is before
/// @return  the same file afterwards; of Windows the settings in that form, "" if the user data does not start the agent
Task<std::string> carry_out_user_data(Environment& env, Machine machine, std::string settings);

}  // namespace eni::sandbox::hosts
