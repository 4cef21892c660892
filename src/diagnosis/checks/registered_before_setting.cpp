#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// All that ECS goes by is known and in order now: so it was not when the host registered.
bool came_too_early(const TrunklessHost& host) {
  return !host.is_failed() && host.unmet.empty() && host.role && host.role->setting;
}

Finding finding_of(const Description& description, const Cluster& cluster, const Group* group,
                   const std::vector<const TrunklessHost*>& hosts) {
  Finding finding;
  finding.check = "registered-before-setting";
  finding.cluster = cluster.name;
  finding.resource = group ? group->name : name_of(*hosts.front());
  finding.seen = "awsvpcTrunking is enabled for the role " + hosts.front()->role->name + " in " +
                 description.region + ", and all else is in order, yet without a trunk: " + names_of(hosts) +
                 ".";
  finding.why =
      "A host gets its trunk when it registers, or never. These registered before the setting was effective; "
      "replace them.";
  if (group && group->refresh) {
    finding.severity = Severity::kNote;
    finding.why += " An instance refresh of the group is under way: " + group->refresh->status + ", " +
                   std::to_string(group->refresh->percentage) + " %.";
    return finding;
  }
  add_replacement(description, cluster, hosts_of(hosts), Goal::kTrunks, "", finding);
  return finding;
}

}  // namespace

Findings find_registered_before_setting(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::map<std::pair<const Role*, std::string>, std::vector<const TrunklessHost*>> parts;
    for (const TrunklessHost& host : hosts) {
      if (came_too_early(host)) parts[{host.role, host.instance->group_name}].push_back(&host);
    }
    for (const auto& [key, of_part] : parts) {
      const Group* group = description.group_of(*of_part.front()->instance);
      findings.push_back(finding_of(description, cluster, group, of_part));
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
