#include "eni_trunking/fleet/fleet_deploy_options.h"

#include <CLI/App.hpp>

#include "eni_trunking/deploy/deploy_options.h"

namespace eni::command {
namespace {

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

Result<FleetDeployRequest> read_deploy_request(const FleetDeployOptions& options) {
  FleetDeployRequest request{options, {}, {}, {}, {}};
  ENI_TRY(request.targets, read_targets(options.targets));
  ENI_TRY(request.preferences, read_preferences(options.preferences));
  ENI_TRY(request.parameters, read_parameters(options.parameters));
  ENI_TRY(request.tags, read_pairs(options.tags, "--tags"));
  return request;
}

void declare_deploy_options(CLI::App& app, FleetDeployOptions& options) {
  declare_targets(app, options.targets);
  declare_stack_set(app, options.fleet);
  app.add_option("--architecture", options.architecture, "The function's; not the hosts'. Default: x86_64")
      ->check(CLI::IsMember({"x86_64", "arm64"}));
  app.add_option("--parameters", options.parameters, "The template's: see eni-trunking deploy --help")
      ->type_name("Key=Value");
  app.add_option("--tags", options.tags, "Of the stack set, the stacks and what they make")
      ->type_name("Key=Value");
  app.add_option(
         "--share-with", options.share_with,
         "Who may read the function's archive. Default: the accounts; service-managed: the organization")
      ->check(CLI::IsMember({"accounts", "organization"}));
  app.add_flag("--auto-deployment", options.auto_deployment,
               "Accounts that join the units get the stack, too");
  app.add_option("--administration-role-arn", options.administration_role_arn,
                 "Else AWSCloudFormationStackSetAdministrationRole")
      ->type_name("ARN");
  app.add_option("--execution-role-name", options.execution_role_name,
                 "Else AWSCloudFormationStackSetExecutionRole")
      ->type_name("NAME");
  app.add_flag(
      "--fix", options.fix,
      "Makes the administration role, or adds what it lacks; or lets StackSets into the organization");
  app.add_flag("--print-execution-role", options.print_execution_role,
               "Prints the template of that role, for the target accounts");
  app.add_flag("--yes", options.fleet.yes, "Does not ask");
  app.add_flag("--no-execute", options.no_execute, "Shows what it would do");
  app.add_option("--output", options.output, "The result, for people or programs")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  declare_preferences(app, options.preferences);
}

}  // namespace eni::command
