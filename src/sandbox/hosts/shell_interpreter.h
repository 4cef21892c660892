#pragma once
/// Shell scripts that are understood completely: what each does to the files and calls that matter here is known before
/// anything of it runs. All others are declined, with the line and the reason.
///
/// Understood are: variables; echo, printf, cat, tee; curl of the metadata service, cut and sed within $(…); mkdir -p, touch,
/// chmod, chown, rm -f; true, false, set -eux and pipefail, export, exit; yum and dnf where their ending does not matter; the AWS
/// CLI's calls that aws_command.h reads; joined by pipes, && and ||, with redirections and here-documents.
/// Sources: Bash Reference Manual; GNU Coreutils.
#include <variant>
#include <vector>

#include "sandbox/hosts/boot_action.h"
#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/declined.h"
#include "sandbox/hosts/machine_facts.h"

namespace eni::sandbox::hosts {

struct Interpretation {
  std::vector<BootAction> actions;
};

/// The work that a script may make at most: commands run, and bytes written or shown.
constexpr std::size_t kMaxCommands = 5'000;
constexpr std::size_t kMaxOutputBytes = 256 * 1024;

std::variant<Interpretation, Declined> interpret_completely(const ScriptToRun& script,
                                                            const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
