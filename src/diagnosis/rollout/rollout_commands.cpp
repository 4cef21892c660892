#include "diagnosis/rollout/rollout_commands.h"

#include <algorithm>

#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// UpdateContainerInstancesState takes no more in a call.
constexpr std::size_t kHostsOfAnUpdate = 10;

std::string group_tag(const Group& group, std::string_view key) {
  return "ResourceId=" + group.name + ",ResourceType=auto-scaling-group,Key=" + std::string(key);
}

/// Of what the record says, those that are suspended still.
std::vector<std::string> processes_to_resume(const RolloutPart& part) {
  std::vector<std::string> processes;
  for (const std::string& process : part.group->suspended_processes) {
    if (part.record->has_suspended(process)) processes.push_back(process);
  }
  return processes;
}

/// Instances of the group that are more than there were: first those without tasks, then those that are empty soon.
struct Surplus {
  std::vector<const Instance*> instances = {};
  RolloutPart::Hosts hosts = {};
  RolloutPart::Hosts kept = {};  ///< that are drained, and no more than there were
};

Surplus surplus_of(const RolloutPart& part) {
  Surplus surplus;
  long long left = part.group->desired - part.record->desired;
  for (const auto* instances : {&part.launching, &part.strays}) {
    for (const Instance* instance : *instances) {
      if (left-- > 0) surplus.instances.push_back(instance);
    }
  }
  for (const auto* hosts : {&part.draining, &part.to_replace, &part.done}) {
    for (const ContainerInstance* host : *hosts) {
      if (left-- > 0)
        surplus.hosts.push_back(host);
      else if (hosts == &part.draining)
        surplus.kept.push_back(host);
    }
  }
  return surplus;
}

std::string end_in_group(const Description& description, const std::string& instance) {
  return aws_line(description, {"autoscaling", "terminate-instance-in-auto-scaling-group", "--instance-id",
                                instance, "--should-decrement-desired-capacity"});
}

/// Ends what is more, with which the group becomes smaller, and keeps the others.
std::vector<std::string> settle_hosts(const Description& description, const Cluster& cluster,
                                      const RolloutPart& part) {
  const Surplus surplus = surplus_of(part);
  std::vector<std::string> commands;
  for (const Instance* instance : surplus.instances)
    commands.push_back(end_in_group(description, instance->id));
  append(commands, empty_hosts(description, cluster, surplus.hosts));
  for (const ContainerInstance* host : surplus.hosts)
    commands.push_back(end_in_group(description, host->instance_id));
  if (!surplus.kept.empty()) append(commands, keep_hosts(description, cluster, surplus.kept));
  return commands;
}

}  // namespace

std::vector<std::string> put_back_to_active(const Description& description, const Cluster& cluster,
                                            const RolloutPart::Hosts& hosts) {
  std::vector<std::string> ids;
  for (const ContainerInstance* host : hosts) ids.push_back(host->id);
  return aws_lines(description,
                   {"ecs", "update-container-instances-state", "--cluster", cluster.name, "--status",
                    "ACTIVE", "--container-instances"},
                   ids, kHostsOfAnUpdate);
}

std::vector<std::string> keep_hosts(const Description& description, const Cluster& cluster,
                                    const RolloutPart::Hosts& hosts) {
  std::vector<std::string> commands = put_back_to_active(description, cluster, hosts);
  std::vector<std::string> unmark{"ec2", "delete-tags", "--tags", "Key=" + std::string(kRolloutTag),
                                  "--resources"};
  for (const ContainerInstance* host : hosts) unmark.push_back(host->instance_id);
  commands.push_back(aws_line(description, std::move(unmark)));
  return commands;
}

std::string resume_processes(const Description& description, const Group& group,
                             const std::vector<std::string>& processes) {
  std::vector<std::string> words{"autoscaling", "resume-processes", "--auto-scaling-group-name", group.name,
                                 "--scaling-processes"};
  append(words, processes);
  return aws_line(description, std::move(words));
}

std::string forget_rollout(const Description& description, const Group& group) {
  return aws_line(description, {"autoscaling", "delete-tags", "--tags", group_tag(group, kRolloutTag),
                                group_tag(group, kRolloutClusterTag)});
}

std::string name_rollout_cluster(const Description& description, const Cluster& cluster, const Group& group) {
  return aws_line(description, {"autoscaling", "create-or-update-tags", "--tags",
                                group_tag(group, kRolloutClusterTag) + ",Value=" + cluster.name +
                                    ",PropagateAtLaunch=false"});
}

std::vector<std::string> changes_of_rollout(const RolloutPart& part) {
  const Group& group = *part.group;
  const RolloutRecord& record = *part.record;
  std::vector<std::string> changes;
  if (record.method != RolloutMethod::kOneByOne) return changes;
  const auto host_count = [](long long count) { return counted(static_cast<std::size_t>(count), "host"); };
  if (group.desired != record.desired)
    changes.push_back("wants " + host_count(group.desired) + " instead of " + std::to_string(record.desired));
  if (group.max_size > record.max_size)
    changes.push_back("may have " + host_count(group.max_size) + " instead of " +
                      std::to_string(record.max_size));
  if (const auto processes = processes_to_resume(part); !processes.empty())
    changes.push_back("does without " + listed(processes));
  return changes;
}

std::vector<std::string> way_back(const Description& description, const Cluster& cluster,
                                  const RolloutPart& part) {
  const Group& group = *part.group;
  const RolloutRecord& record = *part.record;
  std::vector<std::string> commands;
  if (record.method == RolloutMethod::kOneByOne) {
    commands = settle_hosts(description, cluster, part);
    std::vector<std::string> sizes;
    if (group.desired < record.desired) append(sizes, {"--desired-capacity", std::to_string(record.desired)});
    const long long max_size = std::max(record.max_size, record.desired);
    if (group.max_size > max_size || group.max_size < record.desired)
      append(sizes, {"--max-size", std::to_string(max_size)});
    if (!sizes.empty()) {
      std::vector<std::string> words{"autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name",
                                     group.name};
      append(words, sizes);
      commands.push_back(aws_line(description, std::move(words)));
    }
    if (const auto processes = processes_to_resume(part); !processes.empty())
      commands.push_back(resume_processes(description, group, processes));
  }
  commands.push_back(forget_rollout(description, group));
  return commands;
}

}  // namespace eni::diagnosis
