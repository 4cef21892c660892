#pragma once
/// A boot whose scripts the sandbox does not interpret itself: they really run, in a jail of the user's machine.
#include "base/task.h"
#include "sandbox/hosts/boot.h"
#include "sandbox/hosts/boot_plan.h"
#include "sandbox/isolation/jail.h"

namespace eni::sandbox::hosts {

/// Runs the steps of the plan that are due, in order. Where it cannot be known how the host of AWS would go on, the boot ends and
/// the console says why.
/// @param settings  /etc/ecs/ecs.config as it is before
Task<BootOutcome> run_in_shell(Environment& env, isolation::Jails& jails, const Machine& machine,
                               BootPlan plan, std::string settings, BootKind kind, BootProgress& progress);

}  // namespace eni::sandbox::hosts
