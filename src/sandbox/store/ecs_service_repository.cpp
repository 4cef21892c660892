#include "sandbox/store/ecs_service_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

namespace {

EcsService row(const sqlite::Statement& statement) {
  EcsService service;
  service.number = EcsServiceNumber{statement.integer(0)};
  service.cluster = EcsClusterNumber{statement.integer(1)};
  service.name = statement.text(2);
  service.status = read_ecs_status<EcsServiceStatus>(statement.view(3)).value();
  service.daemon = statement.integer(4) != 0;
  service.desired_count = statement.integer(5);
  service.created_at = statement.integer(6);
  service.inactive_since = statement.integer(7);
  service.document = read_document(statement, 8);
  return service;
}

EcsDeployment deployment_row(const sqlite::Statement& statement) {
  EcsDeployment deployment;
  deployment.number = EcsDeploymentNumber{statement.integer(0)};
  deployment.service = EcsServiceNumber{statement.integer(1)};
  deployment.id = statement.text(2);
  deployment.status = read_ecs_status<EcsDeploymentStatus>(statement.view(3)).value();
  deployment.origin = EcsTaskOriginNumber{statement.integer(4)};
  deployment.desired_count = statement.integer(5);
  deployment.failed_tasks = statement.integer(6);
  deployment.created_at = statement.integer(7);
  deployment.updated_at = statement.integer(8);
  deployment.document = read_document(statement, 9);
  return deployment;
}

EcsServiceEvent event_row(const sqlite::Statement& statement) {
  return {statement.text(0), statement.integer(1), statement.text(2)};
}

std::vector<EcsServiceNumber> numbers(sqlite::Statement& statement) {
  return all_rows(statement, sqlite::first_integer<EcsServiceNumber>);
}

}  // namespace

EcsRolloutState EcsDeployment::rollout_state() const {
  return read_ecs_status<EcsRolloutState>(text_at(document, "rolloutState")).value();
}

EcsServiceRepository::EcsServiceRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT * FROM ecs_services WHERE cluster = ?1 AND name = ?2 ORDER BY number DESC LIMIT 1"},
      find_by_number_{database, "SELECT * FROM ecs_services WHERE number = ?1"},
      list_{database,
            "SELECT * FROM ecs_services WHERE cluster = ?1 AND (?2 IS NULL OR daemon = ?2) AND name > ?3 "
            "AND status <> 'INACTIVE' ORDER BY name LIMIT ?4"},
      living_{database, "SELECT number FROM ecs_services WHERE status <> 'INACTIVE' ORDER BY number"},
      living_in_{
          database,
          "SELECT number FROM ecs_services WHERE cluster = ?1 AND status <> 'INACTIVE' ORDER BY number"},
      living_daemons_{database,
                      "SELECT number FROM ecs_services WHERE cluster = ?1 AND daemon = 1 AND "
                      "status <> 'INACTIVE' ORDER BY number"},
      insert_{database,
              "INSERT INTO ecs_services (cluster, name, status, daemon, desired_count, created_at, "
              "inactive_since, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)"},
      update_{database,
              "UPDATE ecs_services SET status = ?2, desired_count = ?3, inactive_since = ?4, document = ?5 "
              "WHERE number = ?1"},
      forget_{database, "DELETE FROM ecs_services WHERE status = 'INACTIVE' AND inactive_since < ?1"},
      orphans_{database,
               "DELETE FROM ecs_deployments WHERE NOT EXISTS "
               "(SELECT 1 FROM ecs_services WHERE number = service)"},
      orphan_events_{database,
                     "DELETE FROM ecs_service_events WHERE NOT EXISTS "
                     "(SELECT 1 FROM ecs_services WHERE number = service)"},
      insert_deployment_{database,
                         "INSERT INTO ecs_deployments (service, id, status, origin, desired_count, "
                         "failed_tasks, created_at, updated_at, document) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      deployments_{database,
                   "SELECT * FROM ecs_deployments WHERE service = ?1 "
                   "ORDER BY status <> 'PRIMARY', number DESC"},
      update_deployment_{database,
                         "UPDATE ecs_deployments SET status = ?2, desired_count = ?3, failed_tasks = ?4, "
                         "updated_at = ?5, document = ?6 WHERE number = ?1"},
      forget_failed_tasks_{
          database, "UPDATE ecs_deployments SET failed_tasks = 0 WHERE origin = ?1 AND failed_tasks > 0"},
      remove_deployment_{database, "DELETE FROM ecs_deployments WHERE number = ?1"},
      events_{database,
              "SELECT id, created_at, message FROM ecs_service_events WHERE service = ?1 "
              "ORDER BY number DESC LIMIT 100"},
      add_event_{database,
                 "INSERT INTO ecs_service_events (service, id, created_at, message) VALUES (?1, ?2, ?3, ?4)"},
      trim_events_{database,
                   "DELETE FROM ecs_service_events WHERE service = ?1 AND number <= (SELECT number FROM "
                   "ecs_service_events WHERE service = ?1 ORDER BY number DESC LIMIT 1 OFFSET 100)"} {}

