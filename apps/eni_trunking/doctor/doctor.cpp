#include <CLI/App.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/clusters/read_clusters.h"
#include "eni_trunking/doctor/report.h"
#include "eni_trunking/global_options.h"

namespace eni::command {

using diagnosis::Check;
using diagnosis::Severity;

namespace {

struct Options {
  std::shared_ptr<GlobalOptions> global;
  ReadOptions read;
  std::vector<std::string> checks;
  std::string explained;
  std::string output = "table";
  bool policy = false;
  bool strict = false;
};

std::vector<const Check*> all() {
  std::vector<const Check*> checks;
  for (const Check& check : diagnosis::all_checks()) checks.push_back(&check);
  return checks;
}

Error unknown_check(const std::string& name) {
  const auto distance = [&](const Check* check) { return edit_distance(name, check->name); };
  const std::vector<const Check*> checks = all();
  const Check* nearest = *std::min_element(checks.begin(), checks.end(), [&](const Check* a, const Check* b) {
    return distance(a) < distance(b);
  });
  std::vector<std::string> names;
  for (const Check* check : checks) names.emplace_back(check->name);
  return {"there is no check '" + name + "'", distance(nearest) <= std::max<std::size_t>(2, name.size() / 3)
                                                  ? "did you mean '" + std::string(nearest->name) + "'?"
                                                  : "the checks are: " + join(names, ", ")};
}

Result<std::vector<const Check*>> chosen_checks(const std::vector<std::string>& names) {
  if (names.empty()) return all();
  std::vector<const Check*> checks;
  for (const std::string& name : names) {
    const Check* check = diagnosis::find_check(name);
    if (!check) return unknown_check(name);
    checks.push_back(check);
  }
  return checks;
}

ExitCode explain(const std::string& name, Terminal& terminal) {
  const Check* check = diagnosis::find_check(name);
  if (!check) return fail(terminal, unknown_check(name), ExitCode::kUsage);
  terminal.out << explanation(*check);
  return ExitCode::kFine;
}

ExitCode examine(const Options& options, const std::vector<const Check*>& checks, Terminal& terminal) {
  AwsAccess access;
  const auto session = access.open(*options.global);
  if (session.has_error()) return fail(terminal, session.error());
  auto description = read_clusters(*session, options.read, access.waiter.now());
  if (description.has_error()) return fail(terminal, description.error());
  description->profile = options.global->session.profile;
  description->endpoint_url = options.global->session.endpoint_url;
  const diagnosis::Findings findings = diagnose(*description, checks);
  const bool is_coloured = terminal.is_interactive && !options.global->no_color &&
                           !access.environment.variable("NO_COLOR").has_value();
  const Report report{*description, findings, checks, is_coloured};
  for (const ReportForm& form : report_forms()) {
    if (form.name == options.output) terminal.out << form.write(report);
  }
  const bool has_findings = std::any_of(findings.begin(), findings.end(), [&](const diagnosis::Finding& one) {
    return options.strict || one.severity != Severity::kNote;
  });
  return has_findings ? ExitCode::kFindings : ExitCode::kFine;
}

ExitCode run_doctor(const Options& options, Terminal& terminal) {
  if (!options.explained.empty()) return explain(options.explained, terminal);
  const auto checks = chosen_checks(options.checks);
  if (checks.has_error()) return fail(terminal, checks.error(), ExitCode::kUsage);
  if (options.policy) {
    terminal.out << policy_document(*checks);
    return ExitCode::kFine;
  }
  return examine(options, *checks, terminal);
}

}  // namespace

Run declare_doctor(CLI::App& app, Terminal& terminal) {
  auto options = std::make_shared<Options>();
  std::vector<std::string> forms;
  for (const ReportForm& form : report_forms()) forms.emplace_back(form.name);
  app.add_option("cluster", options->read.clusters, "Names or ARNs; without one all clusters of the region")
      ->type_name("CLUSTER");
  app.add_option("--check", options->checks, "Only these checks")
      ->type_name("CHECK")
      ->allow_extra_args(false);
  app.add_option("--output", options->output, "table, json, markdown, sarif or junit")
      ->check(CLI::IsMember(forms))
      ->type_name("FORM");
  app.add_flag("--strict", options->strict, "Notes, too, make it end with 1");
  app.add_option("--explain", options->explained, "What a check looks at, the remedy, and its sources")
      ->type_name("CHECK");
  app.add_flag("--policy", options->policy, "Prints the least IAM policy that the checks need");
  options->global = declare_global_options(app);
  app.footer(
      "Ends with 0 if there is nothing to mend, 1 if there are errors or warnings\n"
      "(notes do not count), 2 to 4 if nothing could be read. Changes nothing: it\n"
      "prints what to type.\n"
      "  eni-trunking doctor web\n"
      "  eni-trunking doctor --output sarif > doctor.sarif\n"
      "  eni-trunking doctor --explain setting-not-effective");
  return [options, &terminal] { return run_doctor(*options, terminal); };
}

}  // namespace eni::command
