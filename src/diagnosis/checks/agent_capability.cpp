#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

Findings find_agent_capability(const Description& description) {
  return findings_of_hosts(
      description, "agent-capability", Severity::kError, "agent-capability",
      [&](const Cluster& cluster, const Group* group, const std::vector<const TrunklessHost*>& hosts,
          Finding& finding) {
        const bool has_task_eni = hosts.front()->host->attributes.contains("ecs.capability.task-eni");
        finding.seen = "The agent did not register ecs.capability.task-eni-trunking" +
                       std::string(has_task_eni ? ", though it gives tasks interfaces"
                                                : ", nor ecs.capability.task-eni") +
                       ": " + names_of(hosts) + ".";
        finding.why = has_task_eni ? "ECS_ENABLE_HIGH_DENSITY_ENI is false in /etc/ecs/ecs.config. Take that "
                                     "line out of the user data, then replace the hosts."
                                   : "ECS_ENABLE_TASK_ENI is not true in /etc/ecs/ecs.config: such hosts "
                                     "take no awsvpc task at all. Set it in the user data, then replace the "
                                     "hosts.";
        constexpr std::string_view kCondition = "agent-capability";
        if (group) {
          finding.why += " The user data is that of the launch template of the group " + group->name + ".";
          finding.commands =
              set_agent_option(description, *group,
                               has_task_eni ? "ECS_ENABLE_HIGH_DENSITY_ENI" : "ECS_ENABLE_TASK_ENI", "true");
          if (finding.commands.empty())
            finding.commands = {show_launch_template(description, *group)};  // others like them would come
          else
            add_replacement(description, cluster, hosts_of(hosts), Goal::kTrunks, kCondition, finding);
        } else {
          add_replacement(description, cluster, hosts_of(hosts), Goal::kTrunks, kCondition, finding);
        }
      });
}

}  // namespace eni::diagnosis
