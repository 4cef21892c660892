#pragma once
/// Scaling activities: what was done to a service, why, and whether ECS has carried it out.
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/application_autoscaling_repository.h"

namespace eni::sandbox::application_autoscaling_service {

/// "Setting desired count to 3.", which goes on until the service is steady.
ApplicationScalingActivity begin_activity(Environment& env, const ScalableTarget& target, std::int64_t count,
                                          const std::string& cause);
/// ECS has refused it.
void fail_activity(Environment& env, ApplicationScalingActivity activity, const std::string& message);
/// The service is steady: all activities that go on have succeeded.
void end_activities(Environment& env, const aws::AccountId& account, const aws::Region& region,
                    std::string_view resource_id);

}  // namespace eni::sandbox::application_autoscaling_service
