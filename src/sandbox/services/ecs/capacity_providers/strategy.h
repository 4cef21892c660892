#pragma once
/// Which capacity provider of a strategy gets the next task: base and weight.
/// Source: Amazon ECS API Reference, CapacityProviderStrategyItem.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::sandbox::ecs_service {

struct StrategyItem {
  std::string provider;
  std::int64_t base = 0;
  std::int64_t weight = 0;
};

/// As calls, services and origins of tasks have it.
std::vector<StrategyItem> strategy_of(const json::array& strategy);

/// The provider is chosen before capacity is looked at: a full one is not passed over.
/// [assumption] Where the weights do not divide the tasks: the one that lacks most of its share, the first of those that are alike.
/// @param strategy  not empty
/// @param tasks     what each of its providers has already
/// @return          an index into both
std::size_t next_provider(std::span<const StrategyItem> strategy, std::span<const std::int64_t> tasks);

}  // namespace eni::sandbox::ecs_service
