#include "eni_trunking/fleet/fleet_report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/fleet/failures.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

namespace {

std::string amount_text(const CountOrPercentage& value) {
  return value.is_percentage ? std::to_string(value.number) + "% of the accounts"
                             : diagnosis::counted(static_cast<std::size_t>(value.number), "account");
}

std::size_t count_not_current(const std::vector<StackInstance>& instances) {
  return static_cast<std::size_t>(std::count_if(instances.begin(), instances.end(),
                                                [](const StackInstance& one) { return !one.is_current(); }));
}

/// CURRENT, or what is the matter: FAILED says more than OUTDATED.
std::string state_of(const StackInstance& instance) {
  const bool tells_more = !instance.is_current() && instance.status == "OUTDATED" &&
                          !instance.detailed_status.empty() && instance.detailed_status != "SUCCEEDED";
  const std::string state = tells_more ? instance.detailed_status : instance.status;
  return instance.drift == "DRIFTED" ? state + ", DRIFTED" : state;
}

std::string failures_text(const std::vector<StackInstance>& instances, const FleetLines& lines) {
  const std::vector<Failure> failures = failures_of(instances);
  return failures.empty() ? "" : "\nNot current:\n" + failure_report(failures, lines);
}

std::string totals(const std::vector<StackInstance>& instances) {
  const std::size_t bad = count_not_current(instances);
  return diagnosis::counted(instances.size(), "stack") + ", " +
         (bad == 0 ? "all current" : std::to_string(bad) + " not current");
}

/// Of accounts in the same states, from this many on, only their number is told.
constexpr std::size_t kMinShared = 10;
constexpr std::size_t kColumns = 80;
/// Of more Regions in a cell only their number is told: the failures below the table name them.
constexpr std::size_t kMaxNamed = 3;

using StatesByRegion = std::map<std::string, std::string>;
/// "111122223333" or "497 accounts", and in which state it is where.
using AccountRow = std::pair<std::string, StatesByRegion>;

std::vector<AccountRow> account_rows(const std::vector<StackInstance>& instances, Rows rows) {
  std::map<std::string, StatesByRegion> states;
  for (const StackInstance& instance : instances)
    states[instance.place.account][instance.place.region] = state_of(instance);
  std::map<StatesByRegion, std::size_t> alike;
  for (const auto& [account, of_account] : states) ++alike[of_account];
  const auto is_shared = [&](std::size_t count) { return rows == Rows::kShared && count >= kMinShared; };
  std::vector<AccountRow> all;
  for (const auto& [of_regions, count] : alike) {
    if (is_shared(count)) all.emplace_back(diagnosis::counted(count, "account"), of_regions);
  }
  for (const auto& [account, of_regions] : states) {
    if (!is_shared(alike[of_regions])) all.emplace_back(account, of_regions);
  }
  return all;
}

std::string table_by_region(const std::vector<AccountRow>& rows, const std::set<std::string>& regions) {
  std::vector<Column> columns{{"account"}};
  for (const std::string& region : regions) columns.push_back({region});
  TextTable table{columns};
  for (const auto& [name, states] : rows) {
    std::vector<std::string> cells{name};
    for (const std::string& region : regions) {
      const auto state = states.find(region);
      cells.push_back(state == states.end() ? "" : state->second);
    }
    table.add_row(std::move(cells));
  }
  return table.text();
}

/// For more Regions than a terminal has room for beside each other.
std::string table_by_state(const std::vector<AccountRow>& rows, std::size_t region_count) {
  TextTable table{{{"account"}, {"state"}, {"regions"}}};
  for (const auto& [name, states] : rows) {
    std::map<std::string, std::vector<std::string>> regions;
    for (const auto& [region, state] : states) regions[state].push_back(region);
    std::string first = name;
    for (const auto& [state, in] : regions) {
      const std::string where = in.size() == region_count ? "all"
                                : in.size() > kMaxNamed   ? diagnosis::counted(in.size(), "Region")
                                                          : join(in, ", ");
      table.add_row({std::exchange(first, ""), state, where});
    }
  }
  return table.text();
}

std::string states_table(const std::vector<StackInstance>& instances, Rows how) {
  std::set<std::string> regions;
  for (const StackInstance& instance : instances) regions.insert(instance.place.region);
  const std::vector<AccountRow> rows = account_rows(instances, how);
  std::string text = table_by_region(rows, regions);
  const std::vector<std::string> lines = split(text, '\n');
  const bool fits = std::all_of(lines.begin(), lines.end(),
                                [](const std::string& line) { return line.size() <= kColumns; });
  return fits ? text : table_by_state(rows, regions.size());
}

json::array instances_json(const std::vector<StackInstance>& instances) {
  json::array list;
  for (const StackInstance& instance : instances)
    list.push_back({{"Account", instance.place.account},
                    {"Region", instance.place.region},
                    {"Status", instance.status},
                    {"DetailedStatus", instance.detailed_status},
                    {"StatusReason", instance.reason},
                    {"DriftStatus", instance.drift},
                    {"OrganizationalUnitId", instance.organizational_unit},
                    {"StackId", instance.stack_id}});
  return list;
}

json::object operation_json(const StackSetOperation& operation) {
  return {{"OperationId", operation.id},
          {"Action", operation.action},
          {"Status", operation.status},
          {"StatusReason", operation.reason}};
}

json::object stack_set_json(const StackSetDescription& stack_set) {
  return {{"StackSetName", stack_set.name},
          {"StackSetId", stack_set.id},
          {"PermissionModel", to_string(stack_set.permissions)}};
}

}  // namespace

