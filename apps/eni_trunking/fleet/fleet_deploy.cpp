/// `eni-trunking fleet deploy`: plan, preview, archives, stack set, instances.
#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>
#include <set>

#include "base/text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/deploy/deploy_options.h"
#include "eni_trunking/fleet/artifacts.h"
#include "eni_trunking/fleet/failures.h"
#include "eni_trunking/fleet/fleet.h"
#include "eni_trunking/fleet/fleet_deploy_options.h"
#include "eni_trunking/fleet/fleet_permissions.h"
#include "eni_trunking/fleet/fleet_plan.h"
#include "eni_trunking/fleet/fleet_report.h"
#include "eni_trunking/fleet/regions.h"
#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/fleet/targets.h"
#include "eni_trunking/output/question.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

namespace {

class FleetDeploy {
 public:
  FleetDeploy(const FleetDeployRequest& request, FleetCommand& command, Terminal& terminal)
      : request_{request},
        options_{request.options},
        command_{command},
        terminal_{terminal},
        permissions_{options_, command, terminal} {}

  ExitCode run() {
    say("Deploying the stack set " + options_.fleet.stack_set_name + " from " +
        command_.stack_command().place());
    const auto read = read_fleet();
    if (!read) return stop(read.error());
    if (const auto wanted = want(); !wanted) return fail(terminal_, wanted.error(), ExitCode::kUsage);
    if (const auto resolved = resolve_targets(); !resolved) return stop(resolved.error());
    plan_ = plan_fleet(existing_, instances_, wanted_);
    if (plan_.is_empty()) {
      say("No changes: the stacks are as they should be.");
      return report({});
    }
    const auto readable = find_readers();
    if (!readable) return stop(readable.error());
    const auto offered = check_regions();
    if (!offered) return stop(offered.error());
    const auto permitted = is_self_managed() ? permissions_.check_administration_role(
                                                   wanted_.content, wanted_.targets.accounts.front())
                                             : permissions_.check_organizations_access(organization_.id);
    if (!permitted) return stop(permitted.error());
    if (!*permitted) return ExitCode::kFindings;
    show_plan();
    if (options_.no_execute) {
      say("Nothing was changed: --no-execute.");
      return ExitCode::kFine;
    }
    if (!options_.fleet.yes && !is_confirmed(terminal_, "Do that?")) {
      say(permissions_.has_changed_anything() ? "No stack set was changed; what --fix has done stays."
                                              : "Nothing was changed.");
      return ExitCode::kFindings;
    }
    return carry_out();
  }

 private:
  void say(const std::string& text) { tell(terminal_, text); }

  ExitCode stop(const client::CallFailure& failure) { return command_.stop(failure); }

  client::CallResult<void> read_fleet() {
    ENI_TRY(existing_, command_.find_idle());
    if (!existing_) return {};
    ENI_TRY(instances_, command_.stack_set().instances());
    return {};
  }

  /// What is wanted, as far as it takes no call.
  Result<void> want() {
    ENI_TRY(targets_, complete_targets(request_.targets, existing_, instances_));
    const std::map<std::string, std::string> had =
        existing_ ? existing_->parameters : std::map<std::string, std::string>{};
    ENI_TRY(const ChosenParameters chosen,
            choose_parameters(had, request_.parameters, options_.architecture, ""));
    ENI_TRY(archive_, own_archive(terminal_.program, chosen.architecture,
                                  archive_folder(options_.fleet.stack_set_name) + "/"));
    StackSetContent& content = wanted_.content;
    ENI_TRY(content.template_body,
            package_template(own_template(), bucket_of_region(command_.caller().account()), archive_.key));
    content.parameters = chosen.given;
    for (const std::string& name : chosen.kept) content.parameters[name] = had.at(name);
    content.tags = request_.tags;
    content.permissions = *targets_.permissions;
    content.is_auto_deployed = options_.auto_deployment || (existing_ && existing_->is_auto_deployed);
    content.administration_role_arn = administration_role();
    content.execution_role_name = options_.execution_role_name;
    // Who leaves it out of an update means AWS's default.
    if (existing_ && content.execution_role_name.empty())
      content.execution_role_name = existing_->execution_role_name;
    wanted_.regions = targets_.regions;
    ENI_CHECK(check_region_order(request_.preferences.region_order, all_regions()));
    if (is_self_managed() && options_.auto_deployment)
      return Error{"--auto-deployment is for service-managed stack sets", "give --organizational-units"};
    return {};
  }

