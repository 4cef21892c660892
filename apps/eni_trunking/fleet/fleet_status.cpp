/// `eni-trunking fleet status`
#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

#include "eni_trunking/fleet/fleet.h"
#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/fleet_report.h"

namespace eni::command {

namespace {

struct Options {
  FleetOptions fleet;
  std::string output = "table";
  bool all = false;
};

ExitCode run_fleet_status(const Options& options, const GlobalOptions& global, Terminal& terminal) {
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  FleetCommand& fleet = **command;
  const auto found = fleet.get_own();
  if (!found) return fail(terminal, found.error());
  const auto operation = fleet.stack_set().running_operation();
  if (!operation) return fail(terminal, operation.error());
  const auto instances = fleet.stack_set().instances();
  if (!instances) return fail(terminal, instances.error());
  if (options.output == "json")
    terminal.out << pretty(status_json(*found, *instances, *operation));
  else
    terminal.out << status_table(*found, *instances, *operation, fleet.lines(),
                                 options.all ? Rows::kOneAnAccount : Rows::kShared);
  const bool is_current = std::all_of(instances->begin(), instances->end(),
                                      [](const StackInstance& one) { return one.is_current(); });
  return is_current ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Run declare_fleet_status(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  declare_stack_set(app, options->fleet);
  app.add_option("--output", options->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  app.add_flag("--all", options->all, "A row for each account, however many there are in the same states");
  const auto global = declare_global_options(app);
  app.footer(
      "OUTDATED stacks do not have what the stack set has: they failed, or their turn is\n"
      "still to come. Ends with 1 if a stack is not current.\n"
      "  eni-trunking fleet status --output json");
  return [options, global, &terminal] { return run_fleet_status(*options, *global, terminal); };
}

}  // namespace eni::command
