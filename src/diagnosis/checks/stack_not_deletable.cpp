#include <algorithm>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/provider_detachment.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/stack_resources.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

using Failed = std::vector<const StackResourceStatus*>;
using Hosts = std::vector<const ContainerInstance*>;

bool mentions(const std::string& reason, std::string_view text) {
  return to_lower(reason).find(text) != std::string::npos;
}

bool is_of_provider(const StackResourceStatus& resource) {
  return resource.type == "AWS::ECS::CapacityProvider" ||
         resource.type == "AWS::ECS::ClusterCapacityProviderAssociations";
}

/// What only follows from instances that are still there: their security group, subnet, instance profile.
bool follows_from_instances(const StackResourceStatus& resource) {
  return resource.type.starts_with("AWS::EC2::") &&
         (mentions(resource.reason, "dependencyviolation") || mentions(resource.reason, "dependent object") ||
          mentions(resource.reason, "has dependencies"));
}

/// Else an instance of a group may be a host that nothing is known of.
bool are_all_hosts_read(const Description& description) {
  const auto hides_hosts = [](const FailedRead& read) {
    return read.action == "ecs:ListClusters" || read.action == "ecs:ListContainerInstances" ||
           read.action == "ecs:DescribeContainerInstances";
  };
  return description.cluster_names &&
         std::all_of(description.clusters.begin(), description.clusters.end(),
                     [](const Cluster& one) { return one.hosts.has_value(); }) &&
         std::none_of(description.failed_reads.begin(), description.failed_reads.end(), hides_hosts);
}

/// What of a stack runs hosts, or may: its deletion ends them.
bool may_run_hosts(const StackResourceStatus& resource) {
  return resource.status != "DELETE_COMPLETE" &&
         (resource.type == "AWS::AutoScaling::AutoScalingGroup" || resource.type == "AWS::EC2::Instance" ||
          resource.type == "AWS::EC2::EC2Fleet" || resource.type == "AWS::EC2::SpotFleet" ||
          resource.type == "AWS::CloudFormation::Stack");
}

/// To delete a stack is to end the hosts of its groups. So nothing here prints that unless it is sure that these run no tasks; else it
/// prints what to look at.
class Deletion {
 public:
  Deletion(const Description& description, const Cluster& cluster, const Stack& stack)
      : description_{description}, cluster_{cluster}, stack_{stack} {
    for (const Group* group : description.groups_of(cluster)) {
      if (group->stack_name == stack.name) groups_.push_back(group);
    }
    if (!stack.resources) return;
    for (const StackResourceStatus& one : *stack.resources) {
      if (one.could_not_be_deleted()) failed_.push_back(&one);
    }
  }

  bool concerns_cluster() const { return !groups_.empty(); }

  Finding finding() {
    finding_ = {"stack-not-deletable", Severity::kWarning, cluster_.name, stack_.name, seen(), "", {}};
    if (is_of_other_cause())
      show_what_failed();
    else if (const std::string unsure = sort_groups(); !unsure.empty())
      show_what_is_unsure(unsure);
    else if (const long long tasks = tasks_on_deleted(); tasks > 0)
      wait_for_tasks(tasks);
    else if (!are_providers_used(description_, cluster_, providers_to_take(), finding_))
      mend();
    return std::move(finding_);
  }

 private:
  std::string seen() const {
    std::vector<std::string> reasons;
    for (const StackResourceStatus* one : failed_)
      reasons.push_back(one->logical_id + " (" + one->type + ")" +
                        (one->reason.empty() ? "" : ": " + one->reason));
    return "The stack " + stack_.name + ", which made hosts of " + cluster_.name +
           ", could not be deleted. CloudFormation says: " +
           (reasons.empty() ? stack_.status_reason : join(reasons, "; "));
  }

