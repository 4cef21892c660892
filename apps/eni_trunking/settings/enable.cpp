/// `eni-trunking enable` and `disable`: the setting without a stack.
#include <CLI/App.hpp>
#include <ostream>

#include "eni_trunking/command.h"
#include "eni_trunking/fleet/fleet_options.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/interruption.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/settings/setting_change.h"

namespace eni::command {

namespace {

struct Options {
  std::vector<std::string> roles;
  std::vector<std::string> regions;
  bool is_default = false;
  bool dry_run = false;
  std::string output = "table";
};

std::optional<Error> check(const Options& options) {
  if (options.roles.empty() && !options.is_default)
    return Error{"nothing to change is named",
                 "give roles by name or ARN, or --default for the account's default"};
  return std::nullopt;
}

/// What Ctrl-C left undone is said, too.
SettingChange not_reached(const std::string& principal) {
  return {principal, "unknown", "", client::CallFailure::unexpected("interrupted before it was changed"), ""};
}

/// In one Region: the account's default, or the roles one after the other.
std::vector<SettingChange> change_in(client::AwsClient client, const Options& options, const Caller& caller,
                                     const std::string& value, const Interruption& interruption) {
  SettingChanger changer{client, caller, value, options.dry_run ? ChangeMode::kDryRun : ChangeMode::kApply};
  std::vector<SettingChange> changes;
  if (options.is_default)
    changes.push_back(interruption.is_requested() ? not_reached(changer.root()) : changer.change_default());
  for (const std::string& role : options.roles)
    changes.push_back(interruption.is_requested() ? not_reached(role) : changer.change_role(role));
  for (SettingChange& change : changes) change.region = client.region().value;
  return changes;
}

void print(const std::vector<SettingChange>& changes, const Options& options, const std::string& value,
           const std::vector<std::string>& regions, Terminal& terminal) {
  const ChangeMode mode = options.dry_run ? ChangeMode::kDryRun : ChangeMode::kApply;
  if (options.output == "json")
    terminal.out << pretty(setting_json(changes, value, regions, mode));
  else
    terminal.out << setting_table(changes, regions, mode);
  terminal.out << std::flush;
}

/// The failures, and after them what would let these succeed. @return  the worst of their exit codes
ExitCode tell_failures(const std::vector<SettingChange>& changes, Terminal& terminal) {
  ExitCode code = ExitCode::kFine;
  for (const SettingChange& change : changes) {
    if (!change.failure) continue;
    const Error error = change.failure->as_error();
    terminal.err << "\neni-trunking: " << change.principal << " in " << change.region << ":\n"
                 << wrapped(error.message, "  ");
    terminal.err << (change.advice.empty() && !error.hint.empty() ? wrapped(error.hint, "  ") : "");
    terminal.err << change.advice;
    code = std::max(code, exit_code_of(*change.failure));
  }
  return code;
}

void tell_what_follows(const std::vector<SettingChange>& changes, const std::string& value,
                       Terminal& terminal) {
  const bool is_done = std::any_of(changes.begin(), changes.end(),
                                   [](const SettingChange& change) { return !change.after.empty(); });
  if (!is_done) return;
  terminal.err << (value == "enabled"
                       ? "Hosts that register from now on get a trunk; those that run already never do.\n"
                       : "Hosts that register from now on get no trunk; those that have one keep it.\n");
}

ExitCode run_setting(const Options& options, const std::string& value, const GlobalOptions& global,
                     Terminal& terminal) {
  if (const auto error = check(options)) return fail(terminal, *error, ExitCode::kUsage);
  auto regions = read_regions(options.regions, "--regions");
  if (!regions) return fail(terminal, regions.error(), ExitCode::kUsage);
  AwsAccess access;
  auto session = access.open(global);
  if (!session) return fail(terminal, session.error());
  client::AwsClient client = session->client();
  auto caller = find_caller(client);
  if (!caller) return fail(terminal, caller.error());
  if (regions->empty()) regions->push_back(client.region().value);
  std::vector<SettingChange> changes;
  const Interruption interruption;
  for (const std::string& region : *regions) {
    for (SettingChange& change :
         change_in(client.with(aws::Region{region}), options, *caller, value, interruption))
      changes.push_back(std::move(change));
  }
  print(changes, options, value, *regions, terminal);
  const ExitCode code = tell_failures(changes, terminal);
  tell_what_follows(changes, value, terminal);
  return code;
}

Run declare_setting(CLI::App& app, Terminal& terminal, const std::string& value) {
  const std::string example = "  eni-trunking " + app.get_name();
  const auto options = std::make_shared<Options>();
  auto* roles = app.add_option("ROLE", options->roles, "Hosts' roles, by name or ARN")->type_name("");
  app.add_flag("--default", options->is_default, "The account's default, for all without their own")
      ->excludes(roles);
  app.add_option("--regions", options->regions, "In each of these, in place of --region")
      ->type_name("REGION,...");
  app.add_flag("--dry-run", options->dry_run, "Shows what is so, and changes nothing");
  app.add_option("--output", options->output, "For people or programs")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  const auto global = declare_global_options(app);
  app.footer(
      "The setting belongs to the role, in a Region. Only the role itself, or root,\n"
      "can change it: so the role is assumed, under the session name eni-trunking.\n"
      "One that fails does not stop the others.\n"
      "Examples:\n" +
      example + " ecsInstanceRole\n" + example + " --default --regions eu-central-1,us-east-1 --dry-run");
  return [options, value, global, &terminal] { return run_setting(*options, value, *global, terminal); };
}

}  // namespace

Run declare_enable(CLI::App& app, Terminal& terminal) { return declare_setting(app, terminal, "enabled"); }
Run declare_disable(CLI::App& app, Terminal& terminal) { return declare_setting(app, terminal, "disabled"); }

}  // namespace eni::command
