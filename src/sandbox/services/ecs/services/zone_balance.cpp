#include "sandbox/services/ecs/services/zone_balance.h"

namespace eni::sandbox::ecs_service {

std::optional<ZoneMove> next_zone_move(const std::map<std::string, std::size_t>& tasks,
                                       const std::set<std::string>& full) {
  auto most = tasks.end();
  auto fewest = tasks.end();
  for (auto zone = tasks.begin(); zone != tasks.end(); ++zone) {
    if (most == tasks.end() || zone->second > most->second) most = zone;
    if (full.contains(zone->first)) continue;
    if (fewest == tasks.end() || zone->second < fewest->second) fewest = zone;
  }
  if (fewest == tasks.end() || most->second < fewest->second + 2) return std::nullopt;
  return ZoneMove{most->first, fewest->first};
}

}  // namespace eni::sandbox::ecs_service
