#include <algorithm>
#include <set>

#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/replacement.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "unsupported-type";

bool takes_none(const std::string& type) {
  const trunking::InstanceType* row = trunking::find_instance_type(type);
  return !type.empty() && row && !takes_trunk(*row);
}

/// "t3.large takes no trunk: no T family does", in the words of the rule that ECS decides by.
std::string reason(const std::string& type) {
  trunking::RegistrationFacts facts;
  facts.instance_type = type;
  facts.type = trunking::find_instance_type(type);
  for (const trunking::TrunkCondition& condition : trunking::trunk_conditions()) {
    if (condition.name == "instance-type") return condition.reason(facts) + ".";
  }
  return "";
}

std::string reasons(const std::vector<std::string>& types) {
  std::string text;
  for (const std::string& type : types) text += (text.empty() ? "" : " ") + reason(type);
  return text;
}

std::string choice(const std::vector<std::string>& types) {
  std::string text;
  for (const std::string& type : types) {
    const std::string better = type_with_trunk(type);
    if (!better.empty())
      text += " Instead of " + type + " take " + better + ", say, with " +
              std::to_string(
                  max_awsvpc_tasks(*trunking::find_instance_type(better), trunking::Trunk::kAttached)) +
              " tasks.";
  }
  return text;
}

/// The overrides without the types that take none; if none is left, others in their place.
std::vector<std::string> change_override_types(const Description& description, const Group& group) {
  std::vector<std::string> without;
  json::array better;
  for (const std::string& type : group.override_types) {
    if (!takes_none(type)) continue;
    without.push_back(type);
    const std::string other = type_with_trunk(type);
    const json::object item{{"InstanceType", other}};
    if (!other.empty() && std::find(better.begin(), better.end(), item) == better.end())
      better.push_back(item);
  }
  if (without.size() < group.override_types.size()) return drop_overrides(description, group, without);
  if (better.empty()) return {};
  return change_overrides(description, group, "`" + json::serialize(better) + "`");
}

/// Has the group launch a type that takes a trunk. Empty if there is none to take.
std::vector<std::string> change_type(const Description& description, const Group& group) {
  if (!group.override_types.empty()) return change_override_types(description, group);
  const LaunchTemplate* launch_template = description.template_of(group);
  if (!launch_template) return {};
  const std::string better = type_with_trunk(launch_template->instance_type);
  if (better.empty()) return {};
  return change_launch_template(description, group, *launch_template,
                                json::serialize(json::object{{"InstanceType", better}}));
}

/// Where there is no type to name, those that there are.
std::vector<std::string> or_types(std::vector<std::string> commands) {
  if (commands.empty()) commands.push_back(shell_line({"eni-trunking", "density"}));
  return commands;
}

void add_groups_to_come(const Description& description, const Cluster& cluster, Findings& findings) {
  for (const Group* group : description.groups_of(cluster)) {
    const bool has_hosts = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.cluster == cluster.name && finding.resource == group->name;
    });
    std::vector<std::string> types = description.types_of(*group);
    std::erase_if(types, [](const std::string& type) { return !takes_none(type); });
    if (has_hosts || types.empty()) continue;
    findings.push_back(
        {std::string(kName), Severity::kWarning, cluster.name, group->name,
         "The Auto Scaling group " + group->name + " launches types without a trunk. " + reasons(types),
         "Its hosts will take no more tasks than they have interfaces." + choice(types),
         or_types(change_type(description, *group))});
  }
}

}  // namespace

Findings find_unsupported_type(const Description& description) {
  Findings findings = findings_of_hosts(
      description, kName, Severity::kError, "instance-type",
      [&](const Cluster& cluster, const Group* group, const std::vector<const TrunklessHost*>& hosts,
          Finding& finding) {
        std::set<std::string> distinct;
        bool is_known = false;
        for (const TrunklessHost* host : hosts) {
          const std::string type = registration_facts(description, *host->host).instance_type;
          is_known = is_known || takes_none(type);
          distinct.insert(type);
        }
        const std::vector<std::string> types(distinct.begin(), distinct.end());
        if (!is_known) finding.severity = Severity::kNote;  // Newer than the table: AWS may well give it one.
        finding.seen = reasons(types) + " Without a trunk because of it: " + names_of(hosts) + ".";
        finding.why = "Such hosts take no more tasks than they have interfaces, whatever the setting is." +
                      choice(types);
        if (!is_known) return;
        if (group) finding.commands = change_type(description, *group);
        if (!group || !finding.commands.empty())
          add_replacement(description, cluster, hosts_of(hosts), Goal::kTrunks, "instance-type", finding);
        else
          finding.why += " The group's own types have to be changed first.";
        finding.commands = or_types(std::move(finding.commands));
      });
  for (const Cluster& cluster : description.clusters) add_groups_to_come(description, cluster, findings);
  return findings;
}

}  // namespace eni::diagnosis
