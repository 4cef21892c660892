#include <map>

#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "shared-subnet";

std::string seen_of(const Description& description, const Subnet& subnet) {
  return "The subnet " + subnet.id + " (" + subnet.zone + ") belongs to the account " + subnet.owner_id +
         ", the hosts to " + description.account;
}

void add_hosts(const Description& description, const Cluster& cluster, Findings& findings) {
  const std::vector<TrunklessHost> hosts = trunkless_hosts(description, cluster);
  std::map<std::string, std::vector<const TrunklessHost*>> failed;
  std::map<std::string, std::vector<const TrunklessHost*>> latent;
  for (const TrunklessHost& host : hosts) {
    const Subnet* subnet = host.instance ? description.subnet_of(*host.instance) : nullptr;
    if (!subnet || subnet->owner_id == description.account) continue;
    (host.is_failed() ? failed : latent)[subnet->id].push_back(&host);
  }
  for (const auto& [id, of_subnet] : failed)
    findings.push_back(
        {std::string(kName), Severity::kError, cluster.name, id,
         seen_of(description, description.subnets.at(id)) +
             ". Their registration failed: " + names_of(of_subnet) + ".",
         "ECS makes no trunks in shared subnets: hosts that would get one cannot register there. "
         "Launch them in subnets of their own account.",
         remove_hosts(description, cluster, hosts_of(of_subnet))});
  for (const auto& [id, of_subnet] : latent)
    findings.push_back({std::string(kName),
                        Severity::kWarning,
                        cluster.name,
                        id,
                        seen_of(description, description.subnets.at(id)) + ": " + names_of(of_subnet) + ".",
                        "ECS makes no trunks in shared subnets: hosts will fail to register there once "
                        "awsvpcTrunking is effective for their role. Launch hosts in subnets of their own "
                        "account before.",
                        {aws_line(description, {"ec2", "describe-subnets", "--filters",
                                                "Name=owner-id,Values=" + description.account})}});
}

}  // namespace

Findings find_shared_subnet(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) add_hosts(description, cluster, findings);
  return findings;
}

}  // namespace eni::diagnosis
