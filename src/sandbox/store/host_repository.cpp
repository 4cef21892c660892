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

std::string_view text_of(HostPhase phase) {
  return std::find_if(kPhases.begin(), kPhases.end(), [phase](const auto& row) { return row.first == phase; })
      ->second;
}

HostPhase phase_of(std::string_view text) {
  const auto found =
      std::find_if(kPhases.begin(), kPhases.end(), [text](const auto& row) { return row.second == text; });
  return found == kPhases.end() ? HostPhase::kEnded : found->first;
}

constexpr std::array<std::pair<HostAgent, std::string_view>, 3> kAgents = {{
    {HostAgent::kOfImage, "image"},
    {HostAgent::kInstalled, "installed"},
    {HostAgent::kNotStarted, "none"},
}};

std::string_view text_of(HostAgent agent) {
  return std::find_if(kAgents.begin(), kAgents.end(), [agent](const auto& row) { return row.first == agent; })
      ->second;
}

HostAgent agent_of(std::string_view text) {
  const auto found =
      std::find_if(kAgents.begin(), kAgents.end(), [text](const auto& row) { return row.second == text; });
  return found == kAgents.end() ? HostAgent::kOfImage : found->first;
}

HostRecord row(const sqlite::Statement& statement) {
  return {statement.text(0), phase_of(statement.view(1)), statement.integer(2) != 0, statement.text(3),
          statement.text(4), agent_of(statement.view(5)), statement.integer(6)};
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
  put_.run(host.instance, text_of(host.phase), host.is_booted ? 1 : 0, host.settings,
           host.container_instance_arn, text_of(host.agent), host.boots_begun);
}

void HostRepository::remove(std::string_view instance) { remove_.run(instance); }

std::vector<HostRecord> HostRepository::unfinished() { return all_rows(unfinished_.query(), row); }

std::vector<std::string> HostRepository::instances_without_host() {
  return all_rows(without_host_.query(), sqlite::first_text);
}

}  // namespace eni::sandbox
