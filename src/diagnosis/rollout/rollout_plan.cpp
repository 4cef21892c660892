#include "diagnosis/rollout/rollout_plan.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "diagnosis/rollout/obstacles.h"
#include "diagnosis/rollout/replacements.h"
#include "diagnosis/rollout/rollout_parts.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

using std::chrono::seconds;

namespace {

constexpr seconds kShortestWarmUp{5};
constexpr seconds kShortestTimeToJoin{600};

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
  const std::size_t hosts =
      part.to_replace.size() + part.draining.size() + (part.replaces_done() ? part.done.size() : 0);
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

/// They stay half way, as long as they are left.
void note_begun_singles(const Description& description, const Cluster& cluster, RolloutPlan& plan) {
  RolloutPart::Hosts begun;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (instance && instance->group_name.empty() && !instance->rollout.empty()) begun.push_back(&host);
  }
  if (!begun.empty())
    plan.notes.push_back(
        "Single hosts are left, also those that a rollout has begun to replace, or drains: " + names(begun) +
        ". Without --leave-single-hosts it goes on with them.");
}

void move_if(RolloutPart::Hosts& from, RolloutPart::Hosts& to, const auto& is_meant) {
  std::erase_if(from, [&](const ContainerInstance* host) {
    if (!is_meant(*host)) return false;
    to.push_back(host);
    return true;
  });
}

std::set<std::string> ids_of(const RolloutPart::Hosts& hosts) {
  std::set<std::string> ids;
  for (const ContainerInstance* host : hosts) ids.insert(host->instance_id);
  return ids;
}

/// Stays with whom it was launched for: where that is drained, it carries its tasks.
void leave_copies(const Description& description, RolloutPart& part, RolloutPart& left) {
  const std::set<std::string> drained = ids_of(left.draining);
  std::set<std::string> all = ids_of(left.to_replace);
  all.insert(drained.begin(), drained.end());
  const auto original_of = [&](const ContainerInstance& host) -> const std::string& {
    return description.instance_of(host)->replaces;
  };
  part.left_alone = left.to_replace;
  part.left_alone.insert(part.left_alone.end(), left.draining.begin(), left.draining.end());
  move_if(part.superfluous, left.to_replace,
          [&](const ContainerInstance& host) { return all.contains(original_of(host)); });
  move_if(part.draining, left.draining,
          [&](const ContainerInstance& host) { return drained.contains(original_of(host)); });
}

/// Single hosts have nothing in common: takes away those that have an obstacle, also if they are drained, but what was launched for them
/// is gone. @return  these, as a part
RolloutPart without_hopeless(const Description& description, const Cluster& cluster, Goal goal,
                             RolloutPart& part) {
  const Replacements replacements{description, part};
  RolloutPart left;
  const auto is_hopeless = [&](const ContainerInstance* host) {
    RolloutPart alone;
    alone.to_replace = {host};
    find_obstacles(description, cluster, goal, alone);
    add_new(left.obstacles, alone.obstacles);
    add_new(left.commands, alone.commands);
    return !alone.obstacles.empty();
  };
  std::erase_if(part.draining, [&](const ContainerInstance* host) {
    if (!replacements.is_lacking(*host) || !is_hopeless(host)) return false;
    left.obstacles.insert(left.obstacles.begin(),
                          host->instance_id +
                              " is drained, and not ended: what was launched in its place is gone, and none "
                              "like it can be launched.");
    left.draining.push_back(host);
    return true;
  });
  move_if(part.to_replace, left.to_replace,
          [&](const ContainerInstance& host) { return is_hopeless(&host); });
  leave_copies(description, part, left);
  return left;
}

/// The same at each look, so that one group is gone on with before the next is begun: what has begun comes first.
auto order_of(const RolloutPart& part) {
  return std::make_tuple(part.method, !part.record.has_value(), part.group ? part.group->name : "");
}

}  // namespace

bool RolloutPart::is_open() const {
  const bool awaits_copies = !group && !launching.empty();
  return !to_replace.empty() || !draining.empty() || !superfluous.empty() || !marked.empty() || record ||
         awaits_copies;
}

bool RolloutPart::is_being_refreshed() const {
  return group && group->refresh && record && record->method == RolloutMethod::kRefresh;
}

std::string RolloutPart::name() const { return group ? "group " + group->name : "single hosts"; }

bool has_goal(const ContainerInstance& host, Goal goal) {
  return host.status == "ACTIVE" && host.has_trunk() == (goal == Goal::kTrunks);
}

bool has_failed(const ContainerInstance& host) { return host.status == "REGISTRATION_FAILED"; }

RolloutPart::Hosts drained_by_others(const RolloutPart& part) {
  RolloutPart::Hosts drained;
  std::copy_if(part.staying.begin(), part.staying.end(), std::back_inserter(drained),
               [](const ContainerInstance* host) { return host->status == "DRAINING"; });
  return drained;
}

std::string names(const RolloutPart::Hosts& hosts) {
  std::vector<std::string> ids;
  for (const ContainerInstance* host : hosts) ids.push_back(host->instance_id);
  return listed(ids);
}

bool is_protected_by_hand(const Description& description, const Cluster& cluster, const Group& group,
                          const GroupInstance& instance) {
  if (!instance.is_protected || group.protects_new_instances) return false;
  const auto scaled = description.scaled_by(cluster);
  return std::none_of(scaled.begin(), scaled.end(), [&](const auto& entry) {
    return entry.second == &group && entry.first->has_managed_termination_protection;
  });
}

seconds warm_up_of(const Group& group, std::optional<seconds> registration) {
  return std::max({group.warm_up, 2 * registration.value_or(kAssumedRegistration), kShortestWarmUp});
}

RolloutPlan plan_rollout(const Description& description, const Cluster& cluster,
                         const RolloutOptions& options) {
  RolloutPlan plan;
  plan.goal = options.goal;
  plan.registration = measured_registration(description, cluster);
  plan.time_to_join = std::max(kShortestTimeToJoin, 3 * plan.registration.value_or(seconds{0}));
  for (RolloutPart& part : sort_into_parts(description, cluster, options, plan.time_to_join)) {
    RolloutPart kept = protected_hosts(description, part);
    plan.hosts += part.to_replace.size() + part.done.size() + part.draining.size() + kept.to_replace.size();
    plan.done += part.done.size();
    if (!part.is_being_refreshed()) {  // Which spares none.
      const RolloutPart::Hosts drained = drained_by_others(part);
      plan.drained_by_others.insert(plan.drained_by_others.end(), drained.begin(), drained.end());
    }
    if (!kept.to_replace.empty()) plan.left_out.push_back(std::move(kept));
    if (!part.is_open()) continue;
    if (!part.group) {
      RolloutPart left = without_hopeless(description, cluster, options.goal, part);
      if (!left.obstacles.empty()) plan.left_out.push_back(std::move(left));
      if (!part.is_open()) continue;
    } else {
      find_obstacles(description, cluster, options.goal, part);
    }
    (part.obstacles.empty() ? plan.parts : plan.left_out).push_back(std::move(part));
  }
  if (options.leaves_single_hosts) note_begun_singles(description, cluster, plan);
  std::sort(plan.parts.begin(), plan.parts.end(),
            [](const RolloutPart& a, const RolloutPart& b) { return order_of(a) < order_of(b); });
  for (const RolloutPart& part : plan.parts) plan.estimate += estimate_of(part, plan.registration);
  find_obstacles(description, cluster, plan);
  return plan;
}

}  // namespace eni::diagnosis
