#include "sandbox/store/ecs_host_rows.h"

#include <charconv>

#include "base/json.h"

namespace eni::sandbox {
namespace {

/// Attributes whose value no other host has.
constexpr std::string_view kOwn = "ecs.awsvpc-trunk-id";

/// More than clusters have in types, zones and images; beyond it nothing is remembered.
constexpr std::size_t kMaxKinds = 1000;

constexpr std::string_view kUdp = "/udp";

void add_attributes(EcsAttributes& attributes, std::string_view text, std::vector<std::string>* names) {
  if (text.size() <= 2) return;  // {}
  const json::value document = json::parse(text);
  for (const auto& member : document.as_object()) {
    const json::string* value = member.value().if_string();
    attributes[member.key()] = value ? std::optional<std::string>(std::string(*value)) : std::nullopt;
    if (names) names->emplace_back(member.key());
  }
}

template <class Wanted>
std::string attributes_text(const EcsAttributes& attributes, const Wanted& wanted) {
  json::object out;
  for (const auto& [name, value] : attributes)
    if (wanted(name)) out.emplace(name, value ? json::value(*value) : json::value(nullptr));
  return json::serialize(out);
}

void read_ports(std::vector<EcsHostPort>& ports, std::string_view text) {
  ports.clear();
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    EcsHostPort port;
    std::from_chars(word.data(), word.data() + word.size(), port.port);
    if (word.ends_with(kUdp)) port.protocol = EcsPortProtocol::kUdp;
    ports.push_back(port);
  }
}

}  // namespace

std::string common_attributes_text(const EcsAttributes& attributes) {
  return attributes_text(attributes, [](std::string_view name) { return name != kOwn; });
}

std::string own_attributes_text(const EcsAttributes& attributes) {
  return attributes_text(attributes, [](std::string_view name) { return name == kOwn; });
}

std::string ports_text(const std::vector<EcsHostPort>& ports) {
  std::string out;
  for (const EcsHostPort& port : ports) {
    if (!out.empty()) out.push_back(' ');
    out.append(std::to_string(port.port));
    if (port.protocol == EcsPortProtocol::kUdp) out.append(kUdp);
  }
  return out;
}

EcsAttributeSets::EcsAttributeSets(sqlite::Database& database)
    : find_{database, "SELECT attributes FROM ecs_attribute_sets WHERE number = ?1"} {
  // A set whose insertion is undone leaves its number to another.
  database.watch([this](sqlite::TransactionEnd end) {
    if (end != sqlite::TransactionEnd::kCommitted) known_.clear();
  });
}

const EcsAttributes& EcsAttributeSets::get(std::int64_t number) {
  if (known_.size() > kMaxKinds) known_.clear();
  if (const auto found = known_.find(number); found != known_.end()) return found->second;
  EcsAttributes attributes;
  find_.query(number);
  if (find_.step()) add_attributes(attributes, find_.view(0), nullptr);
  find_.reset();
  return known_.emplace(number, std::move(attributes)).first->second;
}

EcsHostRows::Kind& EcsHostRows::kind_of(std::int64_t attribute_set) {
  if (kinds_.size() > kMaxKinds) kinds_.clear();
  const auto [found, is_new] = kinds_.try_emplace(attribute_set);
  Kind& kind = found->second;
  if (is_new) kind.instance.attributes = attribute_sets_.get(attribute_set);
  for (const std::string& name : kind.own) kind.instance.attributes.erase(name);
  kind.own.clear();
  return kind;
}

const EcsContainerInstance& EcsHostRows::read(const sqlite::Statement& row) {
  return read_kind(row).instance;
}

EcsContainerInstance EcsHostRows::take(const sqlite::Statement& row) && {
  return std::move(read_kind(row).instance);
}

EcsHostRows::Kind& EcsHostRows::read_kind(const sqlite::Statement& row) {
  Kind& kind = kind_of(row.integer(22));
  EcsContainerInstance& instance = kind.instance;
  add_attributes(instance.attributes, row.view(23), &kind.own);
  instance.number = EcsContainerInstanceNumber{row.integer(0)};
  instance.cluster = EcsClusterNumber{row.integer(1)};
  instance.id = row.view(2);
  instance.ec2_instance_id = row.view(3);
  instance.instance_type = row.view(4);
  instance.availability_zone = row.view(5);
  instance.vpc_id = row.view(6);
  instance.subnet_id = row.view(7);
  instance.status = static_cast<EcsHostStatus>(row.integer(8));
  instance.status_since = row.integer(9);
  instance.agent_connected = row.integer(10) != 0;
  instance.agent_version = row.view(11);
  instance.registered_at = row.integer(12);
  instance.version = row.integer(13);
  instance.registered = {row.integer(14), row.integer(15), row.integer(16)};
  instance.remaining = {row.integer(17), row.integer(18), row.integer(19)};
  instance.running_tasks = row.integer(20);
  instance.pending_tasks = row.integer(21);
  read_ports(instance.reserved_ports, row.view(24));
  read_ports(instance.task_ports, row.view(25));
  return kind;
}

}  // namespace eni::sandbox
