#include "diagnosis/rollout/part_step.h"
#include "diagnosis/rollout/replacements.h"

namespace eni::diagnosis {

RolloutStep PartStep::single() {
  if (auto ending = end(failed_ones(part_.superfluous))) return *std::move(ending);
  // Whoever drained them had readied successors, which may have gone since.
  if (auto preparing = ready_batch(hosts_in_need(part_.draining))) return *std::move(preparing);
  if (!part_.superfluous.empty()) return step(Kind::kDrain, part_.superfluous, "takes away ");
  if (auto of_drained = drained()) return *std::move(of_drained);
  const Hosts batch = next_hosts(part_.at_a_time);
  if (!batch.empty()) {
    if (auto preparing = ready_batch(batch)) return *std::move(preparing);
    if (auto ending = end(failed_ones(batch))) return *std::move(ending);
    if (auto below = services_that_lack()) return *std::move(below);
    return step(Kind::kDrain, batch, "drains ");
  }
  if (!part_.launching.empty())
    return step(Kind::kWait, "what was launched for " + part_.launching.front()->replaces + " to register");
  return marked().value_or(RolloutStep{});
}

RolloutPart::Hosts PartStep::hosts_in_need(const Hosts& hosts) const {
  const Replacements replacements{description_, part_};
  Hosts needing;
  for (const ContainerInstance* host : hosts) {
    if (replacements.is_needed_for(*host)) needing.push_back(host);
  }
  return needing;
}

/// What there is to be done until each of them has a successor.
std::optional<RolloutStep> PartStep::ready_batch(const Hosts& batch) {
  const Replacements replacements{description_, part_};
  Hosts lacking;
  Hosts awaited;
  for (const ContainerInstance* host : batch) {
    if (replacements.has_ready(*host)) continue;
    const bool is_launched = memory_.launched_for.contains(host->instance_id);
    (replacements.has_launching(*host) || is_launched ? awaited : lacking).push_back(host);
  }
  if (!lacking.empty()) return step(Kind::kLaunchLike, lacking, "launches one like each of ");
  if (awaited.empty()) return std::nullopt;
  return step(Kind::kWait, "what was launched for " + names(awaited) + " to register");
}

}  // namespace eni::diagnosis
