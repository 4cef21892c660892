#include <map>
#include <set>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "dns-a-record";
constexpr std::string_view kOff = R"({"PrivateDnsNameOptions":{"EnableResourceNameDnsARecord":false}})";

constexpr std::string_view kWhy =
    "ECS cannot attach a trunk to an instance whose option for resource-based IPv4 (A record) DNS is on: its "
    "registration fails, and it takes no tasks.";

/// Groups that will launch such hosts, with what turns it off.
void add_groups(const Description& description, const Cluster& cluster, Findings& findings) {
  for (const Group* group : description.groups_of(cluster)) {
    const LaunchTemplate* launch_template = description.template_of(*group);
    if (!launch_template || !launch_template->has_a_record) continue;
    const Role* role = description.role_of_template(*launch_template);
    const bool is_opted_in = role && role->setting && role->setting->effective == "enabled";
    findings.push_back({std::string(kName), is_opted_in ? Severity::kError : Severity::kWarning, cluster.name,
                        launch_template->id,
                        "Version " + launch_template->version + " of the launch template " +
                            launch_template->name + ", from which the group " + group->name +
                            " launches, turns on EnableResourceNameDnsARecord.",
                        std::string(kWhy),
                        change_launch_template(description, *group, *launch_template, std::string(kOff))});
  }
}

/// Single hosts are launched from the default version of their template, unless whoever launches them says otherwise.
std::vector<std::string> turn_off_in(const Description& description, const std::string& launch_template_id) {
  return change_launch_template(description, Group{},
                                LaunchTemplate{launch_template_id, "", "$Default", "", "", "", "", true},
                                std::string(kOff));
}

/// Of instances that run, and of the templates of those that are in no group.
std::vector<std::string> turn_off_of(const Description& description,
                                     const std::vector<const TrunklessHost*>& hosts) {
  std::vector<std::string> commands;
  std::set<std::string> launch_templates;
  for (const TrunklessHost* host : hosts) {
    const Instance& instance = *host->instance;
    commands.push_back(aws_line(description, {"ec2", "modify-private-dns-name-options", "--instance-id",
                                              instance.id, "--no-enable-resource-name-dns-a-record"}));
    if (instance.group_name.empty() && !instance.launch_template_id.empty())
      launch_templates.insert(instance.launch_template_id);
  }
  for (const std::string& id : launch_templates) append(commands, turn_off_in(description, id));
  return commands;
}

}  // namespace

Findings find_dns_a_record(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    add_groups(description, cluster, findings);
    const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
    std::map<std::string, std::vector<const TrunklessHost*>>
        failed;  // by the launch template of single hosts
    std::vector<const TrunklessHost*> latent;
    for (const TrunklessHost& host : hosts) {
      if (host.is_failed() && host.fails(kName))
        failed[host.instance->group_name.empty() ? host.instance->launch_template_id : ""].push_back(&host);
      else if (!host.is_failed() && host.instance && host.instance->has_a_record)
        latent.push_back(&host);
    }
    for (const auto& [launch_template_id, of_template] : failed) {
      Finding finding{std::string(kName),
                      Severity::kError,
                      cluster.name,
                      name_of(*of_template.front()),
                      "EnableResourceNameDnsARecord is on for hosts whose registration failed: " +
                          names_of(of_template) + ".",
                      std::string(kWhy) + " Launch others without the option.",
                      {}};
      if (!launch_template_id.empty()) finding.commands = turn_off_in(description, launch_template_id);
      append(finding.commands, remove_hosts(description, cluster, hosts_of(of_template)));
      findings.push_back(std::move(finding));
    }
    if (!latent.empty())
      findings.push_back(
          {std::string(kName), Severity::kWarning, cluster.name, name_of(*latent.front()),
           "EnableResourceNameDnsARecord is on for hosts without a trunk: " + names_of(latent) + ".",
           "Hosts that are launched like these will fail to register once awsvpcTrunking is "
           "effective for their role. Turn the option off, for those to come as well.",
           turn_off_of(description, latent)});
  }
  return findings;
}

}  // namespace eni::diagnosis
