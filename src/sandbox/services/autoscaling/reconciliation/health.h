#pragma once
/// Instances that are to be replaced: unhealthy ones, and those that have lived their time.
#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Begins to terminate unhealthy instances. Others take their place, for the desired capacity stays.
void replace_unhealthy(Environment& env, std::int64_t group);

/// The same of one instance that is older than MaxInstanceLifetime, unless others are on their way.
void replace_old(Environment& env, std::int64_t group);
/// When the next instance will be; the epoch if never.
TimePoint next_replacement_of_old(Environment& env, const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
