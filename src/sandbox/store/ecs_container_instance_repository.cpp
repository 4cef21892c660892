#include "sandbox/store/ecs_container_instance_repository.h"

#include <array>
#include <iterator>

#include "base/text.h"

namespace eni::sandbox {
namespace {

constexpr std::string_view kStatuses[] = {"REGISTERING", "REGISTRATION_FAILED", "ACTIVE",
                                          "DRAINING",    "DEREGISTERING",       "INACTIVE"};

/// "22 2375 53/udp"
std::string text_of(const std::vector<EcsHostPort>& ports) {
  std::string out;
  for (const EcsHostPort& port : ports) {
    if (!out.empty()) out.push_back(' ');
    out.append(std::to_string(port.port));
    if (port.protocol == EcsPortProtocol::kUdp) out.append("/udp");
  }
  return out;
}

std::vector<EcsHostPort> read_ports(std::string_view text) {
  std::vector<EcsHostPort> ports;
  if (text.empty()) return ports;
  for (const std::string& word : split(text, ' ')) {
    const bool udp = word.ends_with("/udp");
    const auto number = parse_integer(std::string_view(word).substr(0, word.find('/'))).value_or(0);
    ports.push_back(
        {static_cast<std::uint16_t>(number), udp ? EcsPortProtocol::kUdp : EcsPortProtocol::kTcp});
  }
  return ports;
}

std::string text_of(const EcsAttributes& attributes) {
  json::object out;
  for (const auto& [name, value] : attributes)
    out.emplace(name, value ? json::value(*value) : json::value(nullptr));
  return json::serialize(out);
}

EcsAttributes read_attributes(std::string_view text) {
  EcsAttributes attributes;
  std::array<unsigned char, 16'384> buffer;  // A start reads 100 000 of them.
  json::monotonic_resource memory{buffer.data(), buffer.size()};
  const json::value document = json::parse(text, &memory);
  for (const auto& member : document.as_object()) {
    const json::string* value = member.value().if_string();
    attributes.emplace_hint(attributes.end(), member.key(),
                            value ? std::optional<std::string>(std::string(*value)) : std::nullopt);
  }
  return attributes;
}

EcsContainerInstance row_without_document(const sqlite::Statement& row) {
  EcsContainerInstance instance;
  instance.number = row.integer(0);
  instance.cluster = row.integer(1);
  instance.id = row.text(2);
  instance.ec2_instance_id = row.text(3);
  instance.instance_type = row.text(4);
  instance.availability_zone = row.text(5);
  instance.vpc_id = row.text(6);
  instance.subnet_id = row.text(7);
  instance.status = static_cast<EcsHostStatus>(row.integer(8));
  instance.status_since = row.integer(9);
  instance.agent_connected = row.integer(10) != 0;
  instance.agent_version = row.text(11);
  instance.registered_at = row.integer(12);
  instance.version = row.integer(13);
  instance.registered = {row.integer(14), row.integer(15), row.integer(16)};
  instance.remaining = {row.integer(17), row.integer(18), row.integer(19)};
  instance.running_tasks = row.integer(20);
  instance.pending_tasks = row.integer(21);
  instance.attributes = read_attributes(row.view(22));
  instance.reserved_ports = read_ports(row.view(23));
  instance.task_ports = read_ports(row.view(24));
  return instance;
}

EcsContainerInstance row(const sqlite::Statement& statement) {
  EcsContainerInstance instance = row_without_document(statement);
  instance.document = json::parse(statement.view(25)).as_object();
  return instance;
}

std::optional<EcsContainerInstance> first(sqlite::Statement& statement) {
  if (!statement.step()) return std::nullopt;
  EcsContainerInstance instance = row(statement);
  statement.reset();
  return instance;
}

std::vector<EcsContainerInstance> rows(sqlite::Statement& statement) {
  std::vector<EcsContainerInstance> out;
  while (statement.step()) out.push_back(row(statement));
  return out;
}

}  // namespace

std::string_view to_string(EcsHostStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }

std::optional<EcsHostStatus> read_ecs_host_status(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kStatuses); ++i)
    if (kStatuses[i] == text) return static_cast<EcsHostStatus>(i);
  return std::nullopt;
}

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
      without_ec2_{database,
                   "SELECT * FROM ecs_container_instances WHERE status <> ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM ec2_resources WHERE id = ec2_instance_id) ORDER BY number"},
      all_of_{
          database,
          "SELECT * FROM ecs_container_instances WHERE status = ?1 AND status NOT IN (2, 3) ORDER BY number"},
      insert_{database,
              "INSERT INTO ecs_container_instances VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
              "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)"},
      update_{database,
              "UPDATE ecs_container_instances SET ec2_instance_id = ?2, instance_type = ?3, "
              "availability_zone = ?4, vpc_id = ?5, subnet_id = ?6, status = ?7, status_since = ?8, "
              "agent_connected = ?9, agent_version = ?10, registered_at = ?11, version = version + 1, "
              "registered_cpu = ?12, registered_memory_mib = ?13, registered_interfaces = ?14, "
              "attributes = ?15, reserved_ports = ?16, document = ?17 WHERE number = ?1"},
      occupy_{database,
              "UPDATE ecs_container_instances SET remaining_cpu = remaining_cpu - ?2, "
              "remaining_memory_mib = remaining_memory_mib - ?3, "
              "remaining_interfaces = remaining_interfaces - ?4, running_tasks = running_tasks + ?5, "
              "pending_tasks = pending_tasks + ?6, version = version + 1 WHERE number = ?1"},
      set_task_ports_{database, "UPDATE ecs_container_instances SET task_ports = ?2 WHERE number = ?1"},
      remove_inactive_{database,
                       "DELETE FROM ecs_container_instances WHERE status = ?1 AND status NOT IN (2, 3) AND "
                       "status_since < ?2"},
      count_{database,
             "UPDATE ecs_clusters SET container_instances = container_instances + ?2 WHERE number = ?1"} {}

