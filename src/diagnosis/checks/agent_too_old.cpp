#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// EC2 resolves it when it launches an instance: always the image that AWS recommends.
constexpr std::string_view kRecommended =
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

}  // namespace

Findings find_agent_too_old(const Description& description) {
  return findings_of_hosts(
      description, "agent-too-old", Severity::kError, "agent-version",
      [&](const Cluster& cluster, const Group* group, const std::vector<const TrunklessHost*>& hosts,
          Finding& finding) {
        finding.seen = "The ECS agent has version " + hosts.front()->host->agent_version +
                       "; trunks need 1.28.1 or later: " + names_of(hosts) + ".";
        finding.why =
            "Such an agent does not tell ECS that it can use a trunk. Launch hosts from a newer Amazon "
            "ECS-optimized image.";
        const LaunchTemplate* launch_template = group ? description.template_of(*group) : nullptr;
        if (launch_template)
          finding.commands = change_launch_template(description, *group, *launch_template,
                                                    json::serialize(json::object{{"ImageId", kRecommended}}));
        append(finding.commands, replace_hosts(description, cluster, hosts_of(hosts)));
      });
}

}  // namespace eni::diagnosis
