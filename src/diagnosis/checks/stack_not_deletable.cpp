#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// Takes away what is in the way, in the order that the stack's template did not have: the group with its instances, which may be
/// protected; then the cluster's hosts are gone, and its provider can be taken from it.
std::vector<std::string> delete_in_order(const Description& description, const Cluster& cluster,
                                         const Stack& stack) {
  std::vector<std::string> commands;
  std::vector<std::string> providers = cluster.providers;
  std::vector<StrategyItem> strategy = cluster.default_strategy;
  for (const Group* group : description.groups_of(cluster)) {
    if (group->stack_name != stack.name) continue;
    commands.push_back(aws_line(description, {"autoscaling", "delete-auto-scaling-group",
                                              "--auto-scaling-group-name", group->name, "--force-delete"}));
    for (const auto& [provider, of_provider] : description.scaled_by(cluster)) {
      if (of_provider != group) continue;
      std::erase(providers, provider->name);
      std::erase_if(strategy, [&](const StrategyItem& item) { return item.provider == provider->name; });
    }
  }
  commands.push_back("until [ \"$(" +
                     aws_line(description, {"ecs", "list-container-instances", "--cluster", cluster.name,
                                            "--query", "length(containerInstanceArns)", "--output", "json"}) +
                     ")\" = 0 ]; do sleep 5; done");
  if (providers.size() < cluster.providers.size())
    commands.push_back(put_providers(description, cluster, providers, strategy));
  commands.push_back(aws_line(description, {"cloudformation", "delete-stack", "--stack-name", stack.name}));
  commands.push_back(
      aws_line(description, {"cloudformation", "wait", "stack-delete-complete", "--stack-name", stack.name}));
  return commands;
}

bool made_group_of(const Description& description, const Cluster& cluster, const Stack& stack) {
  for (const Group* group : description.groups_of(cluster)) {
    if (group->stack_name == stack.name) return true;
  }
  return false;
}

}  // namespace

Findings find_stack_not_deletable(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    for (const Stack& stack : description.stacks) {
      if (stack.status != "DELETE_FAILED" || !made_group_of(description, cluster, stack)) continue;
      findings.push_back(
          {"stack-not-deletable", Severity::kWarning, cluster.name, stack.name,
           "The stack " + stack.name + ", which made hosts of " + cluster.name +
               ", could not be deleted. CloudFormation says: " + stack.status_reason,
           "A cluster with hosts cannot be deleted, nor a capacity provider that a cluster has, nor a group "
           "without force as long as instances are protected. A template in which the cluster depends on its "
           "capacity provider, or nothing on their association, deletes them in the wrong order. Delete the "
           "group "
           "first: that ends its hosts and their tasks.",
           delete_in_order(description, cluster, stack)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
