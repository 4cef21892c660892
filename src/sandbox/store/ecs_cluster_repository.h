#pragma once
/// ECS's clusters.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_repository.h"
#include "sandbox/store/ecs_statuses.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// What a cluster holds. Kept beside it and changed by differences, so that describing a cluster never counts rows.
struct EcsClusterCounts {
  std::int64_t container_instances = 0;  ///< registered: all but INACTIVE ones
  std::int64_t running_tasks = 0;
  std::int64_t pending_tasks = 0;
  std::int64_t active_services = 0;
  std::int64_t draining_services = 0;
};

struct EcsCluster {
  EcsClusterNumber number{};
  std::string account;
  std::string region;
  std::string name;
  std::string arn;
  EcsClusterStatus status = EcsClusterStatus::kActive;
  EcsClusterCounts counts;
  /// The members settings, configuration, capacityProviders, defaultCapacityProviderStrategy and
  /// serviceConnectDefaults, as on the wire.
  json::object document;
};

/// The ARN of what lies in a cluster: …:container-instance/CLUSTER/ID, …:task/CLUSTER/ID, …:service/CLUSTER/NAME.
/// @param type  "container-instance", "task" or "service"
std::string arn_in_cluster(const EcsCluster& cluster, std::string_view type, std::string_view id);

class EcsClusterRepository final : public Repository {
 public:
  explicit EcsClusterRepository(sqlite::Database& database);

  /// Of any status.
  std::optional<EcsCluster> find(const EcsPlace& place, std::string_view name);
  std::optional<EcsCluster> find(EcsClusterNumber number);
  /// ACTIVE ones, in the order of names, after `after`.
  std::vector<EcsCluster> list(const EcsPlace& place, std::string_view after, std::int64_t limit);
  /// ACTIVE ones of all accounts and Regions: what a component takes up at its start.
  std::vector<EcsCluster> all_active();
  /// Of all accounts and Regions.
  std::vector<EcsClusterNumber> with_running_tasks();
  /// @return  it with its number
  EcsCluster insert(EcsCluster cluster);
  /// Its status and document; not the counts.
  void update(const EcsCluster& cluster);
  /// Adds each number, which may be negative.
  void add_counts(EcsClusterNumber number, const EcsClusterCounts& difference);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_, find_by_number_, list_, all_active_, with_running_tasks_, insert_, update_,
      add_counts_;
};

}  // namespace eni::sandbox
