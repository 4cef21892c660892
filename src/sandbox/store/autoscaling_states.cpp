#include "sandbox/store/autoscaling_states.h"

namespace eni::sandbox {
namespace {

/// In the order of the enumeration.
constexpr std::string_view kNames[] = {
    "Pending", "Pending:Wait", "Pending:Proceed",  "InService",
    "Standby", "Terminating",  "Terminating:Wait", "Terminating:Proceed",
};

}  // namespace

std::string_view to_string(LifecycleState state) { return kNames[static_cast<std::size_t>(state)]; }

}  // namespace eni::sandbox
