#include "sandbox/store/ecs_service_deployment_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcsServiceDeployment read_deployment(const sqlite::Statement& row) {
  return {row.integer(0), EcsServiceNumber{row.integer(1)},
          row.text(2),    row.text(3),
          row.text(4),    row.text(5),
          row.integer(6), row.integer(7),
          row.integer(8), json::parse(row.view(9)).as_object()};
}

}  // namespace

EcsServiceDeploymentRepository::EcsServiceDeploymentRepository(sqlite::Database& database)
    : insert_{database,
              "INSERT INTO ecs_service_deployments (service, id, revision, rollback, status, created_at, "
              "updated_at, finished_at, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      update_{
          database,
          "UPDATE ecs_service_deployments SET rollback = ?2, status = ?3, updated_at = ?4, finished_at = ?5, "
          "document = ?6 WHERE number = ?1"},
      find_{database,
            "SELECT number, service, id, revision, rollback, status, created_at, updated_at, finished_at, "
            "document "
            "FROM ecs_service_deployments WHERE id = ?1"},
      of_revision_{
          database,
          "SELECT number, service, id, revision, rollback, status, created_at, updated_at, finished_at, "
          "document FROM ecs_service_deployments WHERE revision = ?1"},
      under_way_{
          database,
          "SELECT number, service, id, revision, rollback, status, created_at, updated_at, finished_at, "
          "document FROM ecs_service_deployments WHERE service = ?1 AND finished_at = 0"},
      list_{database,
            "SELECT number, service, id, revision, rollback, status, created_at, updated_at, finished_at, "
            "document "
            "FROM ecs_service_deployments WHERE service = ?1 ORDER BY number DESC"},
      forget_{database, "DELETE FROM ecs_service_deployments WHERE created_at < ?1 AND finished_at > 0"} {}

void EcsServiceDeploymentRepository::insert(const EcsServiceDeployment& row) {
  insert_.run(row.service, row.id, row.revision, row.rollback, row.status, row.created_at, row.updated_at,
              row.finished_at, json::serialize(row.document));
}

void EcsServiceDeploymentRepository::update(const EcsServiceDeployment& row) {
  update_.run(row.number, row.rollback, row.status, row.updated_at, row.finished_at,
              json::serialize(row.document));
}

std::optional<EcsServiceDeployment> EcsServiceDeploymentRepository::find(std::string_view id) {
  return first_row(find_.query(id), read_deployment);
}

std::optional<EcsServiceDeployment> EcsServiceDeploymentRepository::of_revision(std::string_view revision) {
  return first_row(of_revision_.query(revision), read_deployment);
}

std::optional<EcsServiceDeployment> EcsServiceDeploymentRepository::under_way(EcsServiceNumber service) {
  return first_row(under_way_.query(service), read_deployment);
}

std::vector<EcsServiceDeployment> EcsServiceDeploymentRepository::list(EcsServiceNumber service) {
  return all_rows(list_.query(service), read_deployment);
}

void EcsServiceDeploymentRepository::forget(std::int64_t moment) { forget_.run(moment); }

}  // namespace eni::sandbox
