#pragma once
/// System calls that containers are refused, whatever their capabilities.
#include "base/json.h"

namespace eni::sandbox::world {

/// As the runtime takes it ("seccomp"): all calls but those that administer the machine, reach into other programs, or have been
/// doors out of containers.
json::object system_call_filter();

}  // namespace eni::sandbox::world
