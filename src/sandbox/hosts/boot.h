#pragma once
/// A machine's start: its user data is carried out, on the console as cloud-init does it.
#include <string>

#include "base/task.h"
#include "sandbox/hosts/boot_progress.h"
#include "sandbox/hosts/interpreted_boot.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/hosts/shell/shell_slots.h"
#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {

struct BootOutcome {
  enum class Ending : std::uint8_t {
    kBooted,
    kNotUnderstood,  ///< what the host of AWS would be is not known, or it never gets further; the console says why
  };
  Ending ending = Ending::kBooted;
  /// /etc/ecs/ecs.config as it is afterwards; of Windows the settings in that form, "" if the user data does not start the agent
  std::string settings;
  HostAgent agent = HostAgent::kOfImage;
};

/// Runs what of the user data is due, in order; calls of the AWS CLI go through the gateway as the instance's role.
/// @param slots     for scripts that run on the machine's own shell
/// @param settings  /etc/ecs/ecs.config as it is before
/// @param progress  kept up to date; the task may be ended wherever it waits
Task<BootOutcome> carry_out_user_data(Environment& env, ShellSlots& slots, Machine machine,
                                      std::string settings, BootKind kind, BootProgress& progress);

}  // namespace eni::sandbox::hosts
