#include "sandbox/load_balancers/routing/target_choice.h"

#include <algorithm>

#include "base/hash.h"

namespace eni::sandbox::load_balancers {
namespace {

using Targets = std::vector<const Target*>;

Targets in_states(const TargetGroup& group, std::initializer_list<TargetState> states) {
  Targets found;
  for (const Target& target : group.targets)
    if (!target.address.empty() && std::ranges::find(states, target.state) != states.end())
      found.push_back(&target);
  return found;
}

Targets without(Targets targets, const std::set<std::string>& tried) {
  if (!tried.empty())
    std::erase_if(targets, [&](const Target* target) { return tried.contains(target->name()); });
  return targets;
}

int outstanding_of(const GroupUse& use, const Target& target) {
  const auto found = use.outstanding.find(target.name());
  return found == use.outstanding.end() ? 0 : found->second;
}

/// The first of those that have least, from where the round is: equal ones take turns.
const Target* least_outstanding(const Targets& targets, const GroupUse& use, std::size_t begin) {
  const Target* best = nullptr;
  int least = 0;
  for (std::size_t at = 0; at < targets.size(); ++at) {
    const Target* each = targets[(begin + at) % targets.size()];
    const int count = outstanding_of(use, *each);
    if (best && count >= least) continue;
    best = each;
    least = count;
  }
  return best;
}

}  // namespace

const WeightedGroup* choose_group(const Forward& forward, Random& random) {
  std::int64_t total = 0;
  for (const WeightedGroup& group : forward.groups) total += group.weight;
  if (total <= 0) return nullptr;
  if (forward.groups.size() == 1) return &forward.groups.front();
  auto drawn = static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(total));
  for (const WeightedGroup& group : forward.groups) {
    if (drawn < group.weight) return &group;
    drawn -= group.weight;
  }
  return nullptr;
}

Targets eligible_targets(const TargetGroup& group) {
  Targets healthy = in_states(group, {TargetState::kHealthy});
  if (!healthy.empty()) return healthy;
  return in_states(group, {TargetState::kInitial, TargetState::kUnhealthy});
}

const Target* choose_target(const TargetGroup& group, GroupUse& use, Random& random,
                            const std::set<std::string>& tried) {
  const Targets targets = without(eligible_targets(group), tried);
  if (targets.empty()) return nullptr;
  const std::size_t turn = use.turns++ % targets.size();
  switch (group.algorithm) {
    case Algorithm::kLeastOutstandingRequests:
      return least_outstanding(targets, use, turn);
    case Algorithm::kWeightedRandom:
      return targets[random.next() % targets.size()];
    case Algorithm::kRoundRobin:
      break;
  }
  return targets[turn];
}

const Target* target_of_client(const TargetGroup& group, const std::string& client,
                               const std::set<std::string>& tried) {
  const Target* best = nullptr;
  std::string highest;
  for (const Target* target : without(eligible_targets(group), tried)) {
    std::string score = sha256(client + " " + target->name());
    if (best && score <= highest) continue;
    best = target;
    highest = std::move(score);
  }
  return best;
}

}  // namespace eni::sandbox::load_balancers
