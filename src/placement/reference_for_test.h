#pragma once
/// Placement as the guide words it, host by host: slow, and short enough to be believed. What the index is compared with.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "placement/cluster.h"
#include "placement/port_sets.h"

namespace eni::placement {

class Reference {
 public:
  struct Task {
    std::string group;
    Demand demand;
  };
  struct Known {
    Host host;
    std::vector<Task> tasks;

    std::size_t of(std::string_view group) const {
      return static_cast<std::size_t>(std::ranges::count(tasks, group, &Task::group));
    }
    Resources left() const {
      Resources r = host.registered;
      for (const Task& t : tasks) {
        r.cpu_units -= t.demand.resources.cpu_units;
        r.memory_mib -= t.demand.resources.memory_mib;
        r.interfaces -= t.demand.resources.interfaces;
      }
      return r;
    }
    bool uses(HostPort port) const {
      if (std::ranges::count(host.reserved, port) > 0) return true;
      return std::ranges::any_of(tasks,
                                 [&](const Task& t) { return std::ranges::count(t.demand.ports, port) > 0; });
    }
    std::size_t ports_in_use() const {
      std::size_t count = host.reserved.size();
      for (const Task& t : tasks) count += t.demand.ports.size();
      return count;
    }
    const Attribute* attribute(std::string_view name) const {
      const auto found = std::ranges::find(host.attributes, name, &Attribute::name);
      return found == host.attributes.end() ? nullptr : &*found;
    }
  };

  std::map<HostId, Known> hosts;

  std::optional<Reason> why_not(const Request& request, const Known& known) const {
    if (!known.host.agent_connected) return Reason::kAgent;
    const View view{known};
    for (const Expression& e : request.member_of) {
      if (e.evaluate(view) != Truth::kTrue) return Reason::kMemberOf;
    }
    if (request.distinct_instance && known.of(request.group) > 0) return Reason::kDistinctInstance;
    if (!request.availability_zones.empty()) {
      const Attribute* zone = known.attribute(kAvailabilityZoneAttribute);
      if (!zone || std::ranges::count(request.availability_zones, zone->value) == 0)
        return Reason::kAttribute;
    }
    if (!request.vpc_id.empty()) {
      const Attribute* vpc = known.attribute(kVpcIdAttribute);
      if (!vpc || vpc->value != request.vpc_id) return Reason::kAttribute;
    }
    for (const Attribute& wanted : request.required_attributes) {
      const Attribute* found = known.attribute(wanted.name);
      if (!found || (wanted.value && found->value != wanted.value)) return Reason::kAttribute;
    }
    const Resources left = known.left();
    if (left.cpu_units < request.demand.resources.cpu_units) return Reason::kCpu;
    if (left.memory_mib < request.demand.resources.memory_mib) return Reason::kMemory;
    for (const HostPort& port : request.demand.ports) {
      if (known.uses(port)) return Reason::kPorts;
    }
    const std::size_t wanted_ports = request.demand.ports.size();
    if (wanted_ports > 0 && known.ports_in_use() + wanted_ports > kMaxPortsInUse) return Reason::kPorts;
    if (left.interfaces < request.demand.resources.interfaces) return Reason::kEni;
    return std::nullopt;
  }

  /// All hosts that the strategies leave over; none if no host takes the task.
  std::set<HostId> place(const Request& request) const {
    std::vector<HostId> candidates;
    for (const auto& [id, known] : hosts) {
      if (known.host.status == HostStatus::kActive && !why_not(request, known)) candidates.push_back(id);
    }
    return narrow(candidates, request.group, request.strategies, 1);
  }

  std::vector<std::pair<std::string, Reason>> failures(const Request& request) const {
    std::vector<std::pair<std::string, Reason>> result;
    for (const auto& [id, known] : hosts) {
      if (known.host.status != HostStatus::kActive) continue;
      result.emplace_back(known.host.container_instance_id, *why_not(request, known));
    }
    std::ranges::sort(result);
    return result;
  }

  /// All hosts from which a task may be taken.
  std::set<HostId> stop(const std::string& group, std::span<const Strategy> strategies) const {
    std::vector<HostId> candidates;
    for (const auto& [id, known] : hosts) {
      if (known.of(group) > 0) candidates.push_back(id);
    }
    return narrow(candidates, group, strategies, -1);
  }

 private:
  struct View final : Facts {
    explicit View(const Known& k) : known{k} {}
    Text attribute(std::string_view name) const override {
      const Attribute* a = known.attribute(name);
      if (!a) return {State::kAbsent, {}};
      return {State::kPresent, a->value ? std::string_view{*a->value} : std::string_view{}};
    }
    Text agent_version() const override { return {State::kPresent, known.host.agent_version}; }
    Text ec2_instance_id() const override { return {State::kPresent, known.host.ec2_instance_id}; }
    Truth agent_connected() const override {
      return known.host.agent_connected ? Truth::kTrue : Truth::kFalse;
    }
    Number registered_at() const override {
      return {State::kPresent, known.host.registered_at.time_since_epoch().count()};
    }
    Number running_tasks_count() const override {
      return {State::kPresent, static_cast<std::int64_t>(known.tasks.size())};
    }
    Truth any_task_group(const std::function<bool(std::string_view)>& matches) const override {
      const bool any = std::ranges::any_of(known.tasks, [&](const Task& t) { return matches(t.group); });
      return any ? Truth::kTrue : Truth::kFalse;
    }
    const Known& known;
  };

  std::set<HostId> narrow(std::vector<HostId> candidates, const std::string& group,
                          std::span<const Strategy> strategies, int sign) const {
    for (const Strategy& strategy : strategies) {
      if (strategy.type == StrategyType::kRandom) break;
      std::map<std::int64_t, std::vector<HostId>> by_rank;
      for (const HostId id : candidates) by_rank[sign * rank(hosts.at(id), group, strategy)].push_back(id);
      if (!by_rank.empty()) candidates = by_rank.begin()->second;
    }
    return {candidates.begin(), candidates.end()};
  }

  std::int64_t rank(const Known& known, const std::string& group, const Strategy& strategy) const {
    const std::string& field = strategy.field;
    if (field == "cpu") return known.left().cpu_units;
    if (field == "memory") return known.left().memory_mib;
    if (field == "instanceId" || field == "host") return static_cast<std::int64_t>(known.of(group));
    const auto value = [&](const Known& k) {
      const Attribute* a = k.attribute(std::string_view(field).substr(std::string_view("attribute:").size()));
      return a ? *a : Attribute{};
    };
    std::size_t tasks = 0;
    for (const auto& [id, other] : hosts) {
      if (value(other) == value(known)) tasks += other.of(group);
    }
    return static_cast<std::int64_t>(tasks);
  }
};

}  // namespace eni::placement
