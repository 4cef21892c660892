#pragma once
/// What instances wait for until a time: lifecycle actions, and load balancers that let go of them.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

/// Sees to the group's instances that are due.
Task<void> end_waits(Environment& env, std::int64_t group);

}  // namespace eni::sandbox::autoscaling_service
