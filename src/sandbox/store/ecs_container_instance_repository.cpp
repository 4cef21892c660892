#include "sandbox/store/ecs_container_instance_repository.h"

#include "sandbox/store/ecs_host_rows.h"
#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

std::vector<EcsContainerInstance> read_all(sqlite::Statement& statement, EcsAttributeSets& attribute_sets) {
  EcsHostRows rows{attribute_sets};
  std::vector<EcsContainerInstance> out;
  while (statement.step()) {
    out.push_back(rows.read(statement));
    out.back().document = read_document(statement, kEcsHostDocument);
  }
  return out;
}

std::optional<EcsContainerInstance> read_one(sqlite::Statement& statement, EcsAttributeSets& attribute_sets) {
  if (!statement.step()) return std::nullopt;
  EcsContainerInstance found = EcsHostRows{attribute_sets}.take(statement);
  found.document = read_document(statement, kEcsHostDocument);
  statement.reset();
  return found;
}

}  // namespace

// Columns are in the order of the table's. NOT IN (2, 3) is what lets SQLite use the index of the few that are neither
// ACTIVE nor DRAINING.
EcsContainerInstanceRepository::EcsContainerInstanceRepository(sqlite::Database& database)
    : database_{database},
      find_{database, "SELECT * FROM ecs_container_instances WHERE number = ?1"},
      find_by_id_{database, "SELECT * FROM ecs_container_instances WHERE id = ?2 AND cluster = ?1"},
      of_ec2_instance_{database,
                       "SELECT * FROM ecs_container_instances WHERE ec2_instance_id = ?1 AND status <> ?2 "
                       "ORDER BY number"},
      visit_{database,
             "SELECT * FROM ecs_container_instances WHERE cluster = ?1 AND number > ?2 AND status <> ?3 "
             "ORDER BY number"},
      of_changing_ec2_{
          database,
          "SELECT * FROM ecs_container_instances WHERE status <> ?1 AND (NOT EXISTS "
          "(SELECT 1 FROM ec2_resources WHERE id = ec2_instance_id) OR EXISTS "
          "(SELECT 1 FROM ec2_instance_transitions WHERE instance = ec2_instance_id)) ORDER BY number"},
      registered_resources_{database,
                            "SELECT sum(registered_cpu), sum(registered_memory_mib), "
                            "sum(registered_interfaces), sum(remaining_cpu), sum(remaining_memory_mib), "
                            "sum(remaining_interfaces) FROM ecs_container_instances "
                            "WHERE cluster = ?1 AND status IN (2, 3)"},
      all_of_{
          database,
          "SELECT * FROM ecs_container_instances WHERE status = ?1 AND status NOT IN (2, 3) ORDER BY number"},
      insert_{database,
              "INSERT INTO ecs_container_instances VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
              "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)"},
      update_{database,
              "UPDATE ecs_container_instances SET ec2_instance_id = ?2, instance_type = ?3, "
              "availability_zone = ?4, vpc_id = ?5, subnet_id = ?6, status = ?7, status_since = ?8, "
              "agent_connected = ?9, agent_version = ?10, registered_at = ?11, version = version + 1, "
              "registered_cpu = ?12, registered_memory_mib = ?13, registered_interfaces = ?14, "
              "attribute_set = ?15, own_attributes = ?16, reserved_ports = ?17, document = ?18 WHERE number "
              "= ?1"},
      occupy_{database,
              "UPDATE ecs_container_instances SET remaining_cpu = remaining_cpu - ?2, "
              "remaining_memory_mib = remaining_memory_mib - ?3, "
              "remaining_interfaces = remaining_interfaces - ?4, running_tasks = running_tasks + ?5, "
              "pending_tasks = pending_tasks + ?6, version = version + 1 WHERE number = ?1"},
      set_task_ports_{database, "UPDATE ecs_container_instances SET task_ports = ?2 WHERE number = ?1"},
      remove_inactive_{database,
                       "DELETE FROM ecs_container_instances WHERE status = ?1 AND status NOT IN (2, 3) AND "
                       "status_since < ?2"},
      find_attribute_set_{database, "SELECT number FROM ecs_attribute_sets WHERE attributes = ?1"},
      insert_attribute_set_{database, "INSERT INTO ecs_attribute_sets (attributes) VALUES (?1)"},
      count_{database,
             "UPDATE ecs_clusters SET container_instances = container_instances + ?2 WHERE number = ?1"},
      attribute_sets_{database} {}

std::int64_t EcsContainerInstanceRepository::attribute_set_of(const EcsAttributes& attributes) {
  const std::string text = common_attributes_text(attributes);
  if (const auto number = first_row(find_attribute_set_.query(text), sqlite::first_integer<>)) return *number;
  insert_attribute_set_.run(text);
  return database_.last_insert_rowid();
}

