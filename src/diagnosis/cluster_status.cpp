#include "diagnosis/cluster_status.h"

#include <algorithm>
#include <map>

#include "diagnosis/trunkless_hosts.h"
#include "trunking/density.h"

namespace eni::diagnosis {

using trunking::Trunk;

namespace {

constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
    {"external-host", "external"},        {"operating-system", "Windows"},
    {"agent-version", "agent too old"},   {"agent-capability", "agent does not offer it"},
    {"setting", "setting not effective"}, {"instance-type", "type takes none"},
};

/// The first that ECS comes upon.
std::string reason_of(const TrunklessHost& host) {
  if (host.is_failed()) return "registration failed";
  for (const auto& [condition, text] : kReasons) {
    if (host.fails(condition)) return std::string(text);
  }
  if (!host.role || !host.role->setting) return "setting not seen";
  return "registered before the setting";
}

}  // namespace

std::optional<ClusterStatus> status_of(const Description& description, const Cluster& cluster) {
  if (!cluster.hosts) return std::nullopt;
  ClusterStatus status;
  status.name = cluster.name;
  std::map<std::string, std::size_t> counts;
  for (const ContainerInstance& host : *cluster.hosts) {
    if (host.status != "ACTIVE" && host.status != "REGISTRATION_FAILED") continue;
    const trunking::InstanceType* type = registration_facts(description, host).type;
    ++status.hosts;
    status.hosts_with_trunk += host.has_trunk() ? 1 : 0;
    status.running_tasks += host.running_tasks;
    if (!type) {
      status.is_complete = false;
      continue;
    }
    const bool takes_tasks = host.status == "ACTIVE";
    if (takes_tasks && !host.has_trunk() && trunking_gain(*type) < 0) ++counts["better without"];
    status.capacity_with_trunks += max_awsvpc_tasks(*type, Trunk::kAttached);
    status.capacity_without_trunks += max_awsvpc_tasks(*type, Trunk::kNone);
    if (takes_tasks)
      status.capacity += max_awsvpc_tasks(*type, host.has_trunk() ? Trunk::kAttached : Trunk::kNone);
  }
  for (const TrunklessHost& host : trunkless_hosts(description, cluster)) ++counts[reason_of(host)];
  status.reasons.assign(counts.begin(), counts.end());
  std::stable_sort(status.reasons.begin(), status.reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return status;
}

}  // namespace eni::diagnosis
