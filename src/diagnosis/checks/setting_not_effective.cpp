#include <algorithm>
#include <map>

#include "base/text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

/// What of a cluster depends on the setting of one role.
struct Users {
  std::vector<const TrunklessHost*> hosts;
  std::vector<std::string> groups;  ///< that will launch hosts with that role
};

/// All types that it may launch take fewer tasks with a trunk.
bool is_better_without(const Description& description, const Group& group) {
  const std::vector<std::string> types = description.types_of(group);
  return !types.empty() && std::all_of(types.begin(), types.end(), loses_by_trunk);
}

bool is_off(const Role* role) { return role && role->setting && role->setting->effective != "enabled"; }

/// The account's default, as far as it shows in the settings of principals that have none of their own.
bool default_is_enabled(const Description& description) {
  const auto shows_it = [](const std::optional<TrunkingSetting>& setting) {
    return setting && !setting->own && setting->effective == "enabled";
  };
  return shows_it(description.setting_of_caller) ||
         (is_root(description) && description.setting_of_caller &&
          description.setting_of_caller->effective == "enabled") ||
         std::any_of(description.roles.begin(), description.roles.end(),
                     [&](const auto& entry) { return shows_it(entry.second.setting); });
}

std::string seen_of(const Description& description, const Role& role, const Users& users) {
  std::string text = "awsvpcTrunking is " + role.setting->effective + " for the role " + role.name + " in " +
                     description.region + ": ";
  if (!role.setting->own)
    text += "it has no setting of its own, and the account's default is not enabled.";
  else if (default_is_enabled(description))
    text += "its own setting says so, and goes before the account's default, which is enabled.";
  else
    text += "its own setting says so.";
  if (role.enabled_in && !role.enabled_in->empty())
    text += " It is enabled in " + listed(*role.enabled_in) + ", which counts only there.";
  if (description.setting_of_caller && description.setting_of_caller->effective == "enabled" &&
      !is_root(description))
    text += " It is enabled for you (" + description.caller_arn + "), which hosts do not go by.";
  if (!users.hosts.empty())
    text += " Without a trunk because of it: " + names_of(users.hosts) + ".";
  else
    text += " Will launch hosts without a trunk because of it: " + listed(users.groups) + ".";
  return text;
}

Finding finding_of(const Description& description, const Cluster& cluster, const Role& role,
                   const Users& users) {
  Finding finding;
  finding.check = "setting-not-effective";
  finding.severity = users.hosts.empty() ? Severity::kWarning : Severity::kError;
  finding.cluster = cluster.name;
  finding.resource = role.arn;
  finding.seen = seen_of(description, role, users);
  finding.why =
      "ECS goes by the setting of the role of the host's instance profile, in the host's region, when the "
      "host "
      "registers. Enable it for that role, then replace the hosts that are there: they never get a trunk.";
  finding.commands = {put_setting(description, role, "enabled")};
  add_replacement(description, cluster, hosts_of(users.hosts), Goal::kTrunks, "setting", finding);
  return finding;
}

}  // namespace

Findings find_setting_not_effective(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::map<const Role*, Users> by_role;
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    for (const TrunklessHost& host : hosts) {
      if (!host.is_failed() && host.fails("setting") && is_off(host.role))
        by_role[host.role].hosts.push_back(&host);
    }
    for (const Group* group : description.groups_of(cluster)) {
      const LaunchTemplate* launch_template = description.template_of(*group);
      const Role* role = launch_template ? description.role_of_template(*launch_template) : nullptr;
      if (is_off(role) && !is_better_without(description, *group))
        by_role[role].groups.push_back(group->name);
    }
    for (const auto& [role, users] : by_role)
      findings.push_back(finding_of(description, cluster, *role, users));
  }
  return findings;
}

}  // namespace eni::diagnosis
