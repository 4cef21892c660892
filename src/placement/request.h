#pragma once
/// What is asked of placement, and its answers.
/// Source: Amazon ECS Developer Guide, "Task placement", "API failures messages", "Service event messages".
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "placement/expression.h"
#include "placement/host.h"

namespace eni::placement {

/// What one task occupies.
struct Demand {
  Resources resources;          ///< interfaces: 1 for an awsvpc task, else 0
  std::vector<HostPort> ports;  ///< fixed host ports; dynamic ones (0) are not listed

  bool operator==(const Demand&) const = default;
};

/// `total` and what `tasks` alike tasks occupy.
void add(Demand& total, const Demand& demand, std::uint32_t tasks);

/// Tasks of one group on a host.
struct GroupTasks {
  std::string_view group;
  std::uint32_t tasks = 0;
};

enum class StrategyType { kRandom, kSpread, kBinpack };

/// One placementStrategy.
struct Strategy {
  StrategyType type = StrategyType::kRandom;
  /// spread: "instanceId", "host" or "attribute:NAME"; binpack: "cpu" or "memory" (any case); random: not looked at.
  std::string field;

  bool operator==(const Strategy&) const = default;
};

inline constexpr std::size_t kMaxStrategies = 5;
inline constexpr std::size_t kMaxConstraints = 10;

/// What AWS would answer InvalidParameterException for: an unknown field. Nothing: the strategy is usable.
std::optional<std::string> why_invalid(const Strategy& strategy);

/// What the service scheduler uses if a service names none: spread over zones, then over instances.
std::vector<Strategy> default_service_strategies();

struct Request {
  Demand demand;
  std::string group;  ///< "service:web", "family:web" or the caller's own
  /// Zones of the awsvpc subnets; empty: any (not an awsvpc task).
  std::vector<std::string> availability_zones;
  std::string vpc_id;  ///< of those subnets; empty: any
  /// requiresAttributes of the task definition: name present, and of this value where one is given.
  std::vector<Attribute> required_attributes;
  bool distinct_instance = false;     ///< constraint distinctInstance: no other task of the group on the host
  std::vector<Expression> member_of;  ///< constraints memberOf, of task definition and request; all must hold
  std::vector<Strategy>
      strategies;  ///< in order, each narrows to its best; what remains is chosen from at random
  std::size_t max_failures = 100;  ///< how many hosts a refusal names
};

/// Why a host does not take a task. The order is that of the checks: a later one means a closer match.
enum class Reason {
  kAgent,             ///< AGENT
  kMemberOf,          ///< MemberOf placement constraint unsatisfied.
  kDistinctInstance,  ///< DistinctInstance placement constraint unsatisfied.
  kAttribute,         ///< ATTRIBUTE: a required attribute is missing, or the task's subnets are elsewhere
  kCpu,               ///< RESOURCE:CPU
  kMemory,            ///< RESOURCE:MEMORY
  kPorts,             ///< RESOURCE:PORTS
  kEni,               ///< RESOURCE:ENI
};

/// As in `failures[].reason` of RunTask and StartTask.
std::string_view failure_reason(Reason reason);

struct Failure {
  HostId host{};
  Reason reason{};

  bool operator==(const Failure&) const = default;
};

/// No host takes the task. Draining hosts are not named, as on AWS.
struct Refusal {
  std::vector<Failure>
      failures;  ///< one for each active host, at most Request::max_failures, closest matches first
  std::optional<Failure> closest;  ///< nothing: the cluster has no active host
};

using Answer = std::variant<HostId, Refusal>;

/// The text of the service event, e.g. `(service web) was unable to place a task because no container instance met
/// all of its requirements. The closest matching (container-instance 0123) encountered error "RESOURCE:ENI". For more
/// information, see the Troubleshooting section of the Amazon ECS Developer Guide.`
/// @param container_instance_id  of the closest match; its id, not the ARN
/// @param where  hosts were looked for: "cluster", "capacity provider"
std::string unable_to_place_event(std::string_view service_name, const std::optional<Failure>& closest,
                                  std::string_view container_instance_id, std::string_view where);

}  // namespace eni::placement
