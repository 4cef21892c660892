#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "subnet-addresses";

/// Of a host with its primary interface, its trunk and all the tasks that it can take.
int addresses_of(const trunking::InstanceType& type) {
  return 2 + max_awsvpc_tasks(type, trunking::Trunk::kAttached);
}

/// The largest host type of a cluster in each of its subnets.
std::map<std::string, const trunking::InstanceType*> largest_types(const Description& description,
                                                                   const Cluster& cluster) {
  std::map<std::string, const trunking::InstanceType*> largest;
  const auto note = [&](const std::string& subnet, const std::string& type_name) {
    const trunking::InstanceType* type = trunking::find_instance_type(type_name);
    const trunking::InstanceType*& known = largest[subnet];
    if (type && (!known || addresses_of(*type) > addresses_of(*known))) known = type;
  };
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (instance && host.status != "REGISTRATION_FAILED") note(instance->subnet_id, instance->type);
  }
  for (const Group* group : description.groups_of(cluster)) {
    const LaunchTemplate* launch_template = description.template_of(*group);
    for (const std::string& subnet : group->subnet_ids) {
      if (launch_template) note(subnet, launch_template->instance_type);
    }
  }
  return largest;
}

void add_failed_hosts(const Description& description, const Cluster& cluster, Findings& findings) {
  const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
  std::map<std::string, std::vector<const TrunklessHost*>> failed;
  for (const TrunklessHost& host : hosts) {
    if (host.is_failed() && host.fails("free-addresses")) failed[host.instance->subnet_id].push_back(&host);
  }
  for (const auto& [subnet, of_subnet] : failed)
    findings.push_back(
        {std::string(kName), Severity::kError, cluster.name, subnet,
         "The subnet had no free address for the trunk of hosts, whose registration failed: " +
             names_of(of_subnet) + ".",
         "A host takes two addresses of its subnet, its own and the trunk's, and one more for each "
         "task. Launch hosts in a larger subnet, or free addresses in this one.",
         remove_hosts(description, cluster, hosts_of(of_subnet))});
}

}  // namespace

Findings find_subnet_addresses(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    add_failed_hosts(description, cluster, findings);
    for (const auto& [id, type] : largest_types(description, cluster)) {
      const auto subnet = description.subnets.find(id);
      if (!type || subnet == description.subnets.end()) continue;
      if (subnet->second.free_addresses >= addresses_of(*type)) continue;
      findings.push_back(
          {std::string(kName),
           Severity::kWarning,
           cluster.name,
           id,
           "Free addresses in the subnet: " + std::to_string(subnet->second.free_addresses) + ". One more " +
               std::string(type->instance_type) + " full of tasks takes " +
               std::to_string(addresses_of(*type)) + ".",
           "Each host takes an address for itself and one for its trunk, each task another. Without "
           "them hosts fail to register, and tasks to start. Add larger subnets, or delete interfaces that "
           "nothing uses.",
           {aws_line(description,
                     {"ec2", "describe-network-interfaces", "--filters", "Name=subnet-id,Values=" + id,
                      "Name=status,Values=available", "--query",
                      "NetworkInterfaces[].[NetworkInterfaceId, Description]", "--output", "text"})}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
