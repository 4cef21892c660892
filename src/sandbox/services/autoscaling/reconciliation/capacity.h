#pragma once
/// Desired against actual capacity.
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Orders launches, or begins to terminate what is too many, or, when the group has what it is to have, moves instances to zones
/// that have too few.
/// @return  whether there is more to be done at once
Task<bool> adjust_capacity(Environment& env, std::int64_t group);

/// When zones that failed are tried again; the epoch if none did.
TimePoint next_rebalancing(const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
