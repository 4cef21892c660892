/// `eni-trunking fleet doctor`: the doctor's checks in each account and Region, as a role there.
#include <CLI/App.hpp>
#include <mutex>
#include <ostream>

#include "client/client_pool.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/fleet/fleet.h"
#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/fleet_doctor_report.h"
#include "eni_trunking/fleet/stack_set_roles.h"

namespace eni::command {

namespace {

constexpr std::string_view kOrganizationRole = "OrganizationAccountAccessRole";
constexpr std::string_view kSessionName = "eni-trunking-doctor";
/// Of one account, so that many accounts at a time are not as many threads as many times eight.
constexpr std::size_t kCallsAtATime = 2;

struct Options {
  FleetOptions fleet;
  std::vector<std::string> accounts;
  std::vector<std::string> regions;
  std::string role_name;
  std::size_t accounts_at_a_time = 8;
  std::string output = "table";
  bool strict = false;
};

/// The accounts one after the other, some at a time.
class Examination {
 public:
  Examination(const Options& options, const GlobalOptions& global, StackCommand& connection, std::string role,
              Terminal& terminal)
      : options_{options},
        global_{global},
        connection_{connection},
        role_{std::move(role)},
        terminal_{terminal} {
    for (const diagnosis::Check& check : diagnosis::all_checks()) checks_.push_back(&check);
  }

  const Checks& checks() const { return checks_; }

  std::vector<PlaceReport> run(const std::vector<StackPlace>& places) {
    std::vector<PlaceReport> reports;
    for (const StackPlace& place : places) reports.push_back({place});
    std::map<std::string, std::vector<PlaceReport*>> by_account;
    for (PlaceReport& report : reports) by_account[report.place.account].push_back(&report);
    std::vector<client::ClientPool::Job> jobs;
    for (auto& [account, of_account] : by_account) {
      jobs.push_back([this, &of_account = of_account, total = by_account.size()](client::AwsClient& client) {
        // Ctrl-C: the rest is not looked at, and says so.
        if (connection_.interruption().is_requested()) {
          for (PlaceReport* report : of_account) report->failure = "not looked at: interrupted";
          return;
        }
        examine_account(client, of_account);
        tell_progress(total);
      });
    }
    client::ClientPool{connection_.session(), options_.accounts_at_a_time}.run(jobs);
    if (terminal_.err_is_terminal) terminal_.err << "\r\x1b[K" << std::flush;
    return reports;
  }

 private:
  void examine_account(client::AwsClient& client, const std::vector<PlaceReport*>& reports) {
    const std::string& account = reports.front()->place.account;
    std::shared_ptr<client::CredentialProvider> credentials;
    if (account != connection_.caller().account()) {
      const std::string arn =
          aws::Arn{connection_.caller().partition(), "iam", "", account, "role/" + role_}.text();
      const auto became = role_credentials(client, arn, kSessionName);
      if (!became) {
        for (PlaceReport* report : reports) note_failure(*report, became.error());
        return;
      }
      credentials = *became;
    }
    for (PlaceReport* report : reports) examine_place(credentials, *report);
  }

  static void note_failure(PlaceReport& report, const client::CallFailure& failure) {
    report.failure = failure.as_error().message;
    report.is_denied = failure.is_access_denied();
  }

  /// @param credentials  null: the caller's own
  void examine_place(const std::shared_ptr<client::CredentialProvider>& credentials, PlaceReport& report) {
    const aws::Region region{report.place.region};
    const client::Session session = connection_.session().with(region, credentials);
    ReadOptions read;
    read.calls_at_a_time = kCallsAtATime;
    auto description = read_clusters(session, read, SystemClock{}.now());
    if (!description) {
      note_failure(report, description.error());
      return;
    }
    report.description = *std::move(description);
    report.description.endpoint_url = global_.session.endpoint_url;
    report.findings = diagnose(report.description, checks_);
  }

  void tell_progress(std::size_t total) {
    const std::lock_guard lock{mutex_};
    ++done_;
    if (terminal_.err_is_terminal)
      terminal_.err << "\r\x1b[K" << done_ << " of " << diagnosis::counted(total, "account") << std::flush;
  }

