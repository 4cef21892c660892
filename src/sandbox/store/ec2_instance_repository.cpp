#include "sandbox/store/ec2_instance_repository.h"

#include "base/time_text.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::size_t kMaxConsoleBytes = 64 * 1024;

TimePoint time_at(const sqlite::Statement& row, int column) {
  return TimePoint{Duration{row.integer(column)}};
}

}  // namespace

Ec2InstanceRepository::Ec2InstanceRepository(sqlite::Database& database)
    : set_transition_{database,
                      "INSERT INTO ec2_instance_transitions (instance, due) VALUES (?1, ?2) "
                      "ON CONFLICT (instance) DO UPDATE SET due = ?2"},
      remove_transition_{database, "DELETE FROM ec2_instance_transitions WHERE instance = ?1"},
      due_{database, "SELECT due FROM ec2_instance_transitions WHERE instance = ?1"},
      transitions_{database, "SELECT instance, due FROM ec2_instance_transitions ORDER BY due"},
      console_{database, "SELECT output, updated FROM ec2_consoles WHERE instance = ?1"},
      set_console_{database,
                   "INSERT INTO ec2_consoles (instance, output, updated) VALUES (?1, ?2, ?3) "
                   "ON CONFLICT (instance) DO UPDATE SET output = ?2, updated = ?3"},
      remove_console_{database, "DELETE FROM ec2_consoles WHERE instance = ?1"} {}

void Ec2InstanceRepository::set_transition(const Transition& transition) {
  set_transition_.run(transition.instance, epoch_millis(transition.due));
}

void Ec2InstanceRepository::remove_transition(std::string_view instance) { remove_transition_.run(instance); }

std::optional<TimePoint> Ec2InstanceRepository::due(std::string_view instance) {
  return first_row(due_.query(instance), [](const auto& row) { return time_at(row, 0); });
}

std::vector<Ec2InstanceRepository::Transition> Ec2InstanceRepository::transitions() {
  return all_rows(transitions_.query(), [](const auto& row) {
    return Transition{row.text(0), time_at(row, 1)};
  });
}

std::optional<Ec2InstanceRepository::Console> Ec2InstanceRepository::console(std::string_view instance) {
  return first_row(console_.query(instance), [](const auto& row) {
    return Console{row.text(0), time_at(row, 1)};
  });
}

void Ec2InstanceRepository::append_console(std::string_view instance, std::string_view text, TimePoint now) {
  const auto former = console(instance);
  std::string output = former ? former->output : std::string{};
  output.append(text);
  if (output.size() > kMaxConsoleBytes) output.erase(0, output.size() - kMaxConsoleBytes);
  set_console_.run(instance, output, epoch_millis(now));
}

void Ec2InstanceRepository::remove_console(std::string_view instance) { remove_console_.run(instance); }

}  // namespace eni::sandbox
