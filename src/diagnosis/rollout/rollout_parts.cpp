#include "diagnosis/rollout/rollout_parts.h"

#include <algorithm>
#include <map>

#include "diagnosis/rollout/refresh_obstacle.h"

namespace eni::diagnosis {

using std::chrono::seconds;

namespace {

/// Null if it is none of its instances.
const GroupInstance* find_instance(const Group& group, const std::string& id) {
  const auto found = std::find_if(group.instances.begin(), group.instances.end(),
                                  [&](const GroupInstance& one) { return one.id == id; });
  return found == group.instances.end() ? nullptr : &*found;
}

/// One that was deregistered after the hosts had been listed is described yet.
bool is_gone(const ContainerInstance& host) {
  return host.status == "DEREGISTERING" || host.status == "INACTIVE";
}

bool is_leaving(const std::string& state) { return state.starts_with("Terminat"); }

class Sorting {
 public:
  Sorting(const Description& description, const Cluster& cluster, const RolloutOptions& options,
          seconds time_to_join)
      : description_{description}, cluster_{cluster}, options_{options}, time_to_join_{time_to_join} {}

  std::vector<RolloutPart> parts() {
    for (const ContainerInstance& host : cluster_.hosts_read()) add(host);
    for (const Group* group : description_.groups_of(cluster_)) add_record(*group);
    for (auto& [group, part] : by_group_) add_launching(part);
    add_copies();
    std::vector<RolloutPart> all;
    for (auto& [group, part] : by_group_) {
      if (!group) take_out_superfluous(part);
      add_marked(part);
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

  /// Of this cluster: what another cluster's rollout has noted is in the way (obstacles.h).
  void add_record(const Group& group) {
    if (group.rollout_cluster != cluster_.name) return;
    if (const auto record = read_rollout_record(group.rollout)) part_of(&group).record = record;
  }

  void add(const ContainerInstance& host) {
    known_.insert(host.instance_id);
    const Instance* instance = description_.instance_of(host);
    if (!instance || host.is_external()) return;
    const Group* group = description_.group_of(*instance);
    if (group)
      add_to_group(host, *instance, *group);
    else if (instance->group_name.empty() && !options_.leaves_single_hosts)
      add_single(host, *instance);
  }

  void add_to_group(const ContainerInstance& host, const Instance& instance, const Group& group) {
    RolloutPart& part = part_of(&group);
    const GroupInstance* membership = find_instance(group, instance.id);
    if (!membership || is_leaving(membership->lifecycle_state) || is_gone(host))
      part.leaving.push_back(&host);
    else if (host.status == "REGISTERING")
      await(part, instance);
    else if (has_come_to_goal(host, instance))
      part.done.push_back(&host);
    else if (membership->lifecycle_state == "InService")
      list_of(part, host, instance, is_protected_by_hand(description_, cluster_, group, *membership))
          .push_back(&host);
  }

  /// A type that loses by trunks is to have none.
  bool has_come_to_goal(const ContainerInstance& host, const Instance& instance) const {
    const bool loses = options_.goal == Goal::kTrunks && loses_by_trunk(instance.type);
    return has_goal(host, options_.goal) || (loses && host.status == "ACTIVE");
  }

  static RolloutPart::Hosts& list_of(RolloutPart& part, const ContainerInstance& host,
                                     const Instance& instance, bool is_protected) {
    if (host.status == "DRAINING")
      return read_host_tag(instance.rollout).is_draining ? part.draining : part.staying;
    return is_protected ? part.staying : part.to_replace;
  }

  void add_single(const ContainerInstance& host, const Instance& instance) {
    RolloutPart& part = part_of(nullptr);
    if (is_gone(host))
      part.leaving.push_back(&host);
    else if (host.status == "REGISTERING") {
      if (!instance.replaces.empty()) await(part, instance);
    } else if (has_come_to_goal(host, instance))
      part.done.push_back(&host);
    else
      list_of(part, host, instance, false).push_back(&host);
  }

  /// One that is no host yet.
  void await(RolloutPart& part, const Instance& instance) const {
    const bool is_late = description_.now - instance.launched_at >= time_to_join_;
    (is_late ? part.strays : part.launching).push_back(&instance);
  }

  void add_launching(RolloutPart& part) const {
    if (!part.group) return;
    for (const GroupInstance& one : part.group->instances) {
      const auto found = description_.instances.find(one.id);
      if (known_.contains(one.id) || is_leaving(one.lifecycle_state) || found == description_.instances.end())
        continue;
      await(part, found->second);
    }
  }

  /// Instances that a rollout has launched for single hosts that are still there.
  void add_copies() {
    const auto singles = by_group_.find(nullptr);
    if (singles == by_group_.end()) return;
    for (const auto& [id, instance] : description_.instances) {
      const bool is_awaited = instance.state == "pending" || instance.state == "running";
      if (instance.replaces.empty() || !is_awaited || !known_.contains(instance.replaces) ||
          known_.contains(id))
        continue;
      await(singles->second, instance);
    }
  }

  /// A successor that is not as it should be has none itself; nor is there any need of one whose original is as it should be, after a
  /// change of mind.
  void take_out_superfluous(RolloutPart& part) const {
    const auto ids_of = [](const RolloutPart::Hosts& hosts) {
      std::set<std::string> ids;
      for (const ContainerInstance* host : hosts) ids.insert(host->instance_id);
      return ids;
    };
    const std::set<std::string> done = ids_of(part.done);
    std::set<std::string> to_replace = ids_of(part.to_replace);
    to_replace.merge(ids_of(part.draining));
    const auto take = [&](RolloutPart::Hosts& hosts, auto is_superfluous) {
      std::erase_if(hosts, [&](const ContainerInstance* host) {
        if (!is_superfluous(description_.instance_of(*host)->replaces)) return false;
        part.superfluous.push_back(host);
        return true;
      });
    };
    take(part.done, [&](const std::string& original) { return done.contains(original); });
    take(part.to_replace, [&](const std::string& original) {
      return done.contains(original) || to_replace.contains(original);
    });
  }

  /// As long as another is launched for it, a single host keeps the client token.
  void add_marked(RolloutPart& part) const {
    const auto has_copy = [&](const std::string& id) {
      return std::any_of(description_.instances.begin(), description_.instances.end(),
                         [&](const auto& entry) { return entry.second.replaces == id; });
    };
    for (const ContainerInstance* host : part.done) {
      if (!description_.instance_of(*host)->rollout.empty() && !has_copy(host->instance_id))
        part.marked.push_back(host);
    }
  }

  /// A refresh that it has begun goes on: what is in the way of it by now is no reason for another method (obstacles.h).
  void choose_method(RolloutPart& part) const {
    if (!part.group) return;
    part.method = RolloutMethod::kRefresh;
    auto obstacle = part.is_being_refreshed() ? std::nullopt : refresh_obstacle(description_, cluster_, part);
    if (!obstacle) return;
    part.method = RolloutMethod::kOneByOne;
    part.no_refresh = *std::move(obstacle);
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
  const seconds time_to_join_;
  std::map<const Group*, RolloutPart> by_group_;
  std::set<std::string> known_;  ///< instances that are hosts
};

}  // namespace

std::vector<RolloutPart> sort_into_parts(const Description& description, const Cluster& cluster,
                                         const RolloutOptions& options, seconds time_to_join) {
  return Sorting{description, cluster, options, time_to_join}.parts();
}

}  // namespace eni::diagnosis
