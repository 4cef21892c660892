#include "sandbox/store/host_repository.h"

#include <algorithm>
#include <array>

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::array<std::pair<HostPhase, std::string_view>, 5> kPhases = {{
    {HostPhase::kOff, "off"},
    {HostPhase::kBooting, "booting"},
    {HostPhase::kStarting, "starting"},
    {HostPhase::kJoined, "joined"},
    {HostPhase::kEnded, "ended"},
}};

constexpr std::array<std::pair<HostAgent, std::string_view>, 3> kAgents = {{
    {HostAgent::kOfImage, "image"},
    {HostAgent::kInstalled, "installed"},
    {HostAgent::kNotStarted, "none"},
}};

/// Of a table of the two above.
template <class Table, class Value>
std::string_view text_of(const Table& table, Value value) {
  return std::ranges::find(table, value, &Table::value_type::first)->second;
}

template <class Table, class Value>
Value read(const Table& table, std::string_view text, Value fallback) {
  const auto* found = std::ranges::find(table, text, &Table::value_type::second);
  return found == table.end() ? fallback : found->first;
}

HostRecord row(const sqlite::Statement& statement) {
  return {statement.text(0),         read(kPhases, statement.view(1), HostPhase::kEnded),
          statement.integer(2) != 0, statement.text(3),
          statement.text(4),         read(kAgents, statement.view(5), HostAgent::kOfImage),
          statement.integer(6)};
}

}  // namespace

HostRepository::HostRepository(sqlite::Database& database)
    : find_{database,
            "SELECT instance, phase, is_booted, settings, container_instance_arn, agent, boots_begun FROM "
            "hosts "
            "WHERE instance = ?1"},
      put_{database,
           "INSERT INTO hosts (instance, phase, is_booted, settings, container_instance_arn, agent, "
           "boots_begun) "
           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (instance) DO UPDATE SET phase = ?2, is_booted = "
           "?3, "
           "settings = ?4, container_instance_arn = ?5, agent = ?6, boots_begun = ?7"},
      remove_{database, "DELETE FROM hosts WHERE instance = ?1"},
      unfinished_{database,
                  "SELECT instance, phase, is_booted, settings, container_instance_arn, agent, boots_begun "
                  "FROM hosts "
                  "WHERE phase NOT IN ('joined', 'ended') ORDER BY instance"},
      without_host_{database,
                    "SELECT id FROM ec2_resources WHERE kind = 'instance' "
                    "AND id NOT IN (SELECT instance FROM hosts) ORDER BY number"} {}

std::optional<HostRecord> HostRepository::find(std::string_view instance) {
  return first_row(find_.query(instance), row);
}

void HostRepository::put(const HostRecord& host) {
  put_.run(host.instance, text_of(kPhases, host.phase), host.is_booted ? 1 : 0, host.settings,
           host.container_instance_arn, text_of(kAgents, host.agent), host.boots_begun);
}

void HostRepository::remove(std::string_view instance) { remove_.run(instance); }

std::vector<HostRecord> HostRepository::unfinished() { return all_rows(unfinished_.query(), row); }

std::vector<std::string> HostRepository::instances_without_host() {
  return all_rows(without_host_.query(), sqlite::first_text);
}

}  // namespace eni::sandbox
