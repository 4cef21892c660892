#pragma once
/// What has been deployed to ECS's services, and when: outlives the deployments that a service shows.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_numbers.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcsServiceDeployment {
  std::int64_t number = 0;  ///< grows with time
  EcsServiceNumber service{};
  std::string id;        ///< 22 characters, the end of its ARN
  std::string revision;  ///< digits, the end of its target revision's ARN: of "ecs-svc/1234567890123456789"
  std::string rollback;  ///< the same of the deployment that rolls it back; "" if none does
  std::string status;    ///< as on the wire: "IN_PROGRESS"
  std::int64_t created_at = 0;  ///< milliseconds since the epoch
  std::int64_t updated_at = 0;
  std::int64_t finished_at = 0;  ///< 0 while it goes on
  /// statusReason, what the revision consists of, from which revisions it came, how it was configured.
  json::object document;
};

class EcsServiceDeploymentRepository final : public Repository {
 public:
  explicit EcsServiceDeploymentRepository(sqlite::Database& database);

  void insert(const EcsServiceDeployment& deployment);
  /// Status, times, rollback and document.
  void update(const EcsServiceDeployment& deployment);
  std::optional<EcsServiceDeployment> find(std::string_view id);
  std::optional<EcsServiceDeployment> of_revision(std::string_view revision);
  /// The one that goes on.
  std::optional<EcsServiceDeployment> under_way(EcsServiceNumber service);
  /// Newest first.
  std::vector<EcsServiceDeployment> list(EcsServiceNumber service);
  /// Those created before `moment`.
  void forget(std::int64_t moment);

 private:
  sqlite::Statement insert_, update_, find_, of_revision_, under_way_, list_, forget_;
};

}  // namespace eni::sandbox
