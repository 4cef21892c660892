#pragma once
/// Which target group, and which of its targets, a request goes to.
/// Source: Application Load Balancers User Guide, "Target groups", "Health checks", "Weighted target groups".
#include <map>
#include <set>
#include <string>

#include "base/random.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

/// What is remembered of a group between requests.
struct GroupUse {
  std::uint64_t turns = 0;                 ///< of the round
  std::map<std::string, int> outstanding;  ///< requests or connections under way, by target
};

/// By weight; null if none has any.
const WeightedGroup* choose_group(const Forward& forward, Random& random);

/// Those that requests may go to: the healthy ones, and if there are none (fail open) those that are registered and checked,
/// whatever the checks say. Never ones that are draining or unused, nor whose address is not known.
std::vector<const Target*> eligible_targets(const TargetGroup& group);

/// By the group's algorithm.
/// @param tried  names of targets that could not be reached
/// @return  null if there is none
const Target* choose_target(const TargetGroup& group, GroupUse& use, Random& random,
                            const std::set<std::string>& tried);

/// The same client goes to the same target, as long as the targets stay: sticky sessions of network load balancers.
const Target* target_of_client(const TargetGroup& group, const std::string& client,
                               const std::set<std::string>& tried);

}  // namespace eni::sandbox::load_balancers
