#include <map>
#include <set>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

namespace {

bool loses(const std::string& type_name) {
  const trunking::InstanceType* type = trunking::find_instance_type(type_name);
  return type && trunking_gain(*type) < 0;
}

/// For a role that no other hosts have: those would lose their trunks.
bool is_only_of_losers(const Description& description, const Role& role) {
  for (const auto& [id, instance] : description.instances) {
    if (description.role_of(instance) == &role && !loses(instance.type)) return false;
  }
  for (const auto& [group, launch_template] : description.launch_templates) {
    if (description.role_of_template(launch_template) == &role && !loses(launch_template.instance_type))
      return false;
  }
  return true;
}

/// Their roles' setting, and no trunk for those that come in their place.
std::vector<std::string> disable(const Description& description, const Cluster& cluster,
                                 const std::vector<const ContainerInstance*>& hosts) {
  std::set<const Role*> roles;
  for (const ContainerInstance* host : hosts)
    roles.insert(description.role_of(*description.instance_of(*host)));
  std::vector<std::string> commands;
  for (const Role* role : roles) {
    if (role && is_only_of_losers(description, *role))
      commands.push_back(put_setting(description, *role, "disabled"));
  }
  if (commands.empty())
    return {shell_line({"eni-trunking", "density", description.instance_of(*hosts.front())->type})};
  append(commands, replace_hosts(description, cluster, hosts));
  return commands;
}

}  // namespace

Findings find_loses_by_trunking(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    std::map<std::string, std::vector<const ContainerInstance*>> by_type;
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = description.instance_of(host);
      if (instance && host.has_trunk()) by_type[instance->type].push_back(&host);
    }
    for (const auto& [name, hosts] : by_type) {
      const trunking::InstanceType* type = trunking::find_instance_type(name);
      if (!type || !loses(name)) continue;
      std::vector<std::string> ids;
      for (const ContainerInstance* host : hosts) ids.push_back(host->instance_id);
      const auto tasks = [&](trunking::Trunk trunk) {
        return std::to_string(max_awsvpc_tasks(*type, trunk));
      };
      findings.push_back({"loses-by-trunking", Severity::kWarning, cluster.name, name,
                          "With a trunk a " + name + " takes " + tasks(trunking::Trunk::kAttached) +
                              " awsvpc tasks, without one " + tasks(trunking::Trunk::kNone) + ": " +
                              listed(ids) + ".",
                          "Give these hosts a role for which awsvpcTrunking is disabled, or another type.",
                          disable(description, cluster, hosts)});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
