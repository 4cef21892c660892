/// `eni-trunking fleet destroy`: the stacks, the stack set, the archives, and buckets that nothing else is in.
#include <CLI/App.hpp>
#include <ostream>

#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/fleet/artifacts.h"
#include "eni_trunking/fleet/failures.h"
#include "eni_trunking/fleet/fleet.h"
#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/fleet_plan.h"
#include "eni_trunking/fleet/fleet_report.h"
#include "eni_trunking/fleet/organization.h"
#include "eni_trunking/fleet/regions.h"
#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/fleet/targets.h"
#include "eni_trunking/output/question.h"

namespace eni::command {

namespace {

struct Options {
  FleetOptions fleet;
  PreferenceOptions preferences;
  bool give_up_failed = false;
};

class FleetDestroy {
 public:
  FleetDestroy(const Options& options, const OperationPreferences& preferences, FleetCommand& command,
               Terminal& terminal)
      : options_{options}, preferences_{preferences}, command_{command}, terminal_{terminal} {}

  ExitCode run() {
    const std::string& name = options_.fleet.stack_set_name;
    say("Destroying the stack set " + name + " in " + command_.stack_command().place());
    const auto existing = command_.find_idle();
    if (!existing) return stop(existing.error());
    if (!*existing) say("There is no stack set " + name + ".");
    if (*existing) {
      const auto instances = command_.stack_set().instances();
      if (!instances) return stop(instances.error());
      const auto ordered = check_region_order(preferences_.region_order, regions_of(*instances));
      if (!ordered) return fail(terminal_, ordered.error(), ExitCode::kUsage);
      const auto reached_by = units_now(command_.client(), units_of(*instances));
      if (!reached_by) return stop(reached_by.error());
      plan_ = plan_removal(*instances, *reached_by,
                           options_.give_up_failed ? FailedStacks::kGiveUp : FailedStacks::kDelete);
      if (!is_permitted()) return ExitCode::kFindings;
      const ExitCode code = remove(*instances);
      if (code != ExitCode::kFine) return code;
    }
    const auto cleaned =
        remove_archives(command_.stack_command(), name, [this](const std::string& text) { say(text); });
    if (!cleaned) return stop(cleaned.error());
    if (*existing) tell_of_role(**existing);
    return ExitCode::kFine;
  }

 private:
  void say(const std::string& text) { tell(terminal_, text); }

  ExitCode stop(const client::CallFailure& failure) { return command_.stop(failure); }

  bool is_permitted() {
    std::size_t stacks = 0;
    for (const TargetGroup& group : plan_.deleted) stacks += group.size();
    std::string question = "Delete the stack set " + options_.fleet.stack_set_name;
    if (stacks > 0)
      question += " with " + diagnosis::counted(stacks, "stack") + ": " + extent_of(plan_.deleted);
    if (!plan_.given_up.empty())
      question += ", and leave " + diagnosis::counted(plan_.given_up.size(), "stack") + " to those accounts";
    if (options_.fleet.yes || is_confirmed(terminal_, question + "?")) return true;
    say("Nothing was deleted.");
    return false;
  }

  ExitCode remove(const std::vector<StackInstance>& instances) {
    const auto ended = remove_instances();
    if (!ended) return stop(ended.error());
    const auto left = instances.empty() ? client::CallResult<std::vector<StackInstance>>{instances}
                                        : command_.stack_set().instances();
    if (!left) return stop(left.error());
    if (!left->empty()) return report_left(*left);
    const auto removed = command_.stack_set().remove();
    if (!removed) return stop(removed.error());
    for (const StackPlace& place : plan_.given_up)
      say("Left to the account " + place.account + ": its stack in " + place.region);
    say("The stack set " + options_.fleet.stack_set_name + " is deleted.");
    return ExitCode::kFine;
  }

  client::CallResult<void> remove_instances() {
    // Those that have no stack first: nothing can be in their way.
    for (const TargetGroup& group : plan_.retained) ENI_CHECK(remove_group(group, Stacks::kRetain));
    for (const TargetGroup& group : plan_.deleted) ENI_CHECK(remove_group(group, Stacks::kDelete));
    return {};
  }

  client::CallResult<void> remove_group(const TargetGroup& group, Stacks stacks) {
    ENI_TRY(const std::string id, command_.stack_set().delete_instances(group, stacks, preferences_));
    ENI_CHECK(command_.follow(id, group.size()));
    return {};
  }

  /// Some could not be deleted: why, and what to do.
  ExitCode report_left(const std::vector<StackInstance>& left) {
    terminal_.out << status_table({{}, options_.fleet.stack_set_name, ""}, left, std::nullopt,
                                  command_.lines(), Rows::kShared);
    for (const StackPlace& place : plan_.departed)
      say("The account " + place.account +
          " has left the organization: StackSets does not enter it, and its stack in " + place.region +
          " stays.");
    return fail(terminal_,
                {diagnosis::counted(left.size(), "stack") + " could not be deleted",
                 "mend what is named, and run the same again; or with --give-up-failed, which leaves "
                 "such stacks to their accounts"},
                ExitCode::kRefused);
  }

  void tell_of_role(const StackSetDescription& stack_set) {
    if (stack_set.permissions != PermissionModel::kSelfManaged) return;
    const auto role = command_.client().call("iam", "GetRole", {{"RoleName", kAdministrationRole}});
    if (role.has_value())
      say("The role " + std::string(kAdministrationRole) + " stays, for other stack sets may need it.");
  }

  const Options& options_;
  const OperationPreferences& preferences_;
  FleetCommand& command_;
  Terminal& terminal_;
  RemovalPlan plan_;
};

ExitCode run_fleet_destroy(const Options& options, const GlobalOptions& global, Terminal& terminal) {
  const auto preferences = read_preferences(options.preferences);
  if (!preferences) return fail(terminal, preferences.error(), ExitCode::kUsage);
  if (const auto error =
          check_can_ask({options.fleet.stack_set_name, options.fleet.yes}, terminal, "fleet destroy"))
    return fail(terminal, *error, ExitCode::kUsage);
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  return FleetDestroy{options, *preferences, **command, terminal}.run();
}

}  // namespace

Run declare_fleet_destroy(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  // One account that cannot be entered is no reason to leave the others.
  options->preferences.failure_tolerance = "100%";
  declare_stack_set(app, options->fleet);
  app.add_flag("--yes", options->fleet.yes, "Does not ask");
  app.add_flag(
      "--give-up-failed", options->give_up_failed,
      "Leaves stacks to their accounts whose deletion has failed (INOPERABLE), and those of accounts "
      "that are closed or have left the organization");
  declare_preferences(app, options->preferences);
  const auto global = declare_global_options(app);
  app.footer(
      "The buckets go, too, once nothing else is in them. What becomes of the setting is\n"
      "the stacks' parameter OnDelete.\n"
      "  eni-trunking fleet destroy --parallel-regions --max-concurrent 25%");
  return [options, global, &terminal] { return run_fleet_destroy(*options, *global, terminal); };
}

}  // namespace eni::command