  /// The ARN of one that is not AWS's default, of the options or of the stack set; "": the default.
  std::string administration_role() const {
    if (!options_.administration_role_arn.empty() || !existing_) return options_.administration_role_arn;
    const std::string& arn = existing_->administration_role_arn;
    return arn.ends_with("/" + std::string(kAdministrationRole)) ? "" : arn;
  }

  bool is_self_managed() const { return wanted_.content.permissions == PermissionModel::kSelfManaged; }

  client::CallResult<void> resolve_targets() {
    if (is_self_managed()) {
      wanted_.targets.accounts = targets_.accounts;
      return {};
    }
    ENI_TRY(organization_, find_organization(command_.client()));
    ENI_TRY(TargetAccounts below,
            accounts_below(command_.client(), organization_, targets_.organizational_units));
    auto narrowed = narrow_targets(std::move(below), targets_.accounts);
    if (!narrowed) return client::CallFailure{std::nullopt, narrowed.error()};
    wanted_.targets = *std::move(narrowed);
    if (!std::any_of(instances_.begin(), instances_.end(), can_be_retried)) return {};
    ENI_TRY(wanted_.reached_by, units_now(command_.client(), units_of(instances_)));
    return {};
  }

  /// That the Regions to come are there: a bucket, or half of the stacks, may be made before AWS says that they are not.
  client::CallResult<void> check_regions() {
    ENI_TRY(const auto offered, offered_regions(command_.client()));
    if (!offered) {
      say("Whether the Regions are enabled was not looked at: ec2:DescribeRegions is not permitted.");
      return {};
    }
    const auto checked = check_offered(*offered, wanted_.regions, command_.caller().account());
    if (!checked) return client::CallFailure{std::nullopt, checked.error()};
    return {};
  }

  client::CallResult<void> find_readers() {
    const bool is_whole =
        options_.share_with == "organization" || (options_.share_with.empty() && !is_self_managed());
    if (is_whole) {
      if (organization_.id.empty()) {
        ENI_TRY(organization_, find_organization(command_.client()));
      }
      readers_.organization = organization_.id;
    }
    std::set<std::string> accounts(wanted_.targets.accounts.begin(), wanted_.targets.accounts.end());
    for (const StackInstance& instance : instances_) accounts.insert(instance.place.account);
    readers_.accounts.assign(accounts.begin(), accounts.end());
    const auto fit = check_readers(command_.caller(), options_.fleet.stack_set_name, readers_);
    if (!fit) return client::CallFailure{std::nullopt, fit.error()};
    return {};
  }

  void show_plan() {
    TextTable table{{{"change"}, {"what"}}};
    if (plan_.makes_stack_set)
      table.add_row({"Make", "the stack set " + options_.fleet.stack_set_name + ", " +
                                 std::string(to_string(wanted_.content.permissions))});
    if (!plan_.updates.empty())
      table.add_row(
          {"Update", diagnosis::counted(plan_.existing, "stack") + ": other " + join(plan_.updates, ", ")});
    if (!plan_.added.empty())
      table.add_row(
          {"Add", diagnosis::counted(plan_.added_count(), "stack") + ": " + extent_of(plan_.added)});
    if (!plan_.retried.empty())
      table.add_row({"Retry", diagnosis::counted(plan_.retried_count(), "stack") +
                                  " that failed: " + extent_of(plan_.retried)});
    terminal_.err << "\n" << table.text() << "\n";
    say(preferences_text(request_.preferences));
  }

  ExitCode carry_out() {
    const auto shared = share_archive(command_.stack_command(), options_.fleet.stack_set_name, all_regions(),
                                      archive_, readers_, [this](const std::string& text) { say(text); });
    if (!shared) return stop(shared.error());
    if (plan_.makes_stack_set) {
      const auto made = command_.stack_set().create(wanted_.content);
      if (!made) return stop(made.error());
      say("Made the stack set " + options_.fleet.stack_set_name);
    }
    const auto ended = operate();
    if (!ended) return stop(ended.error());
    return report(*ended);
  }

  std::vector<std::string> all_regions() const {
    std::set<std::string> regions(wanted_.regions.begin(), wanted_.regions.end());
    for (const StackInstance& instance : instances_) regions.insert(instance.place.region);
    return {regions.begin(), regions.end()};
  }

