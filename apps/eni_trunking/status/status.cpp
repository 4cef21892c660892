#include <CLI/App.hpp>
#include <memory>
#include <ostream>

#include "base/time_text.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/global_options.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/status/status_report.h"

namespace eni::command {

namespace {

/// Cursor to the top left, and what is below it gone: less flicker than to clear first.
constexpr std::string_view kRedraw = "\033[H\033[J";

struct Options {
  std::shared_ptr<GlobalOptions> global;
  ReadOptions read;
  std::string output = "table";
  std::chrono::seconds interval{5};
  bool watch = false;
};

std::string report_of(const Options& options, const client::Session& session,
                      const diagnosis::Description& description) {
  const auto access = read_local_access(session.endpoints(), description.account, description.region);
  return options.output == "json" ? status_json(description, access) : status_table(description, access);
}

ExitCode show_once(const Options& options, const client::Session& session, AwsAccess& access,
                   Terminal& terminal) {
  const auto description = read_clusters(session, options.read, access.waiter.now());
  if (description.has_error()) return fail(terminal, description.error());
  terminal.out << report_of(options, session, *description) << std::flush;
  return ExitCode::kFine;
}

/// Draws it again and again. What cannot be read for once stands below the last table; it ends where there is none yet, or where the
/// credentials have ended.
ExitCode watch(const Options& options, const client::Session& session, AwsAccess& access,
               Terminal& terminal) {
  std::string table;
  for (;;) {
    const TimePoint now = access.waiter.now();
    const std::string time = time_of_day_millis(now).substr(0, 8) + " UTC";
    const auto description = read_clusters(session, options.read, now);
    std::string below = time + ", ";
    if (description.has_error()) {
      const client::CallFailure failure = description.error();
      if (table.empty() || failure.is_misconfigured || failure.has_expired_credentials())
        return fail(terminal, failure);
      const Error error = failure.as_error();
      below = "Above is what was read before. At " + time + ":\n" + wrapped(error.message, "  ") +
              (error.hint.empty() ? "" : wrapped(error.hint, "  ")) + "Tries again ";
    } else {
      table = report_of(options, session, *description);
    }
    terminal.out << kRedraw << table << "\n"
                 << below << "every " << options.interval.count() << " s. Ctrl-C ends it.\n"
                 << std::flush;
    access.waiter.wait_until(access.waiter.now() + options.interval);
  }
}

ExitCode run_status(const Options& options, Terminal& terminal) {
  if (options.watch && (!terminal.is_interactive || options.output != "table"))
    return fail(
        terminal,
        {"--watch draws a table on a terminal", "leave out --watch, or run: watch eni-trunking status"},
        ExitCode::kUsage);
  AwsAccess access;
  const auto session = access.open(*options.global);
  if (session.has_error()) return fail(terminal, session.error());
  return options.watch ? watch(options, *session, access, terminal)
                       : show_once(options, *session, access, terminal);
}

}  // namespace

Run declare_status(CLI::App& app, Terminal& terminal) {
  auto options = std::make_shared<Options>();
  app.add_option("cluster", options->read.clusters, "Names or ARNs; without one all of the region")
      ->type_name("CLUSTER");
  app.add_option("--output", options->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->type_name("FORM");
  app.add_flag("--watch", options->watch, "Draws it again and again, until Ctrl-C");
  app.add_option("--interval", options->interval, "How long --watch waits, 5 if not given")
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS");
  options->global = declare_global_options(app);
  app.footer(
      "OWN is the record of the principal itself; without one it follows the account's\n"
      "default.\n"
      "ROOM is awsvpc tasks by interfaces: CPU and memory may allow fewer.\n"
      "Of a sandbox that runs containers it says, too, where load balancers and VPCs are reached.\n"
      "  eni-trunking status\n"
      "  eni-trunking status web --watch");
  return [options, &terminal] { return run_status(*options, terminal); };
}

}  // namespace eni::command
