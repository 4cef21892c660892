#pragma once
/// ECS's container instances. A row is narrow and says all that placement asks of a host, what its tasks occupy included, so
/// that a start reads each host once and no task.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_statuses.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// What a host has, or has left.
struct EcsResources {
  std::int64_t cpu_units = 0;  ///< 1024 are a vCPU
  std::int64_t memory_mib = 0;
  std::int64_t interfaces = 0;  ///< for awsvpc tasks: the published limit with a trunk, else max ENIs - 1

  bool operator==(const EcsResources&) const = default;
};

enum class EcsPortProtocol : std::uint8_t { kTcp, kUdp };

struct EcsHostPort {
  std::uint16_t port = 0;
  EcsPortProtocol protocol = EcsPortProtocol::kTcp;

  auto operator<=>(const EcsHostPort&) const = default;
};

/// Attributes by name; a name-only one has no value. ECS's own are among them: ecs.instance-type,
/// ecs.availability-zone, ecs.vpc-id, ecs.subnet-id, ecs.ami-id, ecs.awsvpc-trunk-id, com.amazonaws.ecs.capability.*.
using EcsAttributes = std::map<std::string, std::optional<std::string>, std::less<>>;

struct EcsContainerInstance {
  EcsContainerInstanceNumber number{};
  EcsClusterNumber cluster{};
  std::string id;  ///< 32 hexadecimal digits, the end of its ARN (arn_in_cluster); unique
  std::string ec2_instance_id;
  std::string instance_type;
  std::string availability_zone;
  std::string vpc_id;
  std::string subnet_id;  ///< of the primary interface
  EcsHostStatus status = EcsHostStatus::kActive;
  std::int64_t status_since = 0;  ///< milliseconds since the epoch, as all times here
  bool agent_connected = true;
  std::string agent_version;  ///< "1.86.3"; "" if the agent named none
  std::int64_t registered_at = 0;
  std::int64_t version = 0;  ///< counts changes
  EcsResources registered;   ///< of the host without any task
  EcsAttributes attributes;
  std::vector<EcsHostPort> reserved_ports;  ///< of the host itself: 22, 2375, 2376, 51678, 51679

  // What tasks occupy: changed by occupy() and set_task_ports() alone.
  EcsResources remaining;  ///< overcommitment makes it negative
  std::int64_t running_tasks = 0;
  std::int64_t pending_tasks = 0;
  std::vector<EcsHostPort> task_ports;

  /// What is only shown: versionInfo; statusReason; registeredResources and remainingResources other than CPU, MEMORY, PORTS
  /// and PORTS_UDP; healthStatus; registeredBy (the role's ARN);
  /// trunk {attachmentId, networkInterfaceId, eniAttachmentId, macAddress, status}.
  json::object document;
};

/// What tasks occupy more (or, negative, less) of a host than before.
struct EcsOccupancy {
  EcsResources resources;
  std::int64_t running_tasks = 0;
  std::int64_t pending_tasks = 0;
};

/// Of the hosts of a cluster, together.
struct EcsRegisteredResources {
  EcsResources registered;
  EcsResources remaining;
};

/// The attributes that many hosts have in common, by the number of their row. Such a row does not change.
class EcsAttributeSets {
 public:
  explicit EcsAttributeSets(sqlite::Database& database);
  /// Valid until the next call.
  const EcsAttributes& get(std::int64_t number);

 private:
  sqlite::Statement find_;
  std::unordered_map<std::int64_t, EcsAttributes> known_;
};

class EcsContainerInstanceRepository final : public Repository {
 public:
  explicit EcsContainerInstanceRepository(sqlite::Database& database);

  /// Of any status.
  std::optional<EcsContainerInstance> find(EcsContainerInstanceNumber number);
  std::optional<EcsContainerInstance> find(EcsClusterNumber cluster, std::string_view id);
  /// What an EC2 instance is registered as; INACTIVE ones left out. Normally at most one.
  std::vector<EcsContainerInstance> of_ec2_instance(std::string_view ec2_instance_id);
  /// Calls `visit` with each that is not INACTIVE, in the order of registration, without its document. Fast: the way to
  /// fill an index. `visit` must not use this repository.
  void visit(EcsClusterNumber cluster, const std::function<void(const EcsContainerInstance&)>& visit);
  /// The same from after a number on, until `visit` answers false: for lists in pages.
  void visit_after(EcsClusterNumber cluster, EcsContainerInstanceNumber number,
                   const std::function<bool(const EcsContainerInstance&)>& visit);
  /// Those whose EC2 instance is not there any more, or goes from one state into another: a terminated one does until EC2
  /// forgets it.
  std::vector<EcsContainerInstance> of_changing_ec2_instances();
  /// Of ACTIVE and DRAINING ones.
  EcsRegisteredResources registered_resources(EcsClusterNumber cluster);
  /// Of all clusters, of one status, other than ACTIVE and DRAINING: what a former run left unfinished.
  std::vector<EcsContainerInstance> all_of(EcsHostStatus status);

  /// @return  it with its number; counts it in its cluster's row
  EcsContainerInstance insert(EcsContainerInstance instance);
  /// Everything but id, cluster and what tasks occupy; counts the version on. Changed `registered` resources do not
  /// change `remaining` ones: see occupy(). One that becomes INACTIVE is counted off in its cluster's row.
  void update(const EcsContainerInstance& instance);
  /// Takes `occupancy` off the remaining resources, adds its tasks, and counts the version on.
  void occupy(EcsContainerInstanceNumber number, const EcsOccupancy& occupancy);
  void set_task_ports(EcsContainerInstanceNumber number, const std::vector<EcsHostPort>& ports);
  /// Forgets those that were INACTIVE before `time`.
  void remove_inactive(std::int64_t time);

 private:
  /// The number of the row of ecs_attribute_sets with the host's common attributes.
  std::int64_t attribute_set_of(const EcsAttributes& attributes);

  sqlite::Database& database_;
  sqlite::Statement find_, find_by_id_, of_ec2_instance_, visit_, of_changing_ec2_, registered_resources_,
      all_of_, insert_, update_, occupy_;
  sqlite::Statement set_task_ports_, remove_inactive_, find_attribute_set_, insert_attribute_set_, count_;
  EcsAttributeSets attribute_sets_;
};

}  // namespace eni::sandbox
