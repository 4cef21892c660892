#pragma once
/// A boot whose scripts are all understood, as actions.
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/hosts/boot_action.h"
#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/machine_facts.h"

namespace eni::sandbox::hosts {

/// Whether user data runs for the first time, or the machine starts again.
enum class BootKind : std::uint8_t { kFirst, kLater };

/// A script, or the messages and files between two.
struct InterpretedStep {
  ScriptToRun::Origin origin = ScriptToRun::Origin::kUserScripts;
  std::string path;  ///< "" if it is no script
  std::vector<BootAction> actions;
};

/// Why a boot needs a real machine, for the console:
/// "the sandbox does not interpret /var/lib/cloud/instance/scripts/part-001 line 3: 'if' is beyond …".
struct NotInterpreted {
  std::string message;
};

/// The steps of the plan that this boot runs. All of them, or none.
Result<std::vector<InterpretedStep>, NotInterpreted> interpret_plan(const BootPlan& plan, BootKind kind,
                                                                    const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
