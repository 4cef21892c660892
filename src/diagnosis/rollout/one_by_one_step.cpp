#include <algorithm>

#include "diagnosis/rollout/part_step.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// They end hosts without asking ECS, or set the size that is being worked with.
constexpr std::string_view kSuspended[] = {"AZRebalance", "AlarmNotification", "ScheduledActions"};

}  // namespace

RolloutStep PartStep::one_by_one() {
  if (auto suspending = suspend()) return *std::move(suspending);
  if (auto ending = end(failed_ones(part_.to_replace))) return *std::move(ending);
  if (auto of_drained = drained()) return *std::move(of_drained);
  if (!part_.leaving.empty())
    return step(Kind::kWait, counted(part_.leaving.size(), "host") + " of " + part_.group->name + " to end");
  return part_.to_replace.empty() ? surplus() : raise_or_drain();
}

/// What is to be put back is noted first.
std::optional<RolloutStep> PartStep::suspend() {
  const Group& group = *part_.group;
  RolloutRecord record{
      .method = RolloutMethod::kOneByOne, .desired = group.desired, .max_size = group.max_size};
  if (part_.record && part_.record->method == RolloutMethod::kOneByOne) record = *part_.record;
  record.goal = plan_.goal;
  for (const std::string_view process : kSuspended) {
    const auto& suspended = group.suspended_processes;
    if (std::find(suspended.begin(), suspended.end(), process) != suspended.end()) continue;
    step_.processes.emplace_back(process);
    if (!record.has_suspended(process)) record.suspended.emplace_back(process);
  }
  if (part_.record != record) return remember(record);
  if (step_.processes.empty()) return std::nullopt;
  return step(Kind::kSuspend, "suspends " + listed(step_.processes) + " of " + group.name + " meanwhile");
}

RolloutStep PartStep::raise_or_drain() {
  const Group& group = *part_.group;
  const auto to_replace = static_cast<long long>(part_.to_replace.size());
  const auto done = static_cast<long long>(part_.done.size());
  const auto apart = static_cast<long long>(part_.apart());
  const long long count = std::min(static_cast<long long>(part_.at_a_time), to_replace);
  // The first one proves that new hosts are as they should be, before any other is touched.
  const long long wanted = std::max(part_.record->desired + count, to_replace + apart + std::max(1LL, done));
  if (group.desired < wanted) {
    return resize(wanted, "raises " + group.name + " from " + std::to_string(group.desired) + " to " +
                              counted(static_cast<std::size_t>(wanted), "host"));
  }
  const long long there = to_replace + done + apart;
  if (there < group.desired || !part_.launching.empty())
    return step(Kind::kWait,
                counted(static_cast<std::size_t>(std::max(1LL, group.desired - there)), "new host") + " of " +
                    group.name + " to register");
  if (auto lacking = services_that_lack()) return *std::move(lacking);
  return step(Kind::kDrain, next_hosts(static_cast<std::size_t>(count)), "drains ");
}

RolloutStep PartStep::resize(long long desired, const std::string& text) {
  step_.desired = desired;
  step_.max_size = std::max(part_.group->max_size, desired);
  return step(Kind::kResize, text);
}

/// How many of the group's hosts are in each of its zones.
std::map<std::string, long long> PartStep::hosts_by_zone() const {
  std::map<std::string, long long> counts;
  for (const std::string& zone : part_.group->zones) counts[zone] = 0;
  for (const Hosts* hosts : {&part_.done, &part_.staying}) {
    for (const ContainerInstance* host : *hosts) ++counts[zone_of(*host)];
  }
  return counts;
}

/// Once it may again, the group would move a host to another zone, and end one without asking ECS. A zone in which nothing can be
/// launched is not tried for ever.
bool PartStep::is_to_be_balanced() const {
  const auto tried = memory_.balancings.find(part_.group->name);
  if (!part_.record->has_suspended("AZRebalance") ||
      (tried != memory_.balancings.end() && tried->second >= part_.done.size()))
    return false;
  const auto counts = hosts_by_zone();
  const auto [fewest, most] = std::minmax_element(
      counts.begin(), counts.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
  return fewest != counts.end() && most->second - fewest->second > 1;
}

/// Of the zones with the most of them, those with the fewest tasks.
RolloutPart::Hosts PartStep::spare_hosts(std::size_t count) const {
  auto zones = hosts_by_zone();
  Hosts left = part_.done;
  Hosts spare;
  while (spare.size() < count && !left.empty()) {
    const auto next = std::min_element(left.begin(), left.end(), [&](const auto* a, const auto* b) {
      const long long of_a = zones[zone_of(*a)];
      const long long of_b = zones[zone_of(*b)];
      return of_a != of_b ? of_a > of_b : a->running_tasks < b->running_tasks;
    });
    --zones[zone_of(**next)];
    spare.push_back(*next);
    left.erase(next);
  }
  return spare;
}

/// All are as they should be. There may be more or fewer than at first: somebody else has ended some, or zones were balanced.
RolloutStep PartStep::surplus() {
  const Group& group = *part_.group;
  const long long more = group.desired - part_.record->desired;
  if (!part_.launching.empty() || static_cast<long long>(part_.done.size() + part_.apart()) < group.desired)
    return step(Kind::kWait, "a new host of " + group.name + " to register");
  if (auto notes = marked()) return *std::move(notes);
  if (part_.done.empty()) return restore();
  if (more < 0)
    return resize(part_.record->desired,
                  "raises " + group.name +
                      " to what it was: " + counted(static_cast<std::size_t>(part_.record->desired), "host"));
  if (more == 0 && is_to_be_balanced()) {
    step_.is_balancing = true;
    return resize(group.desired + 1, "raises " + group.name + " by a host, to balance its zones");
  }
  if (more == 0) return restore();
  if (auto lacking = services_that_lack()) return *std::move(lacking);
  return step(Kind::kDrain, spare_hosts(static_cast<std::size_t>(more)),
              "drains what is more than there was: ");
}

}  // namespace eni::diagnosis
