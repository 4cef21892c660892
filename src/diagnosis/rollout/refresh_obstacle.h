#pragma once
/// Why a group cannot be replaced by an instance refresh, which is safe only where ECS drains each instance before it ends, and which
/// spares none.
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/rollout/rollout_plan.h"

namespace eni::diagnosis {

/// Nothing: it can be. A refresh of its own that goes on is not asked about.
/// @param part  of a group, with its hosts and its record
std::optional<RefreshObstacle> refresh_obstacle(const Description& description, const Cluster& cluster,
                                                const RolloutPart& part);

}  // namespace eni::diagnosis
