#pragma once
/// An instance's way through its states, each step in the store with its activity and its events. The caller commits.
///
///   Pending -> [Pending:Wait ->] InService -> Terminating -> [Terminating:Wait -> Terminating:Proceed ->] gone
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/autoscaling/hooks/lifecycle_actions.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// EC2 says that a Pending instance runs: it waits for the launch hooks, or is in service.
void instance_runs(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance);

void enter_service(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance);

enum class RunHooks { kYes, kNo };

/// Takes the instance out of service; EC2 is told in a later step.
/// @return  the activity
ScalingActivity begin_termination(Environment& env, const AutoScalingGroup& group,
                                  AutoScalingInstance& instance, const std::vector<std::string>& causes,
                                  RunHooks hooks);

/// The load balancers have let go of an instance that is to be terminated: it waits for the hooks, or goes.
void deregistered(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance);

/// A lifecycle action of an instance that waits has ended.
void action_ended(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                  const EndedAction& ended);

/// EC2 has terminated it: it leaves the group.
void instance_gone(Environment& env, const AutoScalingGroup& group, const AutoScalingInstance& instance);

/// EC2 says that it does not run: it is to be replaced.
void mark_unhealthy(Environment& env, AutoScalingInstance& instance, std::string_view reason);

}  // namespace eni::sandbox::autoscaling_service
