#include <algorithm>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// SetInstanceProtection takes no more in a call.
constexpr std::size_t kInstancesOfACall = 50;

/// By the tasks that they run, the fewest first: those whose protection costs the least to lose.
std::vector<std::string> by_tasks(const Cluster& cluster, const Group& group) {
  const auto tasks_on = [&](const std::string& instance) {
    for (const ContainerInstance& host : cluster.hosts_read()) {
      if (host.instance_id == instance) return host.running_tasks + host.pending_tasks;
    }
    return 0LL;
  };
  std::vector<std::string> instances;
  for (const GroupInstance& one : group.instances) instances.push_back(one.id);
  std::stable_sort(instances.begin(), instances.end(),
                   [&](const std::string& a, const std::string& b) { return tasks_on(a) < tasks_on(b); });
  return instances;
}

/// Those of the instances that run tasks.
std::vector<const ContainerInstance*> busy_hosts(const Cluster& cluster,
                                                 const std::vector<std::string>& instances) {
  std::vector<const ContainerInstance*> busy;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const bool is_among = std::find(instances.begin(), instances.end(), host.instance_id) != instances.end();
    if (is_among && host.running_tasks + host.pending_tasks > 0) busy.push_back(&host);
  }
  return busy;
}

/// What is not protected any more ends at once: where ECS does not drain it meanwhile, its tasks leave it before.
std::vector<std::string> lift_protection(const Description& description, const Cluster& cluster,
                                         const Group& group, const std::vector<std::string>& instances) {
  std::vector<std::string> commands;
  if (!description.is_drained(group))
    commands = empty_hosts(description, cluster, busy_hosts(cluster, instances));
  append(commands, aws_lines(description,
                             {"autoscaling", "set-instance-protection", "--auto-scaling-group-name",
                              group.name, "--no-protected-from-scale-in", "--instance-ids"},
                             instances, kInstancesOfACall));
  return commands;
}

/// All of them stay, though the group is to have fewer.
bool is_blocked(const Group& group) {
  const auto in_service = [](const GroupInstance& one) { return one.lifecycle_state == "InService"; };
  return static_cast<long long>(group.instances.size()) > group.desired &&
         std::all_of(group.instances.begin(), group.instances.end(),
                     [&](const GroupInstance& one) { return one.is_protected && in_service(one); });
}

/// Hosts that the group's capacity provider does not count: then the group's size follows from that, which is a finding of its own.
bool has_uncounted_hosts(const Description& description, const Cluster& cluster, const Group& group) {
  const auto scaled = description.scaled_by(cluster);
  if (std::none_of(scaled.begin(), scaled.end(), [&](const auto& entry) { return entry.second == &group; }))
    return false;
  const auto& hosts = cluster.hosts_read();
  return std::any_of(hosts.begin(), hosts.end(), [&](const ContainerInstance& host) {
    const Instance* instance = description.instance_of(host);
    return instance && instance->group_name == group.name && host.capacity_provider.empty();
  });
}

}  // namespace

Findings find_scale_in_blocked(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Group* group : description.groups_of(cluster)) {
      if (!is_blocked(*group) || has_uncounted_hosts(description, cluster, *group)) continue;
      std::vector<std::string> instances = by_tasks(cluster, *group);
      const std::size_t count = instances.size();
      instances.resize(count - static_cast<std::size_t>(group->desired));
      findings.push_back(
          {"scale-in-blocked", Severity::kWarning, cluster.name, group->name,
           "The Auto Scaling group " + group->name + " is to have " + std::to_string(group->desired) +
               " and has " + counted(count, "instance") + ", all of them protected from scale-in.",
           "Auto Scaling terminates none of them, so the group does not shrink, and a stack or a Terraform "
           "destroy that deletes it waits until it gives up. ECS takes the protection away from hosts on "
           "which no task runs but those of daemons. Take it from those with the fewest tasks, once these "
           "have "
           "left them; managed draining waits for that by itself.",
           lift_protection(description, cluster, *group, instances)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
