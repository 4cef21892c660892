#pragma once
/// What the commands of `fleet` tell of stacks in accounts and Regions. Pure.
#include <string>
#include <vector>

#include "eni_trunking/fleet/fleet_command.h"

namespace eni::command {

/// "At most 10% of the accounts at a time, one Region after the other; tolerated failures in a Region: 0 accounts."
std::string preferences_text(const OperationPreferences& preferences);

/// How many stacks each Region has in which state, and those that are not current with their reasons.
/// @param lines  as failure_report()
std::string deployment_table(const std::vector<StackInstance>& instances, const FleetLines& lines);
/// @param operations  those of this run
json::object deployment_json(const StackSetDescription& stack_set,
                             const std::vector<StackInstance>& instances,
                             const std::vector<EndedOperation>& operations);

/// Whether accounts of which there are many in the same states share a row: "497 accounts".
enum class Rows { kShared, kOneAnAccount };

/// A row an account, a column a Region; below it those that are not current, with their reasons.
/// @param operation  that is under way
std::string status_table(const StackSetDescription& stack_set, const std::vector<StackInstance>& instances,
                         const std::optional<StackSetOperation>& operation, const FleetLines& lines,
                         Rows rows);
json::object status_json(const StackSetDescription& stack_set, const std::vector<StackInstance>& instances,
                         const std::optional<StackSetOperation>& operation);

/// Says on standard error what has not succeeded, if something has not. @return  exit_code_of(), and that all stacks are current
ExitCode report_end(Terminal& terminal, const std::vector<EndedOperation>& operations,
                    const std::vector<StackInstance>& instances);

}  // namespace eni::command
