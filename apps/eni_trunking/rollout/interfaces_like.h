#pragma once
/// The network of an instance, as far as another like it can have the same.
#include <string>
#include <vector>

#include "base/json.h"
#include "diagnosis/cluster_description.h"

namespace eni::command {

struct PrimaryInterface {
  std::string subnet;
  std::vector<std::string> groups;
  std::size_t ipv6_addresses = 0;
  bool has_public_address = false;  ///< of Amazon's pool
};

/// @param instance    as DescribeInstances shows it
/// @param copy_obstacles  what cannot be had again is added to them: Elastic IP addresses, further interfaces, … ECS's own, of trunks and of
///                    tasks, are none
PrimaryInterface read_interfaces(const json::value& instance,
                                 std::vector<diagnosis::CopyObstacle>& copy_obstacles);

/// As RunInstances takes it.
json::object interface_like(const PrimaryInterface& primary);

}  // namespace eni::command
