#pragma once
/// Where a group's next instances go. Pure.
/// Source: Amazon EC2 Auto Scaling User Guide, "Auto Scaling benefits for application architecture": the zone with the fewest
/// instances gets the next one.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace eni::sandbox::autoscaling_service {

/// How many of `count` new instances each zone gets. Of zones with as many instances the first gets one first.
/// @param zones     that may be launched in
/// @param capacity  what zones have; zones that are not named have none
std::map<std::string, std::int64_t> spread_over_zones(const std::vector<std::string>& zones,
                                                      const std::map<std::string, std::int64_t>& capacity,
                                                      std::int64_t count);

/// How many instances would have to move so that no zone has two more than another, and none lies outside `zones`.
std::int64_t zone_imbalance(const std::vector<std::string>& zones,
                            const std::map<std::string, std::int64_t>& capacity);

}  // namespace eni::sandbox::autoscaling_service