std::optional<EcsService> EcsServiceRepository::find(EcsClusterNumber cluster, std::string_view name) {
  return first_row(find_.query(cluster, name), row);
}

std::optional<EcsService> EcsServiceRepository::find(EcsServiceNumber number) {
  return first_row(find_by_number_.query(number), row);
}

std::vector<EcsService> EcsServiceRepository::list(const EcsServiceQuery& query) {
  return all_rows(list_.query(query.cluster, query.daemon, query.after, query.limit), row);
}

std::vector<EcsServiceNumber> EcsServiceRepository::living(std::optional<EcsClusterNumber> cluster) {
  return numbers(cluster ? living_in_.query(*cluster) : living_.query());
}

std::vector<EcsServiceNumber> EcsServiceRepository::living_daemons(EcsClusterNumber cluster) {
  return numbers(living_daemons_.query(cluster));
}

EcsService EcsServiceRepository::insert(EcsService service) {
  insert_.run(service.cluster, service.name, to_string(service.status), service.daemon, service.desired_count,
              service.created_at, json::serialize(service.document));
  service.number = EcsServiceNumber{database_.last_insert_rowid()};
  return service;
}

void EcsServiceRepository::update(const EcsService& service) {
  update_.run(service.number, to_string(service.status), service.desired_count, service.inactive_since,
              json::serialize(service.document));
}

void EcsServiceRepository::forget_inactive(std::int64_t moment) {
  forget_.run(moment);
  if (database_.changes() == 0) return;
  orphans_.run();
  orphan_events_.run();
}

EcsDeployment EcsServiceRepository::insert(EcsDeployment deployment) {
  const EcsDeployment& d = deployment;
  insert_deployment_.run(d.service, d.id, to_string(d.status), d.origin, d.desired_count, d.failed_tasks,
                         d.created_at, d.updated_at, json::serialize(d.document));
  deployment.number = EcsDeploymentNumber{database_.last_insert_rowid()};
  return deployment;
}

std::vector<EcsDeployment> EcsServiceRepository::deployments(EcsServiceNumber service) {
  return all_rows(deployments_.query(service), deployment_row);
}

void EcsServiceRepository::update(const EcsDeployment& d) {
  update_deployment_.run(d.number, to_string(d.status), d.desired_count, d.failed_tasks, d.updated_at,
                         json::serialize(d.document));
}

void EcsServiceRepository::forget_failed_tasks(EcsTaskOriginNumber origin) {
  forget_failed_tasks_.run(origin);
}

void EcsServiceRepository::remove_deployment(EcsDeploymentNumber number) { remove_deployment_.run(number); }

std::vector<EcsServiceEvent> EcsServiceRepository::events(EcsServiceNumber service) {
  return all_rows(events_.query(service), event_row);
}

void EcsServiceRepository::add_event(EcsServiceNumber service, const EcsServiceEvent& event) {
  add_event_.run(service, event.id, event.created_at, event.message);
  trim_events_.run(service);
}

}  // namespace eni::sandbox
