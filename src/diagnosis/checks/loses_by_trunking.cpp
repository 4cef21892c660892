#include <algorithm>
#include <map>
#include <set>

#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

namespace {

using Hosts = std::vector<const ContainerInstance*>;

/// All that the group may launch, as far as that is known: nothing is known to lose where it is not.
bool launches_only_losers(const Description& description, const Group& group) {
  const std::vector<std::string> types = description.types_of(group);
  return !types.empty() && std::all_of(types.begin(), types.end(), loses_by_trunk);
}

/// For a role that no other hosts have: those would lose their trunks.
bool is_only_of_losers(const Description& description, const Role& role) {
  for (const auto& [id, instance] : description.instances) {
    if (description.role_of(instance) == &role && !loses_by_trunk(instance.type)) return false;
  }
  for (const auto& [name, launch_template] : description.launch_templates) {
    if (description.role_of_template(launch_template) != &role) continue;
    const auto group = description.groups.find(name);
    if (group == description.groups.end() || !launches_only_losers(description, group->second)) return false;
  }
  return true;
}

/// Of a group of several types, of which others gain.
bool is_of_mixed_group(const Description& description, const ContainerInstance& host) {
  const Group* group = description.group_of(*description.instance_of(host));
  return group && !group->override_types.empty() && !launches_only_losers(description, *group);
}

/// The setting of their roles, and no trunk for those that come in their place. Hosts whose roles others have, too, are left.
void disable_roles(const Description& description, const Cluster& cluster, const Hosts& hosts,
                   Finding& finding) {
  std::set<const Role*> roles;
  std::set<std::string> shared;
  Hosts replaced;
  for (const ContainerInstance* host : hosts) {
    const Role* role = description.role_of(*description.instance_of(*host));
    if (role && is_only_of_losers(description, *role)) {
      roles.insert(role);
      replaced.push_back(host);
    } else {
      shared.insert(role ? role->name : "");
    }
  }
  if (!roles.empty())
    finding.why += " The setting is that of their role, which no others have: disable it, then replace them.";
  for (const Role* role : roles) finding.commands.push_back(put_setting(description, *role, "disabled"));
  if (!replaced.empty()) add_replacement(description, cluster, replaced, Goal::kNoTrunks, "", finding);
  if (shared.empty()) return;
  finding.why += " Hosts that gain by trunks have the same role" +
                 (shared.contains("") ? "" : ", " + listed({shared.begin(), shared.end()})) +
                 ": give these one of their own, for which it is disabled, or another type.";
  if (finding.commands.empty())
    finding.commands = {
        shell_line({"eni-trunking", "density", description.instance_of(*hosts.front())->type})};
}

/// The types out of the groups whose others gain, then the hosts; the groups launch others.
void drop_types(const Description& description, const Cluster& cluster, const Hosts& hosts,
                Finding& finding) {
  std::set<const Group*> groups;
  std::vector<std::string> names;
  for (const ContainerInstance* host : hosts) {
    const Group* group = description.group_of(*description.instance_of(*host));
    if (groups.insert(group).second) names.push_back(group->name);
  }
  finding.why += " Other types of the group gain by trunks (" + listed(names) +
                 "): take these out of it, then its hosts, whose tasks leave them first.";
  for (const Group* group : groups) {
    std::vector<std::string> losing = group->override_types;
    std::erase_if(losing, [](const std::string& type) { return !loses_by_trunk(type); });
    if (!losing.empty()) append(finding.commands, drop_overrides(description, *group, losing));
  }
  append(finding.commands, drain_hosts(description, cluster, hosts));
}

Finding finding_of(const Description& description, const Cluster& cluster, const trunking::InstanceType& type,
                   const Hosts& hosts) {
  std::vector<std::string> ids;
  Hosts alike;
  Hosts mixed;
  for (const ContainerInstance* host : hosts) {
    ids.push_back(host->instance_id);
    (is_of_mixed_group(description, *host) ? mixed : alike).push_back(host);
  }
  const std::string name(type.instance_type);
  Finding finding{
      "loses-by-trunking",
      Severity::kWarning,
      cluster.name,
      name,
      "With a trunk a " + name + " takes " +
          std::to_string(max_awsvpc_tasks(type, trunking::Trunk::kAttached)) + " awsvpc tasks, without one " +
          std::to_string(max_awsvpc_tasks(type, trunking::Trunk::kNone)) + ": " + listed(ids) + ".",
      "A host keeps its trunk until it ends.",
      {}};
  if (!mixed.empty()) drop_types(description, cluster, mixed, finding);
  if (!alike.empty()) disable_roles(description, cluster, alike, finding);
  return finding;
}

}  // namespace

Findings find_loses_by_trunking(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::map<std::string, Hosts> by_type;
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = description.instance_of(host);
      if (instance && host.status == "ACTIVE" && host.has_trunk()) by_type[instance->type].push_back(&host);
    }
    for (const auto& [name, hosts] : by_type) {
      if (loses_by_trunk(name))
        findings.push_back(finding_of(description, cluster, *trunking::find_instance_type(name), hosts));
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
