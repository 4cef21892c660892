#pragma once
/// ECS's task definitions: families, and their numbered revisions.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sandbox/store/ecs_repository.h"
#include "sandbox/store/ecs_statuses.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcsTaskDefinition {
  std::string account;
  std::string region;
  std::string family;
  std::int64_t revision = 0;  ///< from 1; a number is never used again
  std::string arn;            ///< …:task-definition/FAMILY:REVISION
  EcsTaskDefinitionStatus status = EcsTaskDefinitionStatus::kActive;
  std::int64_t registered = 0;
  std::optional<std::int64_t> deregistered;
  std::optional<std::int64_t> delete_requested;
  std::string registered_by;  ///< ARN of the principal
  /// The other members of TaskDefinition as on the wire, with the defaults that ECS fills in: containerDefinitions,
  /// networkMode, cpu and memory (texts: units, MiB), volumes, placementConstraints, requiresAttributes, compatibilities…
  json::object document;
};

/// A family in a list, with whether it has an ACTIVE revision.
struct EcsTaskDefinitionFamily {
  std::string family;
  bool active = false;
};

/// Which task definitions a list is about: each member that is there must fit.
struct EcsTaskDefinitionQuery {
  std::string family;  ///< "" for all
  EcsTaskDefinitionStatus status = EcsTaskDefinitionStatus::kActive;
  bool descending = false;  ///< by family, then by revision
  /// Where the page before ended: family and revision of its last row; family "" for the first page.
  std::string after_family = {};
  std::int64_t after_revision = 0;
  std::int64_t limit = 100;
};

class EcsTaskDefinitionRepository final : public Repository {
 public:
  explicit EcsTaskDefinitionRepository(sqlite::Database& database);

  /// Of any status.
  std::optional<EcsTaskDefinition> find(const EcsPlace& place, std::string_view family,
                                        std::int64_t revision);
  /// Whoever owns it, of any status.
  std::optional<EcsTaskDefinition> find_by_arn(std::string_view arn);
  /// The ACTIVE one with the highest revision: what a family's name alone means.
  std::optional<EcsTaskDefinition> find_latest(const EcsPlace& place, std::string_view family);
  /// ARNs in order.
  struct Listed {
    std::string arn;
    std::string family;
    std::int64_t revision = 0;
  };
  std::vector<Listed> list(const EcsPlace& place, const EcsTaskDefinitionQuery& query);
  /// Families with the prefix that have a revision of any status, in the order of names, after `after`.
  std::vector<EcsTaskDefinitionFamily> list_families(const EcsPlace& place, std::string_view prefix,
                                                     std::string_view after);
  /// The number for a family's next revision; counts on.
  std::int64_t take_revision(const EcsPlace& place, std::string_view family);
  void insert(const EcsTaskDefinition& definition);
  /// Status and times.
  void update(const EcsTaskDefinition& definition);

 private:
  sqlite::Statement find_, find_by_arn_, find_latest_, list_, list_descending_, list_families_;
  sqlite::Statement count_on_, last_revision_, insert_, update_;
};

}  // namespace eni::sandbox
