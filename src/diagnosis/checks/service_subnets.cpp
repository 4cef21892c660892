#include <algorithm>
#include <set>

#include "base/json.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

template <class Texts>
json::array as_array(const Texts& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

using Place = std::pair<std::string, std::string>;  ///< VPC and zone

std::set<Place> places_of_hosts(const Description& description, const Cluster& cluster) {
  std::set<Place> places;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (instance && host.status == "ACTIVE") places.emplace(instance->vpc_id, instance->zone);
  }
  return places;
}

/// Where the service's tasks may have their interfaces. Empty if a subnet is not known, or it has none.
std::set<Place> places_of_service(const Description& description, const Service& service) {
  std::set<Place> places;
  for (const std::string& id : service.subnet_ids) {
    const auto subnet = description.subnets.find(id);
    if (subnet == description.subnets.end()) return {};
    places.emplace(subnet->second.vpc_id, subnet->second.zone);
  }
  return places;
}

/// The service with the subnets of the hosts. It keeps its security groups if they are of the same VPC, else it gets that VPC's
/// default group.
std::string move_to_hosts(const Description& description, const Cluster& cluster, const Service& service) {
  std::string vpc;
  std::set<std::string> subnets;
  for (const ContainerInstance& host : cluster.hosts_read()) {
    const Instance* instance = description.instance_of(host);
    if (!instance || host.status != "ACTIVE") continue;
    if (vpc.empty()) vpc = instance->vpc_id;
    if (instance->vpc_id == vpc) subnets.insert(instance->subnet_id);
  }
  const auto old = description.subnets.find(service.subnet_ids.front());
  json::object network{{"subnets", as_array(subnets)}};
  if (old != description.subnets.end() && old->second.vpc_id == vpc)
    network["securityGroups"] = as_array(service.security_groups);
  if (!service.assign_public_ip.empty()) network["assignPublicIp"] = service.assign_public_ip;
  return aws_line(description, {"ecs", "update-service", "--cluster", cluster.name, "--service", service.name,
                                "--network-configuration",
                                json::serialize(json::object{{"awsvpcConfiguration", network}})});
}

std::string named(const std::set<Place>& places) {
  std::vector<std::string> names;
  for (const auto& [vpc, zone] : places) names.push_back(zone + " of " + vpc);
  return listed(names);
}

}  // namespace

Findings find_service_subnets(const Description& description) {
  Findings findings;
  for (const Cluster& cluster : description.clusters) {
    const std::set<Place> hosts = places_of_hosts(description, cluster);
    for (const Service& service : cluster.services_read()) {
      const std::set<Place> wanted = places_of_service(description, service);
      const bool meets =
          std::any_of(wanted.begin(), wanted.end(), [&](const Place& one) { return hosts.contains(one); });
      if (wanted.empty() || hosts.empty() || meets || service.running >= service.desired) continue;
      findings.push_back(
          {"service-subnets",
           Severity::kError,
           cluster.name,
           service.name,
           "The service's subnets are in " + named(wanted) + ", the hosts in " + named(hosts) + ".",
           "A task's interface has to be in the VPC and the zone of its host: no host fits. Give the "
           "service subnets where the hosts are, or launch hosts where its subnets are.",
           {move_to_hosts(description, cluster, service)}});
    }
  }
  return findings;
}

}  // namespace eni::diagnosis
