#include "diagnosis/rollout/rollout_step.h"

#include <algorithm>

#include "base/text.h"
#include "diagnosis/rollout/replacements.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

using Hosts = std::vector<const ContainerInstance*>;
using Kind = RolloutStep::Kind;

namespace {

std::string names(const Hosts& hosts) {
  std::vector<std::string> ids;
  for (const ContainerInstance* host : hosts) ids.push_back(host->instance_id);
  return listed(ids);
}

bool is_empty(const ContainerInstance& host) {
  return host.running_tasks + host.pending_tasks == 0 && host.unstopped_tasks == 0;
}

/// One that failed to register takes no tasks, and is not drained.
bool has_failed(const ContainerInstance& host) { return host.status == "REGISTRATION_FAILED"; }

/// Services with fewer running tasks than they must have; those that had fewer before need not have more.
std::vector<std::string> below_minimum(const Cluster& cluster, const RolloutMemory& memory) {
  std::vector<std::string> found;
  for (const Service& service : cluster.services_read()) {
    const auto before = memory.running.find(service.name);
    const long long then = before == memory.running.end() ? 0 : before->second;
    if (service.scheduling_strategy == "DAEMON" || service.running >= std::min(service.min_tasks(), then))
      continue;
    found.push_back(service.name + " (" + std::to_string(service.running) + " of " +
                    std::to_string(service.min_tasks()) + ")");
  }
  return found;
}

/// The next step of one part.
class PartStep {
 public:
  PartStep(const Description& description, const Cluster& cluster, Goal goal, const RolloutPlan& plan,
           const RolloutPart& part, const RolloutMemory& memory)
      : description_{description}, cluster_{cluster}, goal_{goal}, plan_{plan}, part_{part}, memory_{memory} {
    step_.group = part.group;
  }

  RolloutStep take() {
    if (part_.method == RolloutMethod::kRefresh) return refresh();
    return part_.method == RolloutMethod::kOneByOne ? one_by_one() : single();
  }

 private:
  RolloutStep step(Kind kind, std::string text) {
    step_.kind = kind;
    step_.text = std::move(text);
    return step_;
  }
  RolloutStep step(Kind kind, Hosts hosts, const std::string& verb) {
    step_.hosts = std::move(hosts);
    return step(kind, verb + names(step_.hosts));
  }
  RolloutStep remember(RolloutRecord record) {
    record.goal = goal_;
    step_.record = record;
    return step(Kind::kRemember, "notes on the " + part_.name() + " what is to be put back");
  }
  RolloutStep restore() {
    step_.record = *part_.record;
    return step(Kind::kRestore, "puts back what it has changed of the " + part_.name());
  }

  RolloutStep refresh() {
    const Group& group = *part_.group;
    if (group.refresh)
      return step(Kind::kWait, "the instance refresh of " + group.name + ": " + group.refresh->status + ", " +
                                   std::to_string(group.refresh->percentage) + " %");
    if (part_.to_replace.empty() && part_.leaving > 0)
      return step(Kind::kWait, counted(part_.leaving, "host") + " of " + group.name + " to end");
    if (part_.to_replace.empty()) return restore();
    if (!part_.record || part_.record->goal != goal_) return remember({.method = RolloutMethod::kRefresh});
    const long long desired = std::max(group.desired, 1LL);
    const auto extra = static_cast<long long>(part_.at_a_time);
    step_.desired = std::min(200LL, 100 + (100 * extra + desired - 1) / desired);
    step_.warm_up = warm_up_of(group, plan_.registration);
    return step(Kind::kStartRefresh, "starts an instance refresh of " + group.name);
  }

