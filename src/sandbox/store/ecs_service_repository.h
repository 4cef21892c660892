#pragma once
/// ECS's services, their deployments and events.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/ecs_statuses.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcsService {
  EcsServiceNumber number{};
  EcsClusterNumber cluster{};
  std::string name;
  EcsServiceStatus status = EcsServiceStatus::kActive;
  bool daemon = false;
  std::int64_t desired_count = 0;
  std::int64_t created_at = 0;  ///< milliseconds since the epoch, as all times here
  std::int64_t inactive_since = 0;
  /// The other members of Service as on the wire, and under names that begin with '_' what the scheduler remembers.
  json::object document;
};

struct EcsDeployment {
  EcsDeploymentNumber number{};
  EcsServiceNumber service{};
  std::string id;  ///< "ecs-svc/1234567890123456789"
  EcsDeploymentStatus status = EcsDeploymentStatus::kPrimary;
  EcsTaskOriginNumber origin{};  ///< of its tasks
  std::int64_t desired_count = 0;
  std::int64_t failed_tasks = 0;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  /// taskDefinition, networkConfiguration, rolloutState, rolloutStateReason…, as on the wire.
  json::object document;

  EcsRolloutState rollout_state() const;
};

struct EcsServiceEvent {
  std::string id;  ///< a UUID
  std::int64_t created_at = 0;
  std::string message;
};

/// ListServices' question, in the order of names.
struct EcsServiceQuery {
  EcsClusterNumber cluster{};
  std::optional<bool> daemon;
  std::string after;
  std::int64_t limit = 10;
};

class EcsServiceRepository final : public Repository {
 public:
  explicit EcsServiceRepository(sqlite::Database& database);

  /// Of any status; the newest of that name.
  std::optional<EcsService> find(EcsClusterNumber cluster, std::string_view name);
  std::optional<EcsService> find(EcsServiceNumber number);
  /// All but INACTIVE ones.
  std::vector<EcsService> list(const EcsServiceQuery& query);
  /// Numbers of all but INACTIVE ones, of one cluster or of all.
  std::vector<EcsServiceNumber> living(std::optional<EcsClusterNumber> cluster);
  /// Of a cluster's daemon services.
  std::vector<EcsServiceNumber> living_daemons(EcsClusterNumber cluster);
  /// @return  it with its number
  EcsService insert(EcsService service);
  /// Status, desired count and document.
  void update(const EcsService& service);
  /// Forgets those INACTIVE since before `moment`, with their deployments and events.
  void forget_inactive(std::int64_t moment);

  EcsDeployment insert(EcsDeployment deployment);
  /// The PRIMARY one first, then the newest.
  std::vector<EcsDeployment> deployments(EcsServiceNumber service);
  void update(const EcsDeployment& deployment);
  /// Of the deployment whose tasks are of the origin.
  void forget_failed_tasks(EcsTaskOriginNumber origin);
  void remove_deployment(EcsDeploymentNumber number);

  /// The newest 100, newest first.
  std::vector<EcsServiceEvent> events(EcsServiceNumber service);
  /// Forgets all but the newest 100.
  void add_event(EcsServiceNumber service, const EcsServiceEvent& event);

 private:
  sqlite::Database& database_;
  sqlite::Statement find_, find_by_number_, list_, living_, living_in_, living_daemons_, insert_, update_,
      forget_, orphans_, orphan_events_;
  sqlite::Statement insert_deployment_, deployments_, update_deployment_, forget_failed_tasks_,
      remove_deployment_;
  sqlite::Statement events_, add_event_, trim_events_;
};

}  // namespace eni::sandbox
