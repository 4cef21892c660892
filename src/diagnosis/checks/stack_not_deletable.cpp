#include <algorithm>
#include <set>

#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/stack_resources.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

using Failed = std::vector<const StackResourceStatus*>;

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
    else if (has_instances_in_the_way())
      end_hosts();
    else if (!are_providers_used())
      detach_providers();
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

  /// The groups that the template has deleted with the stack.
  std::vector<const Group*> deleted_groups() const {
    std::set<std::string> retained;
    for (const StackResource& resource : resources_of(description_, stack_)) {
      if (resource.is_retained) retained.insert(resource.logical_id);
    }
    std::vector<const Group*> deleted = groups_;
    std::erase_if(deleted, [&](const Group* group) {
      return std::any_of(stack_.resources->begin(), stack_.resources->end(), [&](const auto& one) {
        return one.physical_id == group->name && retained.contains(one.logical_id);
      });
    });
    return deleted;
  }

  long long tasks_on(const std::vector<const Group*>& groups) const {
    long long tasks = 0;
    for (const ContainerInstance& host : cluster_.hosts_read()) {
      const Instance* instance = description_.instance_of(host);
      const bool is_of_them = instance && std::any_of(groups.begin(), groups.end(), [&](const Group* group) {
                                return group->name == instance->group_name;
                              });
      if (is_of_them) tasks += host.running_tasks + host.pending_tasks;
    }
    return tasks;
  }

  /// In the order that the template did not have: the groups with their instances, which may be protected; then the cluster's hosts
  /// are gone, and its providers can be taken from it.
  void end_hosts() {
    const std::vector<const Group*> deleted = deleted_groups();
    const long long tasks = tasks_on(deleted);
    if (!cluster_.hosts || tasks > 0) return wait_for_tasks(tasks);
    if (are_providers_used()) return;
    if (deleted.empty()) return retain_cluster();
    finding_.why =
        "A cluster with hosts cannot be deleted, nor a capacity provider that a cluster has, nor a group "
        "without force as long as instances are protected. A template in which the cluster depends on its "
        "capacity provider, or nothing on their association, deletes them in the wrong order. No task runs "
        "on "
        "the group's hosts: delete it first, with them.";
    for (const Group* group : deleted)
      finding_.commands.push_back(
          aws_line(description_, {"autoscaling", "delete-auto-scaling-group", "--auto-scaling-group-name",
                                  group->name, "--force-delete"}));
    for (const Group* group : deleted) finding_.commands.push_back(wait_for_end_of_hosts(*group));
    take_providers();
    delete_stack({});
  }

  void wait_for_tasks(long long tasks) {
    finding_.why =
        "The hosts of its groups are in the way, and tasks run on them" +
        (tasks > 0 ? ": " + std::to_string(tasks) : std::string{}) +
        ". They would end with the hosts. Stop them, or give them other hosts, and delete their services, if "
        "that is meant; then ask doctor again.";
    finding_.commands = {aws_line(description_, {"ecs", "list-tasks", "--cluster", cluster_.name})};
  }

  /// The cluster of a group that the template keeps.
  void retain_cluster() {
    finding_.why =
        "A cluster with hosts cannot be deleted, and these are of a group that the template's DeletionPolicy "
        "keeps. Keep the cluster, too.";
    std::vector<std::string> retained;
    for (const StackResourceStatus* one : failed_) {
      if (is_own_cluster(*one)) retained.push_back(one->logical_id);
    }
    take_providers();
    delete_stack(retained);
  }

  std::string wait_for_end_of_hosts(const Group& group) const {
    std::vector<std::string> instances;
    for (const GroupInstance& one : group.instances) instances.push_back("'" + one.id + "'");
    std::vector<std::string> list{"ecs", "list-container-instances", "--cluster", cluster_.name};
    if (!instances.empty()) append(list, {"--filter", "ec2InstanceId in [" + join(instances, ", ") + "]"});
    append(list, {"--query", "length(containerInstanceArns)", "--output", "json"});
    return "until [ \"$(" + aws_line(description_, list) + ")\" = 0 ]; do sleep 5; done";
  }

  /// Those that the stack has made of its groups, and services do not use.
  std::set<std::string> providers_to_take() const {
    std::set<std::string> names;
    for (const auto& [provider, group] : description_.scaled_by(cluster_)) {
      if (std::find(groups_.begin(), groups_.end(), group) != groups_.end()) names.insert(provider->name);
    }
    return names;
  }

  std::vector<std::string> services_with(const std::set<std::string>& providers) const {
    std::vector<std::string> names;
    for (const Service& service : cluster_.services_read()) {
      if (std::any_of(providers.begin(), providers.end(),
                      [&](const std::string& one) { return cluster_.uses(service, one); }))
        names.push_back(service.name);
    }
    return names;
  }

  void take_providers() {
    const std::set<std::string> taken = providers_to_take();
    if (taken.empty()) return;
    std::vector<std::string> providers = cluster_.providers;
    std::vector<StrategyItem> strategy = cluster_.default_strategy;
    std::erase_if(providers, [&](const std::string& one) { return taken.contains(one); });
    std::erase_if(strategy, [&](const StrategyItem& item) { return taken.contains(item.provider); });
    finding_.commands.push_back(put_providers(description_, cluster_, providers, strategy));
    finding_.commands.push_back(wait_for_attachments(description_, cluster_));
  }

  /// Whether services keep the providers in the cluster; then it says that. @return  also if the services could not be read
  bool are_providers_used() {
    const std::vector<std::string> services = services_with(providers_to_take());
    if (cluster_.services && services.empty()) return false;
    finding_.why =
        "A capacity provider that services use cannot be taken from its cluster. Give these another strategy "
        "first, or delete them" +
        (services.empty() ? "" : ": " + listed(services)) + ". Then ask doctor again.";
    finding_.commands = {aws_line(description_, {"ecs", "list-services", "--cluster", cluster_.name})};
    return true;
  }

  void detach_providers() {
    finding_.why =
        "A capacity provider that a cluster has cannot be deleted. Take it from the cluster, then delete the "
        "stack again.";
    take_providers();
    delete_stack({});
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
  std::vector<const Group*> groups_;  ///< of the cluster, that the stack has made
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
