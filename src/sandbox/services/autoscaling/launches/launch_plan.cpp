#include "sandbox/services/autoscaling/launches/launch_plan.h"

#include <algorithm>

namespace eni::sandbox::autoscaling_service {

std::map<std::string, std::int64_t> spread_over_zones(const std::vector<std::string>& zones,
                                                      const std::map<std::string, std::int64_t>& capacity,
                                                      std::int64_t count) {
  std::map<std::string, std::int64_t> added;
  if (zones.empty()) return added;
  const auto total = [&](const std::string& zone) {
    const auto has = capacity.find(zone);
    return (has == capacity.end() ? 0 : has->second) + added[zone];
  };
  for (; count > 0; --count)
    ++added[*std::ranges::min_element(zones,
                                      [&](const auto& a, const auto& b) { return total(a) < total(b); })];
  std::erase_if(added, [](const auto& zone) { return zone.second == 0; });
  return added;
}

std::int64_t zone_imbalance(const std::vector<std::string>& zones,
                            const std::map<std::string, std::int64_t>& capacity) {
  if (zones.empty()) return 0;
  std::int64_t total = 0;
  for (const auto& [zone, count] : capacity) total += count;
  const auto size = static_cast<std::int64_t>(zones.size());
  const std::int64_t share = total / size;
  // As many zones as there is a remainder may have one more.
  std::int64_t with_one_more = total % size;
  std::int64_t moving = 0;
  std::vector<std::int64_t> counts;
  for (const auto& [zone, count] : capacity) {
    if (std::ranges::find(zones, zone) == zones.end()) {
      moving += count;
    } else {
      counts.push_back(count);
    }
  }
  std::ranges::sort(counts, std::greater{});
  for (const std::int64_t count : counts) {
    const std::int64_t allowed = share + (with_one_more > 0 ? 1 : 0);
    if (count > share && with_one_more > 0) --with_one_more;
    moving += std::max<std::int64_t>(0, count - allowed);
  }
  return moving;
}

}  // namespace eni::sandbox::autoscaling_service
