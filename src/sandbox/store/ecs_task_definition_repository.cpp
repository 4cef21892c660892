#include "sandbox/store/ecs_task_definition_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcsTaskDefinition row(const sqlite::Statement& statement) {
  EcsTaskDefinition definition;
  definition.account = statement.text(0);
  definition.region = statement.text(1);
  definition.family = statement.text(2);
  definition.revision = statement.integer(3);
  definition.arn = statement.text(4);
  definition.status = read_ecs_status<EcsTaskDefinitionStatus>(statement.view(5)).value();
  definition.registered = statement.integer(6);
  definition.deregistered = optional_integer(statement, 7);
  definition.delete_requested = optional_integer(statement, 8);
  definition.registered_by = statement.text(9);
  definition.document = read_document(statement, 10);
  return definition;
}

EcsTaskDefinitionRepository::Listed listed_row(const sqlite::Statement& statement) {
  return {statement.text(0), statement.text(1), statement.integer(2)};
}

EcsTaskDefinitionFamily family_row(const sqlite::Statement& statement) {
  return {statement.text(0), statement.integer(1) != 0};
}

}  // namespace

EcsTaskDefinitionRepository::EcsTaskDefinitionRepository(sqlite::Database& database)
    : find_{database,
            "SELECT account, region, family, revision, arn, status, registered, deregistered, "
            "delete_requested, registered_by, document FROM ecs_task_definitions "
            "WHERE account = ?1 AND region = ?2 AND family = ?3 AND revision = ?4"},
      find_by_arn_{database,
                   "SELECT account, region, family, revision, arn, status, registered, deregistered, "
                   "delete_requested, registered_by, document FROM ecs_task_definitions WHERE arn = ?1"},
      find_latest_{database,
                   "SELECT account, region, family, revision, arn, status, registered, deregistered, "
                   "delete_requested, registered_by, document FROM ecs_task_definitions "
                   "WHERE account = ?1 AND region = ?2 AND family = ?3 AND status = 'ACTIVE' "
                   "ORDER BY revision DESC LIMIT 1"},
      list_{database,
            "SELECT arn, family, revision FROM ecs_task_definitions "
            "WHERE account = ?1 AND region = ?2 AND status = ?3 AND (?4 = '' OR family = ?4) "
            "AND (?5 = '' OR (family, revision) > (?5, ?6)) ORDER BY family, revision LIMIT ?7"},
      list_descending_{database,
                       "SELECT arn, family, revision FROM ecs_task_definitions "
                       "WHERE account = ?1 AND region = ?2 AND status = ?3 AND (?4 = '' OR family = ?4) "
                       "AND (?5 = '' OR (family, revision) < (?5, ?6)) "
                       "ORDER BY family DESC, revision DESC LIMIT ?7"},
      list_families_{database,
                     "SELECT family, max(status = 'ACTIVE') FROM ecs_task_definitions "
                     "WHERE account = ?1 AND region = ?2 AND substr(family, 1, length(?3)) = ?3 "
                     "AND family > ?4 GROUP BY family ORDER BY family"},
      count_on_{database,
                "INSERT INTO ecs_task_definition_families (account, region, family, last_revision) "
                "VALUES (?1, ?2, ?3, 1) ON CONFLICT (account, region, family) "
                "DO UPDATE SET last_revision = last_revision + 1"},
      last_revision_{database,
                     "SELECT last_revision FROM ecs_task_definition_families "
                     "WHERE account = ?1 AND region = ?2 AND family = ?3"},
      insert_{database,
              "INSERT INTO ecs_task_definitions (account, region, family, revision, arn, status, registered, "
              "deregistered, delete_requested, registered_by, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"},
      update_{database,
              "UPDATE ecs_task_definitions SET status = ?2, deregistered = ?3, delete_requested = ?4 "
              "WHERE arn = ?1"} {}

std::optional<EcsTaskDefinition> EcsTaskDefinitionRepository::find(const EcsPlace& place,
                                                                   std::string_view family,
                                                                   std::int64_t revision) {
  return first_row(find_.query(place.account, place.region, family, revision), row);
}

std::optional<EcsTaskDefinition> EcsTaskDefinitionRepository::find_by_arn(std::string_view arn) {
  return first_row(find_by_arn_.query(arn), row);
}

std::optional<EcsTaskDefinition> EcsTaskDefinitionRepository::find_latest(const EcsPlace& place,
                                                                          std::string_view family) {
  return first_row(find_latest_.query(place.account, place.region, family), row);
}

std::vector<EcsTaskDefinitionRepository::Listed> EcsTaskDefinitionRepository::list(
    const EcsPlace& place, const EcsTaskDefinitionQuery& query) {
  sqlite::Statement& statement = query.descending ? list_descending_ : list_;
  return all_rows(statement.query(place.account, place.region, to_string(query.status), query.family,
                                  query.after_family, query.after_revision, query.limit),
                  listed_row);
}

std::vector<EcsTaskDefinitionFamily> EcsTaskDefinitionRepository::list_families(const EcsPlace& place,
                                                                                std::string_view prefix,
                                                                                std::string_view after) {
  return all_rows(list_families_.query(place.account, place.region, prefix, after), family_row);
}

std::int64_t EcsTaskDefinitionRepository::take_revision(const EcsPlace& place, std::string_view family) {
  count_on_.run(place.account, place.region, family);
  return first_row(last_revision_.query(place.account, place.region, family), sqlite::first_integer<>)
      .value();
}

void EcsTaskDefinitionRepository::insert(const EcsTaskDefinition& d) {
  insert_.run(d.account, d.region, d.family, d.revision, d.arn, to_string(d.status), d.registered,
              d.deregistered, d.delete_requested, d.registered_by, json::serialize(d.document));
}

void EcsTaskDefinitionRepository::update(const EcsTaskDefinition& d) {
  update_.run(d.arn, to_string(d.status), d.deregistered, d.delete_requested);
}

}  // namespace eni::sandbox
