#pragma once
/// How many hosts of a type some services need: found by placing their tasks, as ECS would.
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "placement/cluster.h"
#include "trunking/density.h"

namespace eni::diagnosis {

/// Tasks that are alike: those of a service.
struct Workload {
  std::string name;
  long long tasks = 0;  ///< of a daemon: not counted, one runs on each host
  bool is_daemon = false;
  bool has_interface = true;  ///< network mode awsvpc: each task takes one
  int cpu_units = 0;          ///< of one task
  int memory_mib = 0;
  std::vector<placement::HostPort> ports = {};       ///< fixed host ports
  std::vector<placement::Strategy> strategies = {};  ///< empty: as the service scheduler does without
  bool distinct_instance = false;
};

/// Hosts that are alike.
struct HostShape {
  const trunking::InstanceType* type = nullptr;
  trunking::Trunk trunk = trunking::Trunk::kNone;
  std::vector<std::string> zones;  ///< not empty; hosts are spread over them evenly
};

/// Shares of what the hosts have together, 0 to 1.
struct Usage {
  double cpu = 0;
  double memory = 0;
  double interfaces = 0;
};

struct Packing {
  std::optional<long long> hosts;  ///< nothing: no number of them would do
  Usage usage;                     ///< with that many
  std::string obstacle;            ///< which task fits on none, and why; "" with hosts
};

inline constexpr long long kMaxPlannedTasks = 200'000;

/// The fewest hosts on which all tasks find a place, service after service, in their order or the largest first, each task by its
/// service's strategies.
/// Every number of hosts that is tried is tried with placement's own search, so what strategies leave unused counts.
/// @param workloads  at most kMaxPlannedTasks tasks in all
Packing pack(const std::vector<Workload>& workloads, const HostShape& shape, Random& random);

}  // namespace eni::diagnosis
