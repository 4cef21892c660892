#pragma once
/// Scaling activities: what was done to a service, why, and whether ECS has carried it out.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// "Setting desired count to 3.", which goes on until the service is steady. ECS has not been asked yet.
ApplicationScalingActivity begin_activity(Environment& env, const ScalableTarget& target, std::int64_t count,
                                          const std::string& cause);
std::int64_t count_of(const ApplicationScalingActivity& activity);
/// Whether ECS has taken the count. A restart may find an activity that it was never asked for.
bool is_taken(const ApplicationScalingActivity& activity);
void note_taken(Environment& env, ApplicationScalingActivity activity);
/// ECS has refused it.
void fail_activity(Environment& env, ApplicationScalingActivity activity, const std::string& message);
/// The service is steady: all activities that go on and that ECS has taken have succeeded.
void end_activities(Environment& env, const aws::AccountId& account, const aws::Region& region,
                    std::string_view resource_id);

}  // namespace eni::sandbox::application_autoscaling_service