std::string preferences_text(const OperationPreferences& preferences) {
  std::string order;
  if (preferences.regions_in_parallel)
    order = "in all Regions at the same time";
  else
    order = preferences.region_order.empty() ? "one Region after the other"
                                             : "in this order: " + join(preferences.region_order, ", ");
  return "At most " + amount_text(preferences.max_concurrent) + " at a time, " + order +
         "; tolerated failures in a Region: " + amount_text(preferences.failure_tolerance) + ".";
}

std::string deployment_table(const std::vector<StackInstance>& instances, const FleetLines& lines) {
  struct Counts {
    std::size_t current = 0, outdated = 0, inoperable = 0;
  };
  std::map<std::string, Counts> by_region;
  for (const StackInstance& instance : instances) {
    Counts& counts = by_region[instance.place.region];
    if (instance.is_current())
      ++counts.current;
    else if (instance.status == "INOPERABLE")
      ++counts.inoperable;
    else
      ++counts.outdated;
  }
  TextTable table{
      {{"region"}, {"CURRENT", Align::kRight}, {"OUTDATED", Align::kRight}, {"INOPERABLE", Align::kRight}}};
  for (const auto& [region, counts] : by_region)
    table.add_row({region, std::to_string(counts.current), std::to_string(counts.outdated),
                   std::to_string(counts.inoperable)});
  return table.text() + failures_text(instances, lines);
}

json::object deployment_json(const StackSetDescription& stack_set,
                             const std::vector<StackInstance>& instances,
                             const std::vector<EndedOperation>& operations) {
  json::object all = stack_set_json(stack_set);
  all["Changed"] = !operations.empty();
  json::array list;
  for (const EndedOperation& one : operations) list.push_back(operation_json(one.operation));
  all["Operations"] = std::move(list);
  all["Instances"] = instances_json(instances);
  return all;
}

std::string status_table(const StackSetDescription& stack_set, const std::vector<StackInstance>& instances,
                         const std::optional<StackSetOperation>& operation, const FleetLines& lines,
                         Rows rows) {
  std::string text =
      stack_set.name + ", " + std::string(to_string(stack_set.permissions)) + ": " + totals(instances) + "\n";
  if (operation)
    text +=
        "under way: " + operation->action + " " + operation->status + ", operation " + operation->id + "\n";
  if (!instances.empty()) text += "\n" + states_table(instances, rows);
  return text + failures_text(instances, lines);
}

json::object status_json(const StackSetDescription& stack_set, const std::vector<StackInstance>& instances,
                         const std::optional<StackSetOperation>& operation) {
  json::object all = stack_set_json(stack_set);
  if (operation) all["Operation"] = operation_json(*operation);
  all["Instances"] = instances_json(instances);
  return all;
}

ExitCode report_end(Terminal& terminal, const std::vector<EndedOperation>& operations,
                    const std::vector<StackInstance>& instances) {
  const ExitCode code = exit_code_of(operations);
  if (code == ExitCode::kRefused) {
    const StackSetOperation& last = operations.back().operation;
    return fail(terminal,
                {"the operation " + last.id + " (" + last.action + ") ended in " + last.status +
                     (last.reason.empty() ? "" : ": " + last.reason),
                 "mend what is named, and run the same again: it goes on with what is not current"},
                code);
  }
  const std::size_t bad = count_not_current(instances);
  if (bad == 0) return code;
  return fail(terminal, {std::to_string(bad) + " of " + diagnosis::counted(instances.size(), "stack") +
                             " not current" + (operations.empty() ? "" : ", within the failure tolerance"),
                         "mend what is named, and run the same again"});
}

}  // namespace eni::command
