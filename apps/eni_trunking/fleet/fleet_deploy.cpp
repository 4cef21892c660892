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
#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/fleet_plan.h"
#include "eni_trunking/fleet/fleet_report.h"
#include "eni_trunking/fleet/regions.h"
#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/fleet/targets.h"
#include "eni_trunking/output/question.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

namespace {

/// For IAM to know a role that was made a moment ago.
constexpr std::chrono::seconds kPropagation{10};

struct Options {
  FleetOptions fleet;
  TargetOptions targets;
  PreferenceOptions preferences;
  std::vector<std::string> parameters;
  std::vector<std::string> tags;
  std::string architecture;
  std::string share_with;
  std::string administration_role_arn;
  std::string execution_role_name;
  std::string output = "table";
  bool auto_deployment = false;
  bool fix = false;
  bool no_execute = false;
  bool print_execution_role = false;
};

/// What users gave, once it is known to be good.
struct Request {
  Options options;
  TargetRequest targets;
  OperationPreferences preferences;
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> tags;
};

class FleetDeploy {
 public:
  FleetDeploy(const Request& request, FleetCommand& command, Terminal& terminal)
      : request_{request}, options_{request.options}, command_{command}, terminal_{terminal} {}

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
    const auto permitted = check_permissions();
    if (!permitted) return stop(permitted.error());
    if (!*permitted) return ExitCode::kFindings;
    show_plan();
    if (options_.no_execute) {
      say("Nothing was changed: --no-execute.");
      return ExitCode::kFine;
    }
    if (!options_.fleet.yes && !is_confirmed(terminal_, "Do that?")) {
      say(is_mended_ ? "No stack set was changed; what --fix has done stays." : "Nothing was changed.");
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

  /// Whether StackSets may do its work from this account, or has been let.
  client::CallResult<bool> check_permissions() {
    return is_self_managed() ? check_administration_role() : check_organizations_access();
  }

  client::CallResult<bool> check_administration_role() {
    AdministrationRole role{command_.client(), command_.caller(), wanted_.content.administration_role_arn,
                            execution_role()};
    ENI_TRY(const AdministrationRoleFindings findings, role.inspect(wanted_.targets.accounts.front()));
    for (const std::string& unseen : findings.unseen) say("Not seen of " + role.name() + ", " + unseen);
    if (findings.trusts_everybody)
      say("The role " + role.name() +
          " trusts CloudFormation for stack sets of other accounts, too: a condition on aws:SourceAccount in "
          "its trust policy would keep these out.");
    if (findings.is_fine()) return true;
    if (!options_.fix || options_.no_execute) {
      fail(terminal_, role.problem(findings));
      return false;
    }
    if (!is_permitted(role.question(findings))) return false;
    ENI_TRY(const std::vector<std::string> done, role.mend(findings));
    for (const std::string& what : done) say(what);
    is_mended_ = true;
    if (!command_.stack_command().interruption().wait(kPropagation))
      return client::CallFailure::unexpected("interrupted");
    return true;
  }

  std::string execution_role() const {
    const std::string& name = wanted_.content.execution_role_name;
    return name.empty() ? std::string(kExecutionRole) : name;
  }

  client::CallResult<bool> check_organizations_access() {
    ENI_TRY(const bool has_access, command_.stack_set().has_organizations_access());
    if (has_access) return true;
    if (!options_.fix || options_.no_execute) {
      fail(terminal_, {"StackSets has no trusted access to the organization",
                       "run the same with --fix, or: aws cloudformation activate-organizations-access"});
      return false;
    }
    if (!is_permitted("Let StackSets work with the organization " + organization_.id + "?")) return false;
    ENI_CHECK(command_.stack_set().activate_organizations_access());
    say("StackSets has trusted access to the organization now");
    is_mended_ = true;
    return true;
  }

  bool is_permitted(const std::string& question) {
    if (options_.fleet.yes || is_confirmed(terminal_, question)) return true;
    say("Nothing was changed.");
    return false;
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

  const Request& request_;
  const Options& options_;
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
  bool is_mended_ = false;  ///< by --fix
};

Result<Request> read_request(const Options& options) {
  Request request{options, {}, {}, {}, {}};
  ENI_TRY(request.targets, read_targets(options.targets));
  ENI_TRY(request.preferences, read_preferences(options.preferences));
  ENI_TRY(request.parameters, read_parameters(options.parameters));
  ENI_TRY(request.tags, read_pairs(options.tags, "--tags"));
  return request;
}

ExitCode print_execution_role(const Options& options, const GlobalOptions& global, Terminal& terminal) {
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

ExitCode run_fleet_deploy(const Options& options, const GlobalOptions& global, Terminal& terminal) {
  if (options.print_execution_role) return print_execution_role(options, global, terminal);
  const auto request = read_request(options);
  if (!request) return fail(terminal, request.error(), ExitCode::kUsage);
  const StackOptions asks{options.fleet.stack_set_name, options.fleet.yes || options.no_execute};
  if (const auto error =
          check_can_ask(asks, terminal, "fleet deploy", ", or --no-execute to see what it would do"))
    return fail(terminal, *error, ExitCode::kUsage);
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  return FleetDeploy{*request, **command, terminal}.run();
}

void declare_targets(CLI::App& app, TargetOptions& targets) {
  auto* accounts = app.add_option("--accounts", targets.accounts, "Self-managed; or of the units, only these")
                       ->type_name("ID,...");
  app.add_option("--accounts-file", targets.accounts_file, "The same, from a file: ids, and # remarks")
      ->type_name("FILE")
      ->excludes(accounts);
  app.add_option("--organizational-units", targets.organizational_units,
                 "Service-managed: ou-ID, or r-ID for all")
      ->type_name("OU,...");
  app.add_option("--permission-model", targets.permission_model, "Else by what else is given")
      ->check(CLI::IsMember({"self-managed", "service-managed"}));
  app.add_option("--regions", targets.regions, "Where the stacks are made")->type_name("REGION,...");
}

}  // namespace

Run declare_fleet_deploy(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  declare_targets(app, options->targets);
  declare_stack_set(app, options->fleet);
  app.add_option("--architecture", options->architecture, "The function's; not the hosts'. Default: x86_64")
      ->check(CLI::IsMember({"x86_64", "arm64"}));
  app.add_option("--parameters", options->parameters, "The template's: see eni-trunking deploy --help")
      ->type_name("Key=Value");
  app.add_option("--tags", options->tags, "Of the stack set, the stacks and what they make")
      ->type_name("Key=Value");
  app.add_option(
         "--share-with", options->share_with,
         "Who may read the function's archive. Default: the accounts; service-managed: the organization")
      ->check(CLI::IsMember({"accounts", "organization"}));
  app.add_flag("--auto-deployment", options->auto_deployment,
               "Accounts that join the units get the stack, too");
  app.add_option("--administration-role-arn", options->administration_role_arn,
                 "Else AWSCloudFormationStackSetAdministrationRole")
      ->type_name("ARN");
  app.add_option("--execution-role-name", options->execution_role_name,
                 "Else AWSCloudFormationStackSetExecutionRole")
      ->type_name("NAME");
  app.add_flag(
      "--fix", options->fix,
      "Makes the administration role, or adds what it lacks; or lets StackSets into the organization");
  app.add_flag("--print-execution-role", options->print_execution_role,
               "Prints the template of that role, for the target accounts");
  app.add_flag("--yes", options->fleet.yes, "Does not ask");
  app.add_flag("--no-execute", options->no_execute, "Shows what it would do");
  app.add_option("--output", options->output, "The result, for people or programs")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  declare_preferences(app, options->preferences);
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
