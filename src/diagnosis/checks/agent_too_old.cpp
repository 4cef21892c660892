#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// Types with devices of their own, for which other images are made.
bool needs_drivers(const std::string& instance_type) {
  return instance_type.starts_with("g") || instance_type.starts_with("p") ||
         instance_type.starts_with("inf") || instance_type.starts_with("trn");
}

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
        const std::string type = launch_template ? launch_template->instance_type : "";
        if (launch_template && !needs_drivers(type)) {
          append(finding.commands,
                 change_launch_template(description, *group, *launch_template,
                                        json::serialize(json::object{{"ImageId", recommended_image(type)}})));
        }
        if (group && finding.commands.empty()) {  // others like them would come
          finding.commands = {
              aws_line(description, {"ssm", "get-parameters-by-path", "--path",
                                     "/aws/service/ecs/optimized-ami", "--recursive", "--query",
                                     "Parameters[?ends_with(Name, `recommended/image_id`)]"
                                     ".[Name, Value]",
                                     "--output", "text"})};
          return;
        }
        if (group) finding.why += " An image of your own has to be made anew from one of those.";
        add_replacement(description, cluster, hosts_of(hosts), Goal::kTrunks, "agent-version", finding);
      });
}

}  // namespace eni::diagnosis