  /// One operation after the other, for a stack set does one at a time; none after one that AWS has given up.
  client::CallResult<std::vector<EndedOperation>> operate() {
    std::vector<EndedOperation> ended;
    const auto goes_on = [&] { return ended.empty() || ended.back().operation.status == "SUCCEEDED"; };
    StackSet& stack_set = command_.stack_set();
    const OperationPreferences& how = request_.preferences;
    if (!plan_.updates.empty()) {
      ENI_TRY(const std::string id,
              stack_set.update(wanted_.content, how.restricted_to(regions_of(instances_))));
      ENI_TRY(EndedOperation end, command_.follow(id, plan_.existing));
      ended.push_back(std::move(end));
    }
    for (const TargetGroup& group : plan_.added) {
      if (!goes_on()) return ended;
      ENI_TRY(const std::string id, stack_set.create_instances(as_targets(group), how));
      ENI_TRY(EndedOperation end, command_.follow(id, group.size()));
      ended.push_back(std::move(end));
    }
    for (const TargetGroup& group : plan_.retried) {
      if (!goes_on()) return ended;
      ENI_TRY(const std::string id, stack_set.update_instances(group, how));
      ENI_TRY(EndedOperation end, command_.follow(id, group.size()));
      ended.push_back(std::move(end));
    }
    return ended;
  }

  /// Whole units as such, so that StackSets knows them for accounts that join them.
  TargetGroup as_targets(TargetGroup group) const {
    if (wanted_.targets.is_whole_units && group.accounts.size() == wanted_.targets.accounts.size()) {
      group.organizational_units = targets_.organizational_units;
      group.accounts.clear();
    }
    return group;
  }

  ExitCode report(const std::vector<EndedOperation>& ended) {
    const auto found = command_.find_own();
    if (!found) return stop(found.error());
    const auto instances = command_.stack_set().instances();
    if (!instances) return stop(instances.error());
    terminal_.err << "\n";
    if (options_.output == "json")
      terminal_.out << pretty(deployment_json(found->value_or(StackSetDescription{}), *instances, ended));
    else
      terminal_.out << deployment_table(*instances, command_.lines());
    return report_end(terminal_, ended, *instances);
  }

  const FleetDeployRequest& request_;
  const FleetDeployOptions& options_;
  FleetCommand& command_;
  Terminal& terminal_;
  std::optional<StackSetDescription> existing_;
  std::vector<StackInstance> instances_;
  TargetRequest targets_;
  Organization organization_;
  WantedFleet wanted_;
  FleetPlan plan_;
  Archive archive_;
  Readers readers_;
  FleetPermissions permissions_;
};

ExitCode print_execution_role(const FleetDeployOptions& options, const GlobalOptions& global,
                              Terminal& terminal) {
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  std::string name = options.execution_role_name;
  if (name.empty()) {
    // That of the stack set, if there is one already.
    const auto found = (*command)->stack_set().find();
    if (!found) return fail(terminal, found.error());
    if (*found) name = (*found)->execution_role_name;
  }
  terminal.out << execution_role_template((*command)->caller(),
                                          name.empty() ? std::string(kExecutionRole) : name);
  return ExitCode::kFine;
}

ExitCode run_fleet_deploy(const FleetDeployOptions& options, const GlobalOptions& global,
                          Terminal& terminal) {
  if (options.print_execution_role) return print_execution_role(options, global, terminal);
  const auto request = read_deploy_request(options);
  if (!request) return fail(terminal, request.error(), ExitCode::kUsage);
  const StackOptions asks{options.fleet.stack_set_name, options.fleet.yes || options.no_execute};
  if (const auto error =
          check_can_ask(asks, terminal, "fleet deploy", ", or --no-execute to see what it would do"))
    return fail(terminal, *error, ExitCode::kUsage);
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  return FleetDeploy{*request, **command, terminal}.run();
}

}  // namespace

Run declare_fleet_deploy(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<FleetDeployOptions>();
  declare_deploy_options(app, *options);
  const auto global = declare_global_options(app);
  app.footer(
      "Examples:\n"
      "  eni-trunking fleet deploy --accounts 111122223333,444455556666 \\\n"
      "    --regions eu-central-1,us-east-1 --failure-tolerance 1\n"
      "  eni-trunking fleet deploy --organizational-units ou-abcd-12345678 \\\n"
      "    --regions eu-central-1 --max-concurrent 25% --auto-deployment\n"
      "  eni-trunking fleet deploy --print-execution-role > role.json\n"
      "Run again it follows an operation that is under way, tries what failed once\n"
      "more, and changes what has changed; what is not given stays as it is.\n"
      "Ends with 0 if all stacks are current, 1 if some failed within the tolerance,\n"
      "3 if StackSets gave up.");
  return [options, global, &terminal] { return run_fleet_deploy(*options, *global, terminal); };
}

}  // namespace eni::command