std::optional<EcsContainerInstance> EcsContainerInstanceRepository::find(std::int64_t number) {
  return first(find_.query(number));
}

std::optional<EcsContainerInstance> EcsContainerInstanceRepository::find(std::int64_t cluster,
                                                                         std::string_view id) {
  return first(find_by_id_.query(cluster, id));
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::of_ec2_instance(
    std::string_view ec2_instance_id) {
  return rows(of_ec2_instance_.query(ec2_instance_id, EcsHostStatus::kInactive));
}

void EcsContainerInstanceRepository::visit(std::int64_t cluster,
                                           const std::function<void(const EcsContainerInstance&)>& visit) {
  visit_after(cluster, 0, [&visit](const EcsContainerInstance& instance) {
    visit(instance);
    return true;
  });
}

void EcsContainerInstanceRepository::visit_after(
    std::int64_t cluster, std::int64_t number,
    const std::function<bool(const EcsContainerInstance&)>& visit) {
  visit_.query(cluster, number, EcsHostStatus::kInactive);
  while (visit_.step() && visit(row_without_document(visit_))) {
  }
  visit_.reset();
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::without_ec2_instance() {
  return rows(without_ec2_.query(EcsHostStatus::kInactive));
}

std::vector<EcsContainerInstance> EcsContainerInstanceRepository::all_of(EcsHostStatus status) {
  return rows(all_of_.query(status));
}

EcsContainerInstance EcsContainerInstanceRepository::insert(EcsContainerInstance instance) {
  const EcsContainerInstance& i = instance;
  insert_.run(i.cluster, i.id, i.ec2_instance_id, i.instance_type, i.availability_zone, i.vpc_id, i.subnet_id,
              i.status, i.status_since, i.agent_connected, i.agent_version, i.registered_at, i.version,
              i.registered.cpu_units, i.registered.memory_mib, i.registered.interfaces, i.remaining.cpu_units,
              i.remaining.memory_mib, i.remaining.interfaces, i.running_tasks, i.pending_tasks,
              text_of(i.attributes), text_of(i.reserved_ports), text_of(i.task_ports),
              json::serialize(i.document));
  instance.number = database_.last_insert_rowid();
  if (instance.status != EcsHostStatus::kInactive) count_.run(instance.cluster, 1);
  return instance;
}

void EcsContainerInstanceRepository::update(const EcsContainerInstance& i) {
  const auto before = find(i.number);
  if (!before) return;
  update_.run(i.number, i.ec2_instance_id, i.instance_type, i.availability_zone, i.vpc_id, i.subnet_id,
              i.status, i.status_since, i.agent_connected, i.agent_version, i.registered_at,
              i.registered.cpu_units, i.registered.memory_mib, i.registered.interfaces, text_of(i.attributes),
              text_of(i.reserved_ports), json::serialize(i.document));
  const int was = before->status != EcsHostStatus::kInactive ? 1 : 0;
  const int is = i.status != EcsHostStatus::kInactive ? 1 : 0;
  if (was != is) count_.run(i.cluster, is - was);
}

void EcsContainerInstanceRepository::occupy(std::int64_t number, const EcsOccupancy& occupancy) {
  const EcsResources& resources = occupancy.resources;
  occupy_.run(number, resources.cpu_units, resources.memory_mib, resources.interfaces,
              occupancy.running_tasks, occupancy.pending_tasks);
}

void EcsContainerInstanceRepository::set_task_ports(std::int64_t number,
                                                    const std::vector<EcsHostPort>& ports) {
  set_task_ports_.run(number, text_of(ports));
}

void EcsContainerInstanceRepository::remove_inactive(std::int64_t time) {
  remove_inactive_.run(EcsHostStatus::kInactive, time);
}

}  // namespace eni::sandbox
