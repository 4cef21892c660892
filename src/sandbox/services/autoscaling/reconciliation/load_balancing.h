#pragma once
/// All that a group asks of Elastic Load Balancing.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Registers an instance with the group's target groups. What cannot be done is logged: the instance is in service all the same.
Task<void> register_targets(Environment& env, AutoScalingGroup group, std::string instance_id);

/// Deregisters it. @return  how long requests under way are waited for: the longest deregistration delay
Task<Duration> deregister_targets(Environment& env, AutoScalingGroup group, std::string instance_id);

}  // namespace eni::sandbox::autoscaling_service