std::optional<EcsContainerInstance> EcsContainerInstanceRepository::find(EcsContainerInstanceNumber number) {
  return read_one(find_.query(number), attribute_sets_);
}

std::optional<EcsContainerInstance> EcsContainerInstanceRepository::find(EcsClusterNumber cluster,
                                                                         std::string_view id) {
  return read_one(find_by_id_.query(cluster, id), attribute_sets_);
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::of_ec2_instance(
    std::string_view ec2_instance_id) {
  return read_all(of_ec2_instance_.query(ec2_instance_id, EcsHostStatus::kInactive), attribute_sets_);
}

void EcsContainerInstanceRepository::visit(EcsClusterNumber cluster,
                                           const std::function<void(const EcsContainerInstance&)>& visit) {
  visit_after(cluster, {}, [&visit](const EcsContainerInstance& instance) {
    visit(instance);
    return true;
  });
}

void EcsContainerInstanceRepository::visit_after(
    EcsClusterNumber cluster, EcsContainerInstanceNumber number,
    const std::function<bool(const EcsContainerInstance&)>& visit) {
  EcsHostRows rows{attribute_sets_};
  visit_.query(cluster, number, EcsHostStatus::kInactive);
  while (visit_.step() && visit(rows.read(visit_))) {
  }
  visit_.reset();
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::of_changing_ec2_instances() {
  return read_all(of_changing_ec2_.query(EcsHostStatus::kInactive), attribute_sets_);
}

EcsRegisteredResources EcsContainerInstanceRepository::registered_resources(EcsClusterNumber cluster) {
  const auto read = [](const sqlite::Statement& row) {
    return EcsRegisteredResources{{row.integer(0), row.integer(1), row.integer(2)},
                                  {row.integer(3), row.integer(4), row.integer(5)}};
  };
  return first_row(registered_resources_.query(cluster), read).value_or(EcsRegisteredResources{});
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::all_of(EcsHostStatus status) {
  return read_all(all_of_.query(status), attribute_sets_);
}

EcsContainerInstance EcsContainerInstanceRepository::insert(EcsContainerInstance instance) {
  const EcsContainerInstance& i = instance;
  const std::int64_t attribute_set = attribute_set_of(i.attributes);
  insert_.run(i.cluster, i.id, i.ec2_instance_id, i.instance_type, i.availability_zone, i.vpc_id, i.subnet_id,
              i.status, i.status_since, i.agent_connected, i.agent_version, i.registered_at, i.version,
              i.registered.cpu_units, i.registered.memory_mib, i.registered.interfaces, i.remaining.cpu_units,
              i.remaining.memory_mib, i.remaining.interfaces, i.running_tasks, i.pending_tasks, attribute_set,
              own_attributes_text(i.attributes), ports_text(i.reserved_ports), ports_text(i.task_ports),
              json::serialize(i.document));
  instance.number = EcsContainerInstanceNumber{database_.last_insert_rowid()};
  if (instance.status != EcsHostStatus::kInactive) count_.run(instance.cluster, 1);
  return instance;
}

void EcsContainerInstanceRepository::update(const EcsContainerInstance& i) {
  const auto before = find(i.number);
  if (!before) return;
  const std::int64_t attribute_set = attribute_set_of(i.attributes);
  update_.run(i.number, i.ec2_instance_id, i.instance_type, i.availability_zone, i.vpc_id, i.subnet_id,
              i.status, i.status_since, i.agent_connected, i.agent_version, i.registered_at,
              i.registered.cpu_units, i.registered.memory_mib, i.registered.interfaces, attribute_set,
              own_attributes_text(i.attributes), ports_text(i.reserved_ports), json::serialize(i.document));
  const int was = before->status != EcsHostStatus::kInactive ? 1 : 0;
  const int is = i.status != EcsHostStatus::kInactive ? 1 : 0;
  if (was != is) count_.run(i.cluster, is - was);
}

void EcsContainerInstanceRepository::occupy(EcsContainerInstanceNumber number,
                                            const EcsOccupancy& occupancy) {
  const EcsResources& resources = occupancy.resources;
  occupy_.run(number, resources.cpu_units, resources.memory_mib, resources.interfaces,
              occupancy.running_tasks, occupancy.pending_tasks);
}

void EcsContainerInstanceRepository::set_task_ports(EcsContainerInstanceNumber number,
                                                    const std::vector<EcsHostPort>& ports) {
  set_task_ports_.run(number, ports_text(ports));
}

void EcsContainerInstanceRepository::remove_inactive(std::int64_t time) {
  remove_inactive_.run(EcsHostStatus::kInactive, time);
}

}  // namespace eni::sandbox
