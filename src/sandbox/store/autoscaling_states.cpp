#include "sandbox/store/autoscaling_states.h"

#include <algorithm>
#include <iterator>

namespace eni::sandbox {
namespace {

/// In the order of the enumeration.
constexpr std::string_view kNames[] = {
    "Pending", "Pending:Wait", "Pending:Proceed",  "InService",
    "Standby", "Terminating",  "Terminating:Wait", "Terminating:Proceed",
};

}  // namespace

std::string_view to_string(LifecycleState state) { return kNames[static_cast<std::size_t>(state)]; }

std::optional<LifecycleState> parse_lifecycle_state(std::string_view text) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), text);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<LifecycleState>(found - std::begin(kNames));
}

}  // namespace eni::sandbox
