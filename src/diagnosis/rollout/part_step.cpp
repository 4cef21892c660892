#include "diagnosis/rollout/part_step.h"

#include <algorithm>

#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

using Hosts = RolloutPart::Hosts;

/// Tasks that are to stop are in no count of a host. They run until their connections are drained and their containers have ended.
bool is_empty(const ContainerInstance& host) {
  return host.running_tasks + host.pending_tasks == 0 && host.unstopped_tasks == 0;
}

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

}  // namespace

Hosts failed_ones(const Hosts& hosts) {
  Hosts failed;
  for (const ContainerInstance* host : hosts) {
    if (has_failed(*host)) failed.push_back(host);
  }
  return failed;
}

RolloutStep PartStep::step(Kind kind, std::string text) {
  step_.kind = kind;
  step_.text = std::move(text);
  return step_;
}

RolloutStep PartStep::step(Kind kind, Hosts hosts, const std::string& verb) {
  step_.hosts = std::move(hosts);
  return step(kind, verb + names(step_.hosts));
}

RolloutStep PartStep::remember(RolloutRecord record) {
  record.goal = plan_.goal;
  step_.record = std::move(record);
  return step(Kind::kRemember, "notes on the " + part_.name() + " what is to be put back");
}

RolloutStep PartStep::restore() {
  step_.record = *part_.record;
  return step(Kind::kRestore, "puts back what it has changed of the " + part_.name());
}

std::optional<RolloutStep> PartStep::end(const Hosts& hosts) {
  Hosts ready;
  Hosts ended;
  for (const ContainerInstance* host : hosts)
    (memory_.ended.contains(host->instance_id) ? ended : ready).push_back(host);
  if (ready.empty() && ended.empty()) return std::nullopt;
  if (ready.empty()) return step(Kind::kWait, names(ended) + " to end");
  if (part_.group && part_.record) {
    const long long surplus = part_.group->desired - part_.record->desired;
    step_.shrinking = std::min(ready.size(), static_cast<std::size_t>(std::max(surplus, 0LL)));
  }
  return step(Kind::kTerminate, ready, "terminates ");
}

/// One that was launched in its place for nothing, and ends first: as long as it is there, it shows that that one needs no successor.
bool PartStep::has_draining_copy(const ContainerInstance& host) const {
  return std::any_of(part_.draining.begin(), part_.draining.end(), [&](const ContainerInstance* one) {
    return description_.instance_of(*one)->replaces == host.instance_id;
  });
}

std::optional<RolloutStep> PartStep::drained() {
  Hosts empty;
  long long tasks = 0;
  for (const ContainerInstance* host : part_.draining) {
    if (is_empty(*host) && !has_draining_copy(*host)) empty.push_back(host);
    tasks += host->running_tasks + host->pending_tasks + host->unstopped_tasks.value_or(0);
  }
  if (auto ending = end(empty)) return ending;
  if (part_.draining.empty()) return std::nullopt;
  if (tasks == 0) return step(Kind::kWait, "the tasks of " + names(part_.draining) + " to have stopped");
  return step(Kind::kWait,
              counted(static_cast<std::size_t>(tasks), "task") + " to leave " + names(part_.draining));
}

std::optional<RolloutStep> PartStep::services_that_lack() {
  const auto lacking = below_minimum(cluster_, memory_);
  if (lacking.empty()) return std::nullopt;
  return step(Kind::kWait, "services below their minimum: " + listed(lacking));
}

std::optional<RolloutStep> PartStep::marked() {
  if (part_.marked.empty()) return std::nullopt;
  return step(Kind::kUnmark, part_.marked, "takes what a rollout has noted from ");
}

Hosts PartStep::next_hosts(std::size_t count) const {
  std::map<std::string, std::size_t> in_zone;
  Hosts left = part_.to_replace;
  for (const ContainerInstance* host : left) ++in_zone[zone_of(*host)];
  for (const ContainerInstance* host : part_.done) ++in_zone[zone_of(*host)];
  Hosts chosen;
  while (chosen.size() < count && !left.empty()) {
    const auto next = std::max_element(left.begin(), left.end(), [&](const auto* a, const auto* b) {
      return in_zone[zone_of(*a)] < in_zone[zone_of(*b)];
    });
    --in_zone[zone_of(**next)];
    chosen.push_back(*next);
    left.erase(next);
  }
  return chosen;
}

}  // namespace eni::diagnosis
