#pragma once
/// Availability Zone rebalancing, as numbers in and numbers out: from which zone to which a task of a service should move.
/// Source: Amazon ECS Developer Guide, "Balancing an Amazon ECS service across Availability Zones".
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace eni::sandbox::ecs_service {

struct ZoneMove {
  std::string from;  ///< the zone with the most tasks
  std::string to;    ///< the one with the fewest

  bool operator==(const ZoneMove&) const = default;
};

/// The next move towards a balance, in which no zone has two tasks more than another.
/// @param tasks  by zone; of zones that are alike the first counts
/// @param full   zones that no task can move to
std::optional<ZoneMove> next_zone_move(const std::map<std::string, std::size_t>& tasks,
                                       const std::set<std::string>& full);

}  // namespace eni::sandbox::ecs_service