  const Options& options_;
  const GlobalOptions& global_;
  StackCommand& connection_;
  std::string role_;
  Terminal& terminal_;
  Checks checks_;
  std::mutex mutex_;
  std::size_t done_ = 0;
};

/// The role that is known to let the caller in. @error  a delegated administrator has none
Result<std::string> role_of(const Options& options, const StackSetDescription& stack_set) {
  if (!options.role_name.empty()) return options.role_name;
  if (options.fleet.is_delegated())
    return Error{"which role to become in each account is not said, and " + std::string(kOrganizationRole) +
                     " trusts the management account only",
                 "give --role-name, of a role there that trusts this account; eni-trunking fleet deploy "
                 "--print-execution-role --execution-role-name NAME prints the template of one"};
  if (stack_set.permissions == PermissionModel::kServiceManaged) return std::string(kOrganizationRole);
  return stack_set.execution_role_name.empty() ? std::string(kExecutionRole) : stack_set.execution_role_name;
}

ExitCode examine(const Options& options, const GlobalOptions& global,
                 const std::vector<std::string>& accounts, const std::vector<std::string>& regions,
                 Terminal& terminal) {
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  FleetCommand& fleet = **command;
  const auto found = fleet.get_own();
  if (!found) return fail(terminal, found.error());
  const auto role = role_of(options, *found);
  if (!role) return fail(terminal, role.error(), ExitCode::kUsage);
  const auto instances = fleet.stack_set().instances();
  if (!instances) return fail(terminal, instances.error());
  const auto places = chosen_places(found->name, *instances, accounts, regions);
  if (!places) return fail(terminal, places.error(), ExitCode::kUsage);
  if (const auto error = check_can_enter(fleet.caller(), *places, *role)) return fail(terminal, *error);
  Examination examination{options, global, fleet.stack_command(), *role, terminal};
  const std::vector<PlaceReport> reports = examination.run(*places);
  const bool is_coloured = terminal.is_interactive && fleet.stack_command().colours() == Colours::kAnsi;
  if (options.output == "json")
    terminal.out << pretty(fleet_doctor_json(reports, examination.checks()));
  else
    terminal.out << fleet_doctor_table(reports, examination.checks(), *role, is_coloured);
  return has_findings(reports, options.strict ? Notes::kCount : Notes::kPass) ? ExitCode::kFindings
                                                                              : ExitCode::kFine;
}

ExitCode run_fleet_doctor(const Options& options, const GlobalOptions& global, Terminal& terminal) {
  const auto accounts = read_accounts(options.accounts);
  if (!accounts) return fail(terminal, accounts.error(), ExitCode::kUsage);
  const auto regions = read_regions(options.regions, "--regions");
  if (!regions) return fail(terminal, regions.error(), ExitCode::kUsage);
  return examine(options, global, *accounts, *regions, terminal);
}

}  // namespace

Run declare_fleet_doctor(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  declare_stack_set(app, options->fleet);
  app.add_option("--accounts", options->accounts, "Of the stack set's, only these")->type_name("ID,...");
  app.add_option("--regions", options->regions, "Of the stack set's, only these")->type_name("REGION,...");
  app.add_option("--role-name", options->role_name,
                 "The role to become in each account. Default: the execution role; service-managed: "
                 "OrganizationAccountAccessRole; a delegated administrator has to name one")
      ->type_name("NAME");
  app.add_option("--max-concurrent", options->accounts_at_a_time, "How many accounts at a time")
      ->check(CLI::Range(1, 64))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--output", options->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  app.add_flag("--strict", options->strict, "Notes, too, make it end with 1");
  const auto global = declare_global_options(app);
  app.footer(
      "By a user or a role that may become that role: STS lets no root user. An account\n"
      "that cannot be entered is a finding. Ends with 0 if there is nothing to mend,\n"
      "else with 1. Changes nothing.\n"
      "  eni-trunking fleet doctor --regions eu-central-1 --output json");
  return [options, global, &terminal] { return run_fleet_doctor(*options, *global, terminal); };
}

}  // namespace eni::command
