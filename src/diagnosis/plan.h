#pragma once
/// What ENI trunking would change for a cluster: hosts needed with and without it, for the types that would do.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "diagnosis/cluster_description.h"
#include "diagnosis/packing.h"

namespace eni::diagnosis {

/// Hosts of one type that a cluster has.
struct HostCount {
  std::string type;
  long long hosts = 0;
  long long with_trunk = 0;  ///< of them
};

/// A cluster as far as its plan depends on it.
struct PlanInput {
  std::string cluster;
  std::string region;
  std::vector<std::string> zones;  ///< of the hosts; not empty
  std::vector<HostCount> hosts;
  std::vector<Workload> workloads;
};

/// The saved form of it: what `plan CLUSTER --output description` writes and `--from FILE` reads.
json::value to_json(const PlanInput& input);
/// @error  what is missing or wrong, by its path: "services[2].cpu has to be a whole number from 0"
Result<PlanInput> read_plan_input(const json::value& description);

/// A type that the hosts could be of.
struct PlanRow {
  const trunking::InstanceType* type = nullptr;
  bool is_current = false;  ///< the cluster has hosts of it
  Packing without;
  Packing with;
  std::optional<double> hourly_price = {};  ///< of one host, in whatever currency it was given
};

struct Plan {
  PlanInput input;
  std::vector<PlanRow>
      rows;  ///< those that the cluster has first, then by what they cost, or how many vCPUs they are
  std::vector<std::string> assumptions;  ///< sentences without their stop
};

/// By type.
using HourlyPrices = std::map<std::string, double, std::less<>>;

/// @param types  those to be looked at
/// @error  more than kMaxPlannedTasks tasks
Result<Plan> make_plan(PlanInput input, const std::vector<const trunking::InstanceType*>& types,
                       const HourlyPrices& prices, Random& random);

/// A cluster as its description has it. Hosts of which EC2 says nothing are left out.
/// @error  its hosts, services or task definitions could not be read, or it has no hosts that would say where it runs
Result<PlanInput> plan_input_of(const Description& description, const Cluster& cluster);

/// The cluster's own types, and the others of their families that are not bare metal and have at most eight times the vCPUs: what its
/// operators would look at first.
std::vector<const trunking::InstanceType*> types_to_plan_with(const PlanInput& input);

}  // namespace eni::diagnosis
