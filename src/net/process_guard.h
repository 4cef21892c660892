#pragma once
/// A tiny process of our own that outlives us by a moment: when we end, however we end, it kills the process
/// groups that we had started. PR_SET_PDEATHSIG reaches children only; what a function started itself needs
/// this.
#include <sys/types.h>

namespace eni::net {

/// From now on `group` does not survive this process. Starts the guard at its first use.
void guard_group(pid_t group);
/// The group has ended.
void release_group(pid_t group);

}  // namespace eni::net
