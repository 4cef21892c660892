#include "sandbox/services/ecs/capacity_providers/strategy.h"

#include <algorithm>

namespace eni::sandbox::ecs_service {

std::vector<StrategyItem> strategy_of(const json::array& strategy) {
  std::vector<StrategyItem> items;
  for (const json::value& item : strategy) {
    const json::object& members = item.as_object();
    items.push_back(
        {text_at(members, "capacityProvider"), integer_at(members, "base"), integer_at(members, "weight")});
  }
  return items;
}

std::size_t next_provider(std::span<const StrategyItem> strategy, std::span<const std::int64_t> tasks) {
  std::int64_t weights = 0;
  std::int64_t by_weight = 1;  // the next one
  for (std::size_t at = 0; at < strategy.size(); ++at) {
    if (tasks[at] < strategy[at].base) return at;
    weights += strategy[at].weight;
    by_weight += tasks[at] - strategy[at].base;
  }
  std::size_t chosen = 0;
  std::int64_t largest = 0;
  bool is_chosen = false;
  for (std::size_t at = 0; at < strategy.size(); ++at) {
    if (strategy[at].weight == 0) continue;
    // Of its share, in parts of all weights.
    const std::int64_t lacking = by_weight * strategy[at].weight - (tasks[at] - strategy[at].base) * weights;
    if (is_chosen && lacking <= largest) continue;
    chosen = at;
    largest = lacking;
    is_chosen = true;
  }
  return chosen;
}

}  // namespace eni::sandbox::ecs_service
