#pragma once
/// Waiting for the signals of a resource: of CreationPolicy, and of a batch of a rolling update.
#include <set>
#include <string>

#include "sandbox/services/cloudformation/resources/policies.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

struct SignalCount {
  int successes = 0;
  int failures = 0;
  int received() const { return successes + failures; }
};

/// Has those that have come count.
/// @param from  whose, by their unique ids; null: anybody's
/// @return      all that count
SignalCount take_signals(ResourceCall& call, const std::set<std::string>* from);

/// "Failed to receive 1 resource signal(s) for the current batch.  Each resource signal timeout is counted as a FAILURE."
std::string missed_signals(int count);
/// The failure of a group, by what it has got: "Received 1 FAILURE signal(s) out of 1.  Unable to satisfy 100%
/// MinSuccessfulInstancesPercent requirement".
ApiError unsatisfied(const SignalCount& got, int of, double min_percent);

enum class Signallers { kGroup, kInstance };
/// Waits for what CreationPolicy asks for; at once done without one.
/// @param began  when the creation did: the timeout counts from there
/// @error  kReasonInFull in AWS's words for groups, or for single instances
Task<ApiResult<void>> wait_for_creation_signals(ResourceCall& call, TimePoint began, Signallers signallers);

}  // namespace eni::sandbox::cloudformation
