#pragma once
/// An instance refresh goes on: instances of the old configuration are replaced, some at a time.
/// Source: Amazon EC2 Auto Scaling User Guide, "Use an instance refresh to update instances in an Auto Scaling group".
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Takes what steps can be taken now.
void refresh_step(Environment& env, std::int64_t group);
/// When the next is due; the epoch if none is waited for.
TimePoint next_refresh_step(Environment& env, const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
