#pragma once
/// Pid 1 of a jail: starts programs as it is told, reaps them, watches their memory, reads and writes files.
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

/// Until the sandbox closes the control socket; with this process all others in the jail end.
[[noreturn]] void supervise(const Layout& layout);

}  // namespace eni::sandbox::isolation::init
