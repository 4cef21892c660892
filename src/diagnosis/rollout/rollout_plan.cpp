#include "diagnosis/rollout/rollout_plan.h"

#include <algorithm>
#include <map>

#include "diagnosis/rollout/obstacles.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

using std::chrono::seconds;

namespace {

constexpr seconds kShortestWarmUp{5};

bool is_suspended(const Group& group, std::string_view process) {
  return std::find(group.suspended_processes.begin(), group.suspended_processes.end(), process) !=
         group.suspended_processes.end();
}

/// Nothing if it is none of its instances.
std::optional<std::string> lifecycle_state(const Group& group, const std::string& instance) {
  for (const GroupInstance& one : group.instances) {
    if (one.id == instance) return one.lifecycle_state;
  }
  return std::nullopt;
}

bool is_leaving(const std::string& state) { return state.starts_with("Terminat"); }

/// Sorts the hosts and instances of a cluster into parts.
class Sorting {
 public:
  Sorting(const Description& description, const Cluster& cluster, const RolloutOptions& options)
      : description_{description}, cluster_{cluster}, options_{options} {}

  std::vector<RolloutPart> parts() {
    for (const ContainerInstance& host : cluster_.hosts_read()) add(host);
    for (const Group* group : description_.groups_of(cluster_)) {
      const auto record = read_rollout_record(group->rollout);
      if (record) part_of(group).record = record;
    }
    for (auto& [group, part] : by_group_) add_launching(part);
    add_copies();
    std::vector<RolloutPart> all;
    for (auto& [group, part] : by_group_) {
      choose_method(part);
      part.at_a_time = at_a_time(part);
      all.push_back(std::move(part));
    }
    return all;
  }

 private:
  RolloutPart& part_of(const Group* group) {
    RolloutPart& part = by_group_[group];
    part.group = group;
    return part;
  }

  void add(const ContainerInstance& host) {
    known_.insert(host.instance_id);
    const Instance* instance = description_.instance_of(host);
    if (!instance || host.is_external()) return;
    const Group* group = description_.group_of(*instance);
    if (!group && (!instance->group_name.empty() || options_.leaves_single_hosts)) return;
    const std::string state =
        group ? lifecycle_state(*group, instance->id).value_or("Terminated") : "InService";
    const bool is_in_service = state == "InService";
    if (is_leaving(state) || host.status == "DEREGISTERING")
      ++part_of(group).leaving;
    else if (host.status == "DRAINING" && !instance->rollout.empty() && is_in_service)
      part_of(group).draining.push_back(&host);
    else if (has_goal(host, options_.goal))
      part_of(group).done.push_back(&host);
    else if ((host.status == "ACTIVE" || host.status == "REGISTRATION_FAILED") && is_in_service)
      part_of(group).to_replace.push_back(&host);
    else if (host.status == "REGISTERING")
      part_of(group).launching.push_back(instance);
  }

  void add_launching(RolloutPart& part) {
    if (!part.group) return;
    for (const GroupInstance& one : part.group->instances) {
      const auto instance = description_.instances.find(one.id);
      if (known_.contains(one.id) || is_leaving(one.lifecycle_state) ||
          instance == description_.instances.end())
        continue;
      part.launching.push_back(&instance->second);
    }
  }

  /// Instances that a rollout has launched for single hosts that are still there.
  void add_copies() {
    const auto singles = by_group_.find(nullptr);
    if (singles == by_group_.end()) return;
    for (const auto& [id, instance] : description_.instances) {
      const bool is_awaited = instance.state == "pending" || instance.state == "running";
      if (!instance.replaces.empty() && is_awaited && known_.contains(instance.replaces) &&
          !known_.contains(id))
        singles->second.launching.push_back(&instance);
    }
  }

  /// ECS drains the group's instances before they end.
  bool is_drained(const Group& group) const {
    const auto scaled = description_.scaled_by(cluster_);
    return std::any_of(scaled.begin(), scaled.end(), [&](const auto& entry) {
      // Without the tag the service-linked role may not complete the hook that holds an instance meanwhile.
      return entry.second == &group && entry.first->has_managed_draining && entry.first->status == "ACTIVE" &&
             (group.has_managed_tag || !entry.first->has_managed_scaling);
    });
  }

  /// ECS sets the group's size.
  bool is_scaled(const Group& group) const {
    const auto scaled = description_.scaled_by(cluster_);
    return std::any_of(scaled.begin(), scaled.end(), [&](const auto& entry) {
      return entry.second == &group && entry.first->has_managed_scaling;
    });
  }

