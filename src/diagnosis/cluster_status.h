#pragma once
/// How far a cluster has come with trunks, in numbers.
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

/// Hosts are those that take tasks, or should: ACTIVE ones and those whose registration failed.
struct ClusterStatus {
  std::string name;
  std::size_t hosts = 0;
  std::size_t hosts_with_trunk = 0;
  long long running_tasks = 0;            ///< on them, in any network mode
  long long capacity = 0;                 ///< awsvpc tasks, by the interfaces that the hosts have
  long long capacity_with_trunks = 0;     ///< if each had the trunk that its type takes
  long long capacity_without_trunks = 0;  ///< if none had one
  bool is_complete = true;  ///< false: of some hosts the type is not known, and they count for nothing
  /// Why hosts have no trunk, and how many: "registered before the setting", … the most frequent first.
  std::vector<std::pair<std::string, std::size_t>> reasons;
};

/// Nothing if the cluster's hosts could not be read.
std::optional<ClusterStatus> status_of(const Description& description, const Cluster& cluster);

}  // namespace eni::diagnosis