  /// What becomes of hosts that are being drained.
  std::optional<RolloutStep> drained() {
    Hosts ready;
    Hosts ended;
    for (const Hosts* hosts : {&part_.draining, &part_.to_replace}) {
      for (const ContainerInstance* host : *hosts) {
        const bool is_ready = hosts == &part_.draining ? is_empty(*host) : has_failed(*host);
        if (is_ready) (memory_.ended.contains(host->instance_id) ? ended : ready).push_back(host);
      }
    }
    if (!ready.empty()) {
      if (part_.group && part_.record) {
        const long long surplus = part_.group->desired - part_.record->desired;
        step_.shrinking = std::min(ready.size(), static_cast<std::size_t>(std::clamp(surplus, 0LL, surplus)));
      }
      return step(Kind::kTerminate, ready, "terminates ");
    }
    if (!ended.empty()) return step(Kind::kWait, names(ended) + " to end");
    if (part_.draining.empty()) return std::nullopt;
    long long tasks = 0;
    for (const ContainerInstance* host : part_.draining)
      tasks += host->running_tasks + host->pending_tasks + host->unstopped_tasks.value_or(0);
    if (tasks == 0) return step(Kind::kWait, "the tasks of " + names(part_.draining) + " to have stopped");
    return step(Kind::kWait,
                counted(static_cast<std::size_t>(tasks), "task") + " to leave " + names(part_.draining));
  }

  std::optional<RolloutStep> services_that_lack() {
    const auto lacking = below_minimum(cluster_, memory_);
    if (lacking.empty()) return std::nullopt;
    return step(Kind::kWait, "services below their minimum: " + listed(lacking));
  }

  /// Of the zones with the most hosts first, so that the group has no reason to balance them.
  Hosts next_hosts(std::size_t count) const {
    std::map<std::string, std::size_t> in_zone;
    const auto zone_of = [&](const ContainerInstance* host) { return description_.instance_of(*host)->zone; };
    Hosts left = part_.to_replace;
    for (const ContainerInstance* host : left) ++in_zone[zone_of(host)];
    for (const ContainerInstance* host : part_.done) ++in_zone[zone_of(host)];
    Hosts chosen;
    while (chosen.size() < count && !left.empty()) {
      const auto next = std::max_element(left.begin(), left.end(), [&](const auto* a, const auto* b) {
        return in_zone[zone_of(a)] < in_zone[zone_of(b)];
      });
      --in_zone[zone_of(*next)];
      chosen.push_back(*next);
      left.erase(next);
    }
    return chosen;
  }

  bool rebalances() const {
    const auto& suspended = part_.group->suspended_processes;
    return std::find(suspended.begin(), suspended.end(), "AZRebalance") == suspended.end();
  }

  RolloutStep one_by_one() {
    const Group& group = *part_.group;
    if (!part_.record || part_.record->method != RolloutMethod::kOneByOne)
      return remember({.method = RolloutMethod::kOneByOne,
                       .desired = group.desired,
                       .max_size = group.max_size,
                       .resumes_rebalance = rebalances()});
    if (part_.record->goal != goal_) return remember(*part_.record);
    if (rebalances())
      return step(Kind::kSuspendRebalance, "suspends AZRebalance of " + group.name + " meanwhile");
    if (auto of_drained = drained()) return *std::move(of_drained);
    if (part_.leaving > 0)
      return step(Kind::kWait, counted(part_.leaving, "host") + " of " + group.name + " to end");
    if (part_.to_replace.empty()) return surplus();
    return raise_or_drain();
  }

  RolloutStep raise_or_drain() {
    const Group& group = *part_.group;
    const long long count = static_cast<long long>(std::min(part_.at_a_time, part_.to_replace.size()));
    // The first one proves that new hosts are as they should be, before any other is touched.
    const long long proven = std::max<long long>(1, static_cast<long long>(part_.done.size()));
    const long long wanted =
        std::max(part_.record->desired + count, static_cast<long long>(part_.to_replace.size()) + proven);
    if (group.desired < wanted) {
      return resize(wanted, "raises " + group.name + " from " + std::to_string(group.desired) + " to " +
                                counted(static_cast<std::size_t>(wanted), "host"));
    }
    const auto there = static_cast<long long>(part_.to_replace.size() + part_.done.size());
    if (there < group.desired || !part_.launching.empty())
      return step(Kind::kWait,
                  counted(static_cast<std::size_t>(std::max(1LL, group.desired - there)), "new host") +
                      " of " + group.name + " to register");
    if (auto lacking = services_that_lack()) return *std::move(lacking);
    return step(Kind::kDrain, next_hosts(static_cast<std::size_t>(count)), "drains ");
  }