  void choose_method(RolloutPart& part) const {
    if (!part.group) return;
    part.method = RolloutMethod::kOneByOne;
    if (part.record && part.record->method == RolloutMethod::kOneByOne) {
      part.method_reason = "a rollout has begun so";
    } else if (part.record && part.group->refresh) {
      part.method = RolloutMethod::kRefresh;
    } else if (!is_drained(*part.group)) {
      part.method_reason = "no capacity provider drains its hosts before they end";
    } else if (is_suspended(*part.group, "InstanceRefresh")) {
      part.method_reason = "its process InstanceRefresh is suspended";
    } else if (!part.done.empty() && !part.to_replace.empty() && !is_scaled(*part.group)) {
      part.method_reason = counted(part.done.size(), "host") + " of it would be replaced for nothing";
    } else {
      part.method = RolloutMethod::kRefresh;
    }
  }

  std::size_t at_a_time(const RolloutPart& part) const {
    const std::size_t hosts = part.to_replace.size() + part.done.size();
    const std::size_t wanted =
        options_.at_a_time > 0 ? static_cast<std::size_t>(options_.at_a_time) : hosts / 10;
    return std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(hosts, 1));
  }

  const Description& description_;
  const Cluster& cluster_;
  const RolloutOptions& options_;
  std::map<const Group*, RolloutPart> by_group_;
  std::set<std::string> known_;  ///< instances that are hosts
};

/// The median of what the cluster's hosts took; some may have been stopped and started since.
std::optional<seconds> measured_registration(const Description& description, const Cluster& cluster) {
  std::vector<seconds> times;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (!instance || instance->launched_at == TimePoint{} || host.registered_at < instance->launched_at)
      continue;
    const auto time = std::chrono::ceil<seconds>(host.registered_at - instance->launched_at);
    if (time < std::chrono::hours{1}) times.push_back(time);
  }
  if (times.empty()) return std::nullopt;
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

seconds estimate_of(const RolloutPart& part, std::optional<seconds> registration) {
  const std::size_t hosts = part.to_replace.size() + part.draining.size();
  const auto batches = static_cast<long long>((hosts + part.at_a_time - 1) / part.at_a_time);
  seconds batch = registration.value_or(kAssumedRegistration) + kAssumedDraining;
  if (part.method == RolloutMethod::kRefresh) batch += warm_up_of(*part.group, registration);
  return batch * batches;
}

void add_new(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const std::string& text : more) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
  }
}

/// Single hosts have nothing in common: takes away those that have an obstacle. @return  these, as a part
RolloutPart without_hopeless(const Description& description, Goal goal, RolloutPart& part) {
  RolloutPart left;
  std::erase_if(part.to_replace, [&](const ContainerInstance* host) {
    RolloutPart alone;
    alone.to_replace = {host};
    find_obstacles(description, goal, alone);
    if (alone.obstacles.empty()) return false;
    left.to_replace.push_back(host);
    add_new(left.obstacles, alone.obstacles);
    add_new(left.commands, alone.commands);
    return true;
  });
  return left;
}

int order_of(const RolloutPart& part) { return static_cast<int>(part.method); }

}  // namespace

std::string RolloutPart::name() const { return group ? "group " + group->name : "single hosts"; }

bool has_goal(const ContainerInstance& host, Goal goal) {
  return host.status == "ACTIVE" && host.has_trunk() == (goal == Goal::kTrunks);
}

seconds warm_up_of(const Group& group, std::optional<seconds> registration) {
  return std::max({group.warm_up, 2 * registration.value_or(kAssumedRegistration), kShortestWarmUp});
}

RolloutPlan plan_rollout(const Description& description, const Cluster& cluster,
                         const RolloutOptions& options) {
  RolloutPlan plan;
  plan.goal = options.goal;
  plan.registration = measured_registration(description, cluster);
  for (RolloutPart& part : Sorting{description, cluster, options}.parts()) {
    plan.hosts += part.to_replace.size() + part.done.size() + part.draining.size();
    plan.done += part.done.size();
    if (!part.is_open()) continue;
    if (!part.group) {
      RolloutPart left = without_hopeless(description, options.goal, part);
      if (!left.to_replace.empty()) plan.left_out.push_back(std::move(left));
      if (!part.is_open()) continue;
    } else {
      find_obstacles(description, options.goal, part);
    }
    (part.obstacles.empty() ? plan.parts : plan.left_out).push_back(std::move(part));
  }
  std::stable_sort(plan.parts.begin(), plan.parts.end(),
                   [](const RolloutPart& a, const RolloutPart& b) { return order_of(a) < order_of(b); });
  for (const RolloutPart& part : plan.parts) plan.estimate += estimate_of(part, plan.registration);
  find_obstacles(description, cluster, plan);
  return plan;
}

}  // namespace eni::diagnosis
