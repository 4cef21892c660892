#pragma once
/// What would make a rollout fail, or stand still, as far as it shows before it begins.
#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

/// Adds what keeps the part's new hosts from being as they are to be, and what keeps its group, or a single host, from being replaced.
void find_obstacles(const Description& description, const Cluster& cluster, Goal goal, RolloutPart& part);

/// Hosts of the part that somebody has protected from scale-in, with that as their obstacle: they are left.
RolloutPart protected_hosts(const Description& description, const RolloutPart& part);

/// Adds what is in the way of all parts, and what is worth knowing: services that could not move, hosts that are left.
void find_obstacles(const Description& description, const Cluster& cluster, RolloutPlan& plan);

}  // namespace eni::diagnosis
