#pragma once
/// Launches a group's instances: first what RunInstances will be asked for is written down, then it is asked, with a client
/// token; so after a kill the same launch is asked for again and made once.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// What a group lacks.
struct LaunchNeed {
  std::int64_t count = 0;
  std::vector<std::string> causes;  ///< of the activities: sentences
};

/// Writes launches down, spread over zones, as far as no failure stands against them. Those that cannot be told of (a launch
/// template that is gone) end as Failed activities at once.
Task<void> order_launches(Environment& env, std::int64_t group, LaunchNeed need);

/// Carries out the launches that are written down. Each leaves instances with their activities, or a Failed activity.
/// @return  whether any launched an instance
Task<bool> run_launches(Environment& env, std::int64_t group);

}  // namespace eni::sandbox::autoscaling_service