  /// How many of the group's hosts are in each of its zones.
  std::map<std::string, long long> hosts_by_zone() const {
    std::map<std::string, long long> counts;
    for (const std::string& zone : part_.group->zones) counts[zone] = 0;
    for (const ContainerInstance* host : part_.done) ++counts[description_.instance_of(*host)->zone];
    return counts;
  }

  /// Once it may again, the group would move a host to another zone, and end one without asking ECS. A zone in which nothing can be
  /// launched is not tried for ever.
  bool is_to_be_balanced() const {
    const auto tried = memory_.balancings.find(part_.group->name);
    if (!part_.record->resumes_rebalance ||
        (tried != memory_.balancings.end() && tried->second >= part_.done.size()))
      return false;
    const auto counts = hosts_by_zone();
    const auto [fewest, most] = std::minmax_element(
        counts.begin(), counts.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
    return fewest != counts.end() && most->second - fewest->second > 1;
  }

  RolloutStep resize(long long desired, const std::string& text) {
    step_.desired = desired;
    step_.max_size = std::max(part_.group->max_size, desired);
    return step(Kind::kResize, text);
  }

  /// Of the zones with the most of them, those with the fewest tasks.
  Hosts spare_hosts(std::size_t count) const {
    auto zones = hosts_by_zone();
    Hosts left = part_.done;
    Hosts spare;
    while (spare.size() < count && !left.empty()) {
      const auto next = std::min_element(left.begin(), left.end(), [&](const auto* a, const auto* b) {
        const long long of_a = zones[description_.instance_of(*a)->zone];
        const long long of_b = zones[description_.instance_of(*b)->zone];
        return of_a != of_b ? of_a > of_b : a->running_tasks < b->running_tasks;
      });
      --zones[description_.instance_of(**next)->zone];
      spare.push_back(*next);
      left.erase(next);
    }
    return spare;
  }

  /// All are as they should be. There may be more or fewer than at first: somebody else has ended some, or zones were balanced.
  RolloutStep surplus() {
    const Group& group = *part_.group;
    const long long more = group.desired - part_.record->desired;
    const auto scaled = description_.scaled_by(cluster_);
    const bool is_scaled = std::any_of(scaled.begin(), scaled.end(), [&](const auto& entry) {
      return entry.second == &group && entry.first->has_managed_scaling;
    });
    if (!part_.launching.empty() || static_cast<long long>(part_.done.size()) < group.desired)
      return step(Kind::kWait, "a new host of " + group.name + " to register");
    if (is_scaled || part_.done.empty()) return restore();
    if (more < 0)
      return resize(part_.record->desired,
                    "raises " + group.name + " to what it was: " +
                        counted(static_cast<std::size_t>(part_.record->desired), "host"));
    if (more == 0 && is_to_be_balanced()) {
      step_.is_balancing = true;
      return resize(group.desired + 1, "raises " + group.name + " by a host, to balance its zones");
    }
    if (more == 0) return restore();
    if (auto lacking = services_that_lack()) return *std::move(lacking);
    return step(Kind::kDrain, spare_hosts(static_cast<std::size_t>(more)),
                "drains what is more than there was: ");
  }

  RolloutStep single() {
    if (auto of_drained = drained()) return *std::move(of_drained);
    const Replacements replacements{description_, part_};
    // What failed to be as it should be in another's place is taken away without one.
    const Hosts failed = replacements.failed();
    if (!failed.empty()) return step(Kind::kDrain, failed, "takes away ");
    Hosts batch = next_hosts(part_.at_a_time);
    Hosts lacking;
    Hosts awaited;
    for (const ContainerInstance* host : batch) {
      const bool is_launched = memory_.launched_for.contains(host->instance_id);
      if (replacements.has_launching(*host) || (is_launched && !replacements.has_ready(*host)))
        awaited.push_back(host);
      else if (!replacements.has_ready(*host))
        lacking.push_back(host);
    }
    if (!lacking.empty()) return step(Kind::kLaunchLike, lacking, "launches one like each of ");
    if (!awaited.empty())
      return step(Kind::kWait, "what was launched for " + names(awaited) + " to register");
    if (auto below = services_that_lack()) return *std::move(below);
    return step(Kind::kDrain, batch, "drains ");
  }

  const Description& description_;
  const Cluster& cluster_;
  Goal goal_;
  const RolloutPlan& plan_;
  const RolloutPart& part_;
  const RolloutMemory& memory_;
  RolloutStep step_;
};

std::string why_not(const Description& description, const ContainerInstance& host, Goal goal) {
  if (host.status == "REGISTRATION_FAILED") return "its registration failed: " + host.status_reason;
  if (goal == Goal::kNoTrunks)
    return "it has got a trunk: awsvpcTrunking was effective for its role when it registered";
  for (const trunking::TrunkCondition& condition : trunking::trunk_conditions()) {
    const trunking::RegistrationFacts facts = registration_facts(description, host);
    if (!condition.holds(facts).value_or(true)) return condition.reason(facts);
  }
  return "all that can be seen of it is in order, so awsvpcTrunking may not have been effective yet for its "
         "role when it registered";
}

std::optional<RolloutFailure> failed_host(const Description& description, Goal goal, const RolloutPart& part,
                                          const RolloutMemory& memory) {
  for (const ContainerInstance* host : part.to_replace) {
    // Those of a refresh that went on while nobody looked are its own, too.
    const bool is_of_refresh = part.method == RolloutMethod::kRefresh && part.group->refresh &&
                               memory.refreshes.contains(part.group->refresh->id) &&
                               description.instance_of(*host)->launched_at >= part.group->refresh->started_at;
    if (!memory.instances.contains(host->instance_id) || is_of_refresh)
      return RolloutFailure{host->instance_id, part.group, why_not(description, *host, goal)};
  }
  return std::nullopt;
}

std::optional<RolloutFailure> late_host(const Description& description, const RolloutPart& part,
                                        const RolloutMemory& memory) {
  for (const Instance* instance : part.launching) {
    if (description.now - instance->launched_at < memory.time_to_join) continue;
    return RolloutFailure{instance->id, part.group,
                          "it has not joined the cluster within " +
                              counted(static_cast<std::size_t>(memory.time_to_join.count()), "second")};
  }
  return std::nullopt;
}

std::string without_stop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

}  // namespace

RolloutMemory remember(const Description& description, const Cluster& cluster) {
  RolloutMemory memory;
  for (const Group* group : description.groups_of(cluster)) {
    if (group->refresh) memory.refreshes.insert(group->refresh->id);
  }
  for (const auto& [id, instance] : description.instances) memory.instances.insert(id);
  for (const Service& service : cluster.services_read()) memory.running[service.name] = service.running;
  return memory;
}

RolloutStep next_step(const Description& description, const Cluster& cluster, const RolloutPlan& plan,
                      const RolloutMemory& memory) {
  if (plan.parts.empty()) return {};
  return PartStep{description, cluster, plan.goal, plan, plan.parts.front(), memory}.take();
}

std::optional<RolloutFailure> find_failure(const Description& description, const RolloutPlan& plan,
                                           const RolloutMemory& memory) {
  std::vector<const RolloutPart*> parts;
  for (const RolloutPart& part : plan.parts) parts.push_back(&part);
  for (const RolloutPart& part : plan.left_out) parts.push_back(&part);
  for (const RolloutPart* part : parts) {
    if (auto failure = failed_host(description, plan.goal, *part, memory)) return failure;
    if (auto failure = late_host(description, *part, memory)) return failure;
  }
  for (const RolloutPart& part : plan.left_out) {
    if (part.record) return RolloutFailure{"", part.group, without_stop(part.obstacles.front())};
  }
  return std::nullopt;
}

}  // namespace eni::diagnosis