  bool is_own_group(const StackResourceStatus& resource) const {
    return resource.type == "AWS::AutoScaling::AutoScalingGroup" &&
           std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group* group) { return group->name == resource.physical_id; });
  }

  /// For its hosts; services and tasks that are in the way of a cluster are another matter.
  bool is_own_cluster(const StackResourceStatus& resource) const {
    return resource.type == "AWS::ECS::Cluster" && mentions(resource.reason, "container instance") &&
           (resource.physical_id == cluster_.name || resource.physical_id == cluster_.arn);
  }

  bool is_group_or_cluster(const StackResourceStatus& resource) const {
    return is_own_group(resource) || is_own_cluster(resource);
  }

  bool has_instances_in_the_way() const {
    return std::any_of(failed_.begin(), failed_.end(), [&](auto* one) { return is_group_or_cluster(*one); });
  }

  /// Something that no line here mends: then nothing is gained by ending hosts.
  bool is_of_other_cause() const {
    const bool has_instances = has_instances_in_the_way();
    return failed_.empty() || std::any_of(failed_.begin(), failed_.end(), [&](auto* one) {
             return !is_group_or_cluster(*one) && !is_of_provider(*one) &&
                    !(has_instances && follows_from_instances(*one));
           });
  }

  void show_what_failed() {
    finding_.why =
        "Its hosts are there still, and are left alone. Mend what CloudFormation says, then delete the stack "
        "again; "
        "what is to outlive it is named by --retain-resources.";
    finding_.commands = {aws_line(
        description_, {"cloudformation", "describe-stack-events", "--stack-name", stack_.name, "--query",
                       "StackEvents[?ResourceStatus==`DELETE_FAILED`].[LogicalResourceId, ResourceType, "
                       "ResourceStatusReason]",
                       "--output", "text"})};
  }

  void show_what_is_unsure(const std::string& unsure) {
    show_what_failed();
    finding_.why += " Before, make sure that it ends no tasks, for that does not show: " + unsure + ".";
  }

  /// Fills deleted_. @return  why it is not sure what would end with the stack; empty: it is
  std::string sort_groups() {
    if (!are_all_hosts_read(description_)) return "not all hosts of all clusters could be read";
    for (const StackResourceStatus& one : *stack_.resources) {
      if (!may_run_hosts(one)) continue;
      const std::optional<bool> kept = is_retained(stack_, one.logical_id);
      if (!kept) return "its template does not tell whether " + one.logical_id + " is deleted with it";
      if (*kept) continue;
      if (one.status == "DELETE_SKIPPED")
        return one.logical_id + " was kept when the stack was deleted before";
      const Group* group = group_of(one);
      if (!group) return one.logical_id + " would be deleted with it, too";
      deleted_.push_back(group);
    }
    for (const Group* group : deleted_) {
      for (const GroupInstance& one : group->instances) {
        std::string unsure = why_unsure(one);
        if (!unsure.empty()) return unsure;
      }
    }
    return "";
  }

  const Group* group_of(const StackResourceStatus& resource) const {
    const auto found = std::find_if(groups_.begin(), groups_.end(),
                                    [&](const Group* group) { return group->name == resource.physical_id; });
    return found == groups_.end() ? nullptr : *found;
  }

  const ContainerInstance* host_of(const Cluster& cluster, const GroupInstance& instance) const {
    for (const ContainerInstance& host : cluster.hosts_read()) {
      if (host.instance_id == instance.id) return &host;
    }
    return nullptr;
  }

  /// What tasks may run on an instance that ECS does not tell of. An agent that is not connected is one matter more: ECS does not
  /// deregister its host when that ends.
  std::string why_unsure(const GroupInstance& instance) const {
    const bool is_elsewhere =
        description_.hosts_elsewhere.contains(instance.id) ||
        std::any_of(description_.clusters.begin(), description_.clusters.end(),
                    [&](const Cluster& other) { return &other != &cluster_ && host_of(other, instance); });
    if (is_elsewhere) return instance.id + " is a host of another cluster";
    const ContainerInstance* host = host_of(cluster_, instance);
    if (!host)
      return instance.lifecycle_state.starts_with("Terminating") ? ""
                                                                 : instance.id + " is no host of the cluster";
    if (host->status != "ACTIVE" && host->status != "DRAINING")
      return "the host " + instance.id + " is " + host->status;
    return host->agent_connected ? "" : "the agent of " + instance.id + " is not connected";
  }

  bool is_of_deleted(const ContainerInstance& host) const {
    return std::any_of(deleted_.begin(), deleted_.end(),
                       [&](const Group* group) { return is_of(host, *group); });
  }

  static bool is_of(const ContainerInstance& host, const Group& group) {
    return std::any_of(group.instances.begin(), group.instances.end(),
                       [&](const GroupInstance& one) { return one.id == host.instance_id; });
  }

  Hosts hosts_of_deleted() const {
    Hosts hosts;
    for (const ContainerInstance& host : cluster_.hosts_read()) {
      if (is_of_deleted(host)) hosts.push_back(&host);
    }
    return hosts;
  }

  long long tasks_on_deleted() const {
    long long tasks = 0;
    for (const ContainerInstance* host : hosts_of_deleted())
      tasks += host->running_tasks + host->pending_tasks;
    return tasks;
  }

  void wait_for_tasks(long long tasks) {
    finding_.why = "The hosts of its groups are in the way, and tasks run on them: " + std::to_string(tasks) +
                   ". They would end with the hosts. Stop them, or give them other hosts, and delete their "
                   "services, if that is meant; then ask doctor again.";
    finding_.commands = {aws_line(description_, {"ecs", "list-tasks", "--cluster", cluster_.name})};
  }

  std::string why_it_failed() const {
    const std::string of_providers =
        "A capacity provider that a cluster has cannot be deleted. Take it from the cluster, then delete the "
        "stack again.";
    if (deleted_.empty())
      return has_instances_in_the_way()
                 ? "A cluster with hosts cannot be deleted, and these are of a group that the template's "
                   "DeletionPolicy keeps. Keep the cluster, too, and what else they are in."
                 : of_providers;
    return (has_instances_in_the_way()
                ? "A cluster with hosts cannot be deleted, nor a capacity provider that a cluster has, nor a "
                  "group without force as long as instances are protected. A template in which the cluster "
                  "depends on its capacity provider, or nothing on their association, deletes them in the "
                  "wrong order."
                : of_providers) +
           " No task runs on the hosts of its groups, which end with it: drain them, and delete the groups "
           "first, with them.";
  }

  void mend() {
    finding_.why = why_it_failed();
    if (!deleted_.empty()) end_hosts();
    append(finding_.commands, detach_providers(description_, cluster_, providers_to_take()));
    delete_stack(resources_to_keep());
  }

  /// In the order that the template did not have: the groups with their instances, which may be protected; then the cluster's hosts
  /// are gone, and its providers can be taken from it.
  void end_hosts() {
    // Tasks that are stopping are in neither count of a host, and others may have been started since.
    append(finding_.commands, empty_hosts(description_, cluster_, hosts_of_deleted()));
    for (const Group* group : deleted_) finding_.commands.push_back(delete_group(*group));
    for (const Group* group : deleted_) append(finding_.commands, wait_for_end_of(*group));
  }

  /// With those instances that have been drained, and no others.
  std::string delete_group(const Group& group) const {
    json::array drained;
    for (const GroupInstance& one : group.instances) drained.emplace_back(one.id);
    const std::string others = aws_line(
        description_,
        {"autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", group.name, "--query",
         "length(AutoScalingGroups[0].Instances[?!contains(`" + json::serialize(drained) + "`, InstanceId)])",
         "--output", "json"});
    const std::string remove =
        aws_line(description_, {"autoscaling", "delete-auto-scaling-group", "--auto-scaling-group-name",
                                group.name, "--force-delete"});
    return "if [ \"$(" + others + ")\" = 0 ]; then " + remove + "; else " +
           shell_line({"echo", group.name + " has other instances by now, or could not be read, and is kept: "
                                            "stop here, and ask doctor again."}) +
           " >&2; fi";
  }

  /// Of the group, which goes once its instances have, and of its hosts in the cluster.
  std::vector<std::string> wait_for_end_of(const Group& group) const {
    const std::vector<std::string> groups{"autoscaling",
                                          "describe-auto-scaling-groups",
                                          "--auto-scaling-group-names",
                                          group.name,
                                          "--query",
                                          "length(AutoScalingGroups)",
                                          "--output",
                                          "json"};
    std::vector<std::string> lines{wait_for_none(groups)};
    if (group.instances.empty()) return lines;  // Without a filter it would wait for all of the cluster.
    std::vector<std::string> instances;
    for (const GroupInstance& one : group.instances) instances.push_back("'" + one.id + "'");
    lines.push_back(wait_for_none({"ecs", "list-container-instances", "--cluster", cluster_.name, "--filter",
                                   "ec2InstanceId in [" + join(instances, ", ") + "]", "--query",
                                   "length(containerInstanceArns)", "--output", "json"}));
    return lines;
  }

  std::string wait_for_none(const std::vector<std::string>& count) const {
    return "until [ \"$(" + aws_line(description_, count) + ")\" = 0 ]; do sleep 5; done";
  }

  /// Hosts that stay keep their cluster and what they are in: the network, the instance profile.
  std::vector<std::string> resources_to_keep() const {
    const auto& hosts = cluster_.hosts_read();
    const bool is_emptied = std::all_of(hosts.begin(), hosts.end(),
                                        [&](const ContainerInstance& host) { return is_of_deleted(host); });
    const bool has_cluster =
        std::any_of(failed_.begin(), failed_.end(), [&](auto* one) { return is_own_cluster(*one); });
    std::vector<std::string> kept;
    if (is_emptied || !has_cluster) return kept;
    for (const StackResourceStatus* one : failed_) {
      if (is_own_cluster(*one) || follows_from_instances(*one)) kept.push_back(one->logical_id);
    }
    return kept;
  }

  /// Those that the stack has made of its groups.
  std::set<std::string> providers_to_take() const {
    std::set<std::string> names;
    for (const auto& [provider, group] : description_.scaled_by(cluster_)) {
      if (std::find(groups_.begin(), groups_.end(), group) != groups_.end()) names.insert(provider->name);
    }
    return names;
  }

  void delete_stack(const std::vector<std::string>& retained) {
    std::vector<std::string> words{"cloudformation", "delete-stack", "--stack-name", stack_.name};
    if (!retained.empty()) words.push_back("--retain-resources");
    append(words, retained);
    finding_.commands.push_back(aws_line(description_, words));
    finding_.commands.push_back(aws_line(
        description_, {"cloudformation", "wait", "stack-delete-complete", "--stack-name", stack_.name}));
  }

  const Description& description_;
  const Cluster& cluster_;
  const Stack& stack_;
  std::vector<const Group*> groups_;   ///< of the cluster, that the stack has made
  std::vector<const Group*> deleted_;  ///< of these, what the template does not keep
  Failed failed_;
  Finding finding_;
};

}  // namespace

Findings find_stack_not_deletable(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Stack& stack : description.stacks) {
      if (stack.status != "DELETE_FAILED") continue;
      Deletion deletion{description, cluster, stack};
      if (deletion.concerns_cluster()) findings.push_back(deletion.finding());
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
