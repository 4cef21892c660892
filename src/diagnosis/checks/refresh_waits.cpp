#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// Hosts of the group from before the refresh. One that is pending has not begun; of when others began only the second is told.
std::vector<const ContainerInstance*> old_hosts(const Description& description, const Cluster& cluster,
                                                const Group& group) {
  const bool has_begun = group.refresh->started_at != TimePoint{};
  const TimePoint begin = group.refresh->started_at + std::chrono::seconds{1};
  std::vector<const ContainerInstance*> hosts;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    const bool is_of_group = instance && instance->group_name == group.name;
    if (is_of_group && (!has_begun || host.registered_at < begin)) hosts.push_back(&host);
  }
  return hosts;
}

std::string cancel(const Description& description, const Group& group) {
  return aws_line(description,
                  {"autoscaling", "cancel-instance-refresh", "--auto-scaling-group-name", group.name});
}

/// What a refresh asks for, as StartInstanceRefresh takes it. Templates are shown with their id and their name, of which only one may be
/// given; what a group has not must not be there at all.
std::string request_query() {
  const std::string by_id = "{LaunchTemplateId: LaunchTemplateId, Version: Version}";
  const std::string policy =
      "{InstancesDistribution: InstancesDistribution, LaunchTemplate: {LaunchTemplateSpecification: "
      "LaunchTemplate.LaunchTemplateSpecification." +
      by_id +
      ", Overrides: (LaunchTemplate.Overrides || `[]`)[].merge(@, LaunchTemplateSpecification && "
      "{LaunchTemplateSpecification: LaunchTemplateSpecification." +
      by_id + "} || `{}`)}}";
  return "InstanceRefreshes[0].merge({AutoScalingGroupName: AutoScalingGroupName, Preferences: "
         "merge(Preferences || `{}`, `{\"ScaleInProtectedInstances\":\"Refresh\"}`)}, "
         "DesiredConfiguration.LaunchTemplate && {DesiredConfiguration: {LaunchTemplate: "
         "DesiredConfiguration.LaunchTemplate." +
         by_id +
         "}} || DesiredConfiguration.MixedInstancesPolicy && {DesiredConfiguration: {MixedInstancesPolicy: "
         "DesiredConfiguration.MixedInstancesPolicy." +
         policy + "}} || `{}`)";
}

/// As it is, but for the instances that it waits for. What it asks for is read before it is cancelled, or it is not.
std::vector<std::string> start_again(const Description& description, const Group& group) {
  return {
      "refresh=$(" +
          aws_line(description, {"autoscaling", "describe-instance-refreshes", "--auto-scaling-group-name",
                                 group.name, "--query", request_query(), "--output", "json"}) +
          ") && " + cancel(description, group),
      wait_for_refresh(description, group),
      aws_line_with_variables(description,
                              "autoscaling start-instance-refresh --cli-input-json \"$refresh\"")};
}

std::vector<std::string> replace_protected(const Description& description, const Cluster& cluster,
                                           const Group& group) {
  if (group.refresh->status == "Cancelling") return {wait_for_refresh(description, group)};
  if (description.is_drained(group)) return start_again(description, group);
  std::vector<std::string> commands{cancel(description, group), wait_for_refresh(description, group)};
  append(commands, drain_hosts(description, cluster, old_hosts(description, cluster, group)));
  return commands;
}

}  // namespace

Findings find_refresh_waits(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Group* group : description.groups_of(cluster)) {
      std::vector<std::string> instances;
      for (const GroupInstance& one : group->instances) {
        if (one.is_protected) instances.push_back(one.id);
      }
      if (!group->refresh || group->refresh->protected_instances != "Wait" || instances.empty()) continue;
      findings.push_back(
          {"refresh-waits", Severity::kWarning, cluster.name, group->name,
           "An instance refresh of " + group->name + " (" + std::to_string(group->refresh->percentage) +
               " %) waits for instances that are protected from scale-in: " + listed(instances) + ".",
           "It waits an hour, then fails. ECS protects the hosts of a capacity provider with managed "
           "termination protection that run tasks. " +
               std::string(description.is_drained(*group)
                               ? "Start it again so that it replaces them (AWS CLI 2.10 or later): managed "
                                 "draining moves their tasks first."
                               : "A refresh that replaces them would end their tasks, for nothing drains the "
                                 "group's hosts before they end. Cancel it; drain the hosts, and terminate "
                                 "them once no task is left on them: the group launches others."),
           replace_protected(description, cluster, *group)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
