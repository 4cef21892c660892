/// `eni-trunking fleet doctor`: the doctor's checks in each account and Region, as a role there.
#include <CLI/App.hpp>
#include <algorithm>
#include <mutex>
#include <ostream>

#include "base/text.h"
#include "client/client_pool.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/doctor/report.h"
#include "eni_trunking/fleet/fleet.h"
#include "eni_trunking/fleet/fleet_command.h"
#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

using Checks = std::vector<const diagnosis::Check*>;

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

/// What was found in an account and Region, or why nothing could be.
struct PlaceReport {
  StackPlace place;
  diagnosis::Description description = {};
  diagnosis::Findings findings = {};
  std::string failure = {};

  std::size_t count_of(diagnosis::Severity severity) const { return count(findings, severity); }
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
        for (PlaceReport* report : reports) report->failure = became.error().as_error().message;
        return;
      }
      credentials = *became;
    }
    for (PlaceReport* report : reports) examine_place(credentials, *report);
  }

  /// @param credentials  null: the caller's own
  void examine_place(const std::shared_ptr<client::CredentialProvider>& credentials, PlaceReport& report) {
    const aws::Region region{report.place.region};
    const client::Session session = connection_.session().with(region, credentials);
    ReadOptions read;
    read.calls_at_a_time = kCallsAtATime;
    auto description = read_clusters(session, read, SystemClock{}.now());
    if (!description) {
      report.failure = description.error().as_error().message;
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

/// Those of the stack set, or of them those in the accounts and Regions that were asked for.
std::vector<StackPlace> chosen_places(const std::vector<StackInstance>& instances,
                                      const std::vector<std::string>& accounts,
                                      const std::vector<std::string>& regions) {
  const auto is_wanted = [](const std::vector<std::string>& list, const std::string& one) {
    return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
  };
  std::vector<StackPlace> places;
  for (const StackInstance& instance : instances) {
    if (is_wanted(accounts, instance.place.account) && is_wanted(regions, instance.place.region))
      places.push_back(instance.place);
  }
  std::sort(places.begin(), places.end());
  return places;
}

/// Those of several Regions that could not be looked at for the same reason, in one line.
std::string failures_text(const std::vector<PlaceReport>& reports, const std::string& role) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> reasons;
  for (const PlaceReport& report : reports) {
    if (!report.failure.empty())
      reasons[{report.place.account, report.failure}].push_back(report.place.region);
  }
  std::string text;
  for (const auto& [key, regions] : reasons) {
    text += "Account " + key.first + " could not be looked at in " + join(regions, ", ") + "\n";
    text += wrapped(in_one_line(key.second), "    ");
  }
  if (!text.empty())
    text += wrapped("The role " + role +
                        " has to be there, to trust the caller, and to permit what eni-trunking doctor "
                        "--policy prints; --role-name names another.",
                    "  ") +
            "\n";
  return text;
}

std::string report_table(const std::vector<PlaceReport>& reports, const Checks& checks,
                         const std::string& role, bool is_coloured) {
  std::string text;
  diagnosis::Findings all;
  std::size_t looked_at = 0;
  for (const PlaceReport& report : reports) {
    if (report.failure.empty()) ++looked_at;
    all.insert(all.end(), report.findings.begin(), report.findings.end());
    if (report.findings.empty()) continue;
    text += "== account " + report.place.account + " in " + report.place.region + " ==\n\n" +
            table_report({report.description, report.findings, checks, is_coloured}) + "\n";
  }
  if (!text.empty())
    text += wrapped(
                "Commands are to be typed with credentials of the account that they stand under: those of "
                "its role " +
                    role + ", for instance.",
                "") +
            "\n";
  text += failures_text(reports, role);
  std::string last = summary(all) + " in " + std::to_string(looked_at) + " of " +
                     diagnosis::counted(reports.size(), "place") + " (accounts by Regions).";
  last[0] = to_upper(last.substr(0, 1))[0];
  return text + wrapped(last, "");
}

json::object report_object(const std::vector<PlaceReport>& reports, const Checks& checks) {
  json::array places;
  for (const PlaceReport& report : reports) {
    json::object place = report.failure.empty() ? report_json({report.description, report.findings, checks})
                                                : json::object{{"account", report.place.account},
                                                               {"region", report.place.region},
                                                               {"error", report.failure}};
    places.push_back(std::move(place));
  }
  return {{"places", std::move(places)}};
}

ExitCode examine(const Options& options, const GlobalOptions& global,
                 const std::vector<std::string>& accounts, const std::vector<std::string>& regions,
                 Terminal& terminal) {
  const auto command = FleetCommand::open(options.fleet, global, terminal);
  if (!command) return fail(terminal, command.error());
  FleetCommand& fleet = **command;
  const auto found = fleet.get_own();
  if (!found) return fail(terminal, found.error());
  const auto instances = fleet.stack_set().instances();
  if (!instances) return fail(terminal, instances.error());
  std::string role = options.role_name;
  if (role.empty())
    role = found->permissions == PermissionModel::kServiceManaged ? std::string(kOrganizationRole)
           : found->execution_role_name.empty()                   ? std::string(kExecutionRole)
                                                                  : found->execution_role_name;
  Examination examination{options, global, fleet.stack_command(), role, terminal};
  const std::vector<PlaceReport> reports = examination.run(chosen_places(*instances, accounts, regions));
  const bool is_coloured = terminal.is_interactive && fleet.stack_command().colours() == Colours::kAnsi;
  if (options.output == "json")
    terminal.out << pretty(report_object(reports, examination.checks()));
  else
    terminal.out << report_table(reports, examination.checks(), role, is_coloured);
  const bool has_findings = std::any_of(reports.begin(), reports.end(), [&](const PlaceReport& report) {
    const std::size_t notes = report.count_of(diagnosis::Severity::kNote);
    return !report.failure.empty() || report.findings.size() > (options.strict ? 0 : notes);
  });
  return has_findings ? ExitCode::kFindings : ExitCode::kFine;
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
                 "OrganizationAccountAccessRole")
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
      "An account that cannot be entered is a finding. Ends with 0 if there is nothing to\n"
      "mend, else with 1. Changes nothing.\n"
      "  eni-trunking fleet doctor --regions eu-central-1 --output json");
  return [options, global, &terminal] { return run_fleet_doctor(*options, *global, terminal); };
}

}  // namespace eni::command
