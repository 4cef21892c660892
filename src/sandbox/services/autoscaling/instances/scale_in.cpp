#include "sandbox/services/autoscaling/instances/scale_in.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

namespace eni::sandbox::autoscaling_service {
namespace {

/// How soon its next billing hour begins.
std::int64_t until_next_hour(const ScaleInCandidate& candidate, TimePoint now) {
  constexpr std::int64_t kHour = 3'600'000;
  const std::int64_t age = std::max<std::int64_t>(0, now.time_since_epoch().count() - candidate.launched);
  return kHour - age % kHour;
}

/// What a policy sorts by, the smallest first. Each policy narrows what the one before has left, so together they are an order.
void add_keys(std::vector<std::int64_t>& keys, const ScaleInCandidate& candidate, const std::string& policy,
              TimePoint now) {
  if (policy == "OldestInstance") keys.push_back(candidate.launched);
  if (policy == "NewestInstance") keys.push_back(-candidate.launched);
  if (policy == "ClosestToNextInstanceHour") keys.push_back(until_next_hour(candidate, now));
  if (policy == "OldestLaunchConfiguration")
    keys.push_back(candidate.has_configuration ? -candidate.source_age : 1);
  if (policy == "OldestLaunchTemplate")
    keys.push_back(candidate.has_configuration ? 1 : -candidate.source_age);
  if (policy == "Default") {
    keys.push_back(candidate.has_configuration ? 0 : 1);
    keys.push_back(-candidate.source_age);
    keys.push_back(until_next_hour(candidate, now));
  }
}

struct Ranked {
  std::vector<std::int64_t> keys;
  std::uint64_t lot = 0;
  std::string id;
};

/// One zone's instances: how many there are, and those that may go, first to last.
struct Zone {
  bool is_outside = false;
  std::int64_t size = 0;
  std::deque<Ranked> leaving;
};

bool goes_before(const Zone& zone, const Zone& other) {
  if (zone.is_outside != other.is_outside) return zone.is_outside;
  return zone.size > other.size;
}

}  // namespace

std::vector<std::string> choose_to_terminate(std::vector<ScaleInCandidate> candidates,
                                             const std::vector<std::string>& policies, std::int64_t count,
                                             TimePoint now) {
  std::map<std::string, Zone> zones;
  for (ScaleInCandidate& candidate : candidates) {
    Zone& zone = zones[candidate.zone];
    ++zone.size;
    zone.is_outside = candidate.is_outside;
    if (candidate.is_protected) continue;
    Ranked ranked{{}, candidate.lot, candidate.id};
    for (const std::string& policy : policies) add_keys(ranked.keys, candidate, policy, now);
    zone.leaving.push_back(std::move(ranked));
  }
  for (auto& [name, zone] : zones) {
    std::ranges::sort(zone.leaving, [](const Ranked& a, const Ranked& b) {
      return a.keys != b.keys ? a.keys < b.keys : a.lot < b.lot;
    });
  }
  std::vector<std::string> chosen;
  while (static_cast<std::int64_t>(chosen.size()) < count) {
    Zone* largest = nullptr;
    for (auto& [name, zone] : zones)
      if (!zone.leaving.empty() && (!largest || goes_before(zone, *largest))) largest = &zone;
    if (!largest) break;
    chosen.push_back(std::move(largest->leaving.front().id));
    largest->leaving.pop_front();
    --largest->size;
  }
  return chosen;
}

}  // namespace eni::sandbox::autoscaling_service
