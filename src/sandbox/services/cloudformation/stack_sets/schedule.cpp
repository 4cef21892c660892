#include "sandbox/services/cloudformation/stack_sets/schedule.h"

#include <algorithm>

namespace eni::sandbox::cloudformation {
namespace {

int percent_of(int percentage, int accounts) { return percentage * accounts / 100; }

/// A Region's turns, and how they stand.
struct Region {
  std::size_t first = 0;
  std::size_t last = 0;  ///< one past it
  int pending = 0;
  int running = 0;
  int failed = 0;

  int accounts() const { return static_cast<int>(last - first); }
  bool is_over() const { return pending == 0 && running == 0; }
};

Region region_from(std::span<const Turn> turns, std::size_t first) {
  Region region;
  region.first = region.last = first;
  for (; region.last < turns.size() && turns[region.last].region == turns[first].region; ++region.last) {
    const TurnStatus status = turns[region.last].status;
    region.pending += status == TurnStatus::kPending;
    region.running += status == TurnStatus::kRunning;
    region.failed += status == TurnStatus::kFailed;
  }
  return region;
}

/// Up to `count` of the Region's pending turns.
void take_pending(std::span<const Turn> turns, const Region& region, int count,
                  std::vector<std::size_t>& taken) {
  for (std::size_t i = region.first; i < region.last && count > 0; ++i) {
    if (turns[i].status != TurnStatus::kPending) continue;
    taken.push_back(i);
    --count;
  }
}

/// How many more may begin.
int room_in(const OperationPreferences& preferences, const Region& region, int tolerance) {
  const int limit = max_concurrent(preferences, region.accounts());
  if (preferences.is_soft) return limit - region.running;
  // Were all that run to fail, no more than one beyond the tolerance would have failed.
  return std::min(limit, tolerance + 1 - region.failed) - region.running;
}

}  // namespace

int failure_tolerance(const OperationPreferences& preferences, int accounts) {
  if (preferences.tolerated_count) return *preferences.tolerated_count;
  return percent_of(preferences.tolerated_percentage.value_or(0), accounts);
}

int max_concurrent(const OperationPreferences& preferences, int accounts) {
  int limit = preferences.concurrent_count.value_or(1);
  if (preferences.concurrent_percentage)
    limit = std::max(1, percent_of(*preferences.concurrent_percentage, accounts));
  if (preferences.is_soft) return limit;
  return std::min(limit, failure_tolerance(preferences, accounts) + 1);
}

NextTurns next_turns(const OperationPreferences& preferences, std::span<const Turn> turns, bool is_stopping) {
  NextTurns next;
  bool is_under_way = false;
  bool is_earlier_open = false;  // a Region before this one is not over yet
  for (std::size_t i = 0; i < turns.size();) {
    const Region region = region_from(turns, i);
    i = region.last;
    const int tolerance = failure_tolerance(preferences, region.accounts());
    const bool has_failed_before = next.has_failed && !preferences.regions_in_parallel;
    const bool has_failed = region.failed > tolerance;
    next.has_failed |= has_failed;
    is_under_way |= region.running > 0;
    if (is_stopping || has_failed || has_failed_before) {
      take_pending(turns, region, region.pending, next.cancel);
    } else if (!is_earlier_open || preferences.regions_in_parallel) {
      take_pending(turns, region, room_in(preferences, region, tolerance), next.begin);
      is_under_way |= region.pending > 0;
    } else {
      is_under_way |= region.pending > 0;
    }
    is_earlier_open |= !region.is_over();
  }
  next.is_over = !is_under_way;
  return next;
}

}  // namespace eni::sandbox::cloudformation
