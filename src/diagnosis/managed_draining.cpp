#include "diagnosis/managed_draining.h"

#include "diagnosis/shell_commands.h"

namespace eni::diagnosis {

namespace {

std::vector<std::string> set_draining(const Description& description, const CapacityProvider& provider,
                                      const std::string& value) {
  return {aws_line(description, {"ecs", "update-capacity-provider", "--name", provider.name,
                                 "--auto-scaling-group-provider", "managedDraining=" + value}),
          wait_for_provider(description, provider)};
}

}  // namespace

std::string give_managed_tag(const Description& description, const Group& group) {
  return aws_line(description, {"autoscaling", "create-or-update-tags", "--tags",
                                "ResourceId=" + group.name + ",ResourceType=auto-scaling-group,Key=" +
                                    std::string(kManagedTag) + ",Value=,PropagateAtLaunch=true"});
}

std::vector<std::string> turn_draining_on(const Description& description, const CapacityProvider& provider,
                                          const Group& group) {
  std::vector<std::string> commands = set_draining(description, provider, "ENABLED");
  commands.push_back(wait_for_draining_hook(description, provider, group));
  return commands;
}

std::vector<std::string> renew_draining_hook(const Description& description, const CapacityProvider& provider,
                                             const Group& group) {
  std::vector<std::string> commands = set_draining(description, provider, "DISABLED");
  append(commands, turn_draining_on(description, provider, group));
  return commands;
}

}  // namespace eni::diagnosis
