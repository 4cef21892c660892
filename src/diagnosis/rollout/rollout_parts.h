#pragma once
/// The hosts of a cluster sorted into the parts of a rollout: one for each Auto Scaling group, one for the single hosts.
#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

/// Also those that nothing is to be done for, and of each which way it is replaced. What is in the way of them is not looked for.
/// @param time_to_join  that an instance of a group has to become a host
std::vector<RolloutPart> sort_into_parts(const Description& description, const Cluster& cluster,
                                         const RolloutOptions& options, std::chrono::seconds time_to_join);

}  // namespace eni::diagnosis
