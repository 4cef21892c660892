#include "sandbox/store/ecs_cluster_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcsCluster row(const sqlite::Statement& statement) {
  EcsCluster cluster;
  cluster.number = EcsClusterNumber{statement.integer(0)};
  cluster.account = statement.text(1);
  cluster.region = statement.text(2);
  cluster.name = statement.text(3);
  cluster.arn = statement.text(4);
  cluster.status = read_ecs_status<EcsClusterStatus>(statement.view(5)).value();
  cluster.counts = {statement.integer(6), statement.integer(7), statement.integer(8), statement.integer(9),
                    statement.integer(10)};
  cluster.document = read_document(statement, 11);
  return cluster;
}

}  // namespace

std::string arn_in_cluster(const EcsCluster& cluster, std::string_view type, std::string_view id) {
  // arn:aws:ecs:REGION:ACCOUNT:cluster/NAME
  const std::string prefix =
      cluster.arn.substr(0, cluster.arn.size() - std::string_view("cluster/").size() - cluster.name.size());
  return prefix + std::string(type) + "/" + cluster.name + "/" + std::string(id);
}

EcsClusterRepository::EcsClusterRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT number, account, region, name, arn, status, container_instances, running_tasks, "
            "pending_tasks, active_services, draining_services, document FROM ecs_clusters "
            "WHERE account = ?1 AND region = ?2 AND name = ?3"},
      find_by_number_{database,
                      "SELECT number, account, region, name, arn, status, container_instances, "
                      "running_tasks, pending_tasks, active_services, draining_services, document "
                      "FROM ecs_clusters WHERE number = ?1"},
      list_{database,
            "SELECT number, account, region, name, arn, status, container_instances, running_tasks, "
            "pending_tasks, active_services, draining_services, document FROM ecs_clusters "
            "WHERE account = ?1 AND region = ?2 AND name > ?3 AND status = 'ACTIVE' ORDER BY name LIMIT ?4"},
      all_active_{database,
                  "SELECT number, account, region, name, arn, status, container_instances, running_tasks, "
                  "pending_tasks, active_services, draining_services, document FROM ecs_clusters "
                  "WHERE status = 'ACTIVE' ORDER BY number"},
      with_running_tasks_{database, "SELECT number FROM ecs_clusters WHERE running_tasks > 0"},
      insert_{database,
              "INSERT INTO ecs_clusters (account, region, name, arn, status, container_instances, "
              "running_tasks, pending_tasks, active_services, draining_services, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"},
      update_{database, "UPDATE ecs_clusters SET status = ?2, document = ?3 WHERE number = ?1"},
      add_counts_{database,
                  "UPDATE ecs_clusters SET container_instances = container_instances + ?2, "
                  "running_tasks = running_tasks + ?3, pending_tasks = pending_tasks + ?4, "
                  "active_services = active_services + ?5, draining_services = draining_services + ?6 "
                  "WHERE number = ?1"} {}

std::optional<EcsCluster> EcsClusterRepository::find(const EcsPlace& place, std::string_view name) {
  return first_row(find_.query(place.account, place.region, name), row);
}

std::optional<EcsCluster> EcsClusterRepository::find(EcsClusterNumber number) {
  return first_row(find_by_number_.query(number), row);
}

std::vector<EcsCluster> EcsClusterRepository::list(const EcsPlace& place, std::string_view after,
                                                   std::int64_t limit) {
  return all_rows(list_.query(place.account, place.region, after, limit), row);
}

std::vector<EcsCluster> EcsClusterRepository::all_active() { return all_rows(all_active_.query(), row); }

std::vector<EcsClusterNumber> EcsClusterRepository::with_running_tasks() {
  return all_rows(with_running_tasks_.query(), sqlite::first_integer<EcsClusterNumber>);
}

EcsCluster EcsClusterRepository::insert(EcsCluster cluster) {
  const EcsClusterCounts& counts = cluster.counts;
  insert_.run(cluster.account, cluster.region, cluster.name, cluster.arn, to_string(cluster.status),
              counts.container_instances, counts.running_tasks, counts.pending_tasks, counts.active_services,
              counts.draining_services, json::serialize(cluster.document));
  cluster.number = EcsClusterNumber{database_.last_insert_rowid()};
  return cluster;
}

void EcsClusterRepository::update(const EcsCluster& cluster) {
  update_.run(cluster.number, to_string(cluster.status), json::serialize(cluster.document));
}

void EcsClusterRepository::add_counts(EcsClusterNumber number, const EcsClusterCounts& difference) {
  add_counts_.run(number, difference.container_instances, difference.running_tasks, difference.pending_tasks,
                  difference.active_services, difference.draining_services);
}

}  // namespace eni::sandbox
