#include "eni_trunking/doctor/report.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

using diagnosis::Check;
using diagnosis::Findings;
using diagnosis::Severity;

namespace {

constexpr ReportForm kForms[] = {
    {"table", table_report}, {"json", json_report},   {"markdown", markdown_report},
    {"sarif", sarif_report}, {"junit", junit_report},
};

}  // namespace

std::span<const ReportForm> report_forms() { return kForms; }

std::size_t count(const Findings& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const diagnosis::Finding& finding) { return finding.severity == severity; }));
}

std::string summary(const Findings& findings) {
  std::vector<std::string> parts;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    if (const std::size_t number = count(findings, severity))
      parts.push_back(diagnosis::counted(number, to_string(severity)));
  }
  return parts.empty() ? "no findings" : join(parts, ", ");
}

std::string looked_at(const diagnosis::Description& description) {
  std::size_t hosts = 0;
  std::size_t trunks = 0;
  for (const diagnosis::Cluster& cluster : description.clusters) {
    for (const auto& host : cluster.hosts_read()) {
      ++hosts;
      if (host.has_trunk()) ++trunks;
    }
  }
  return diagnosis::counted(description.clusters.size(), "cluster") + " with " +
         diagnosis::counted(hosts, "host") + ", " + std::to_string(trunks) + " of them with a trunk";
}

std::string explanation(const Check& check) {
  std::string text = std::string(check.name) + " (" + std::string(to_string(check.severity)) + ")\n" +
                     wrapped(std::string(check.title) + ".", "  ") + "\n";
  const auto part = [&](const std::string& heading, std::string_view content) {
    text += heading + "\n" + wrapped(std::string(content), "  ");
  };
  part("Looks at", check.looks_at);
  part("Remedy", check.remedy);
  part("Sources", check.sources);
  const Check* const checks[] = {&check};
  part("Needs the IAM actions", join(needed_actions(checks), ", "));
  return text;
}

std::string policy_document(std::span<const Check* const> checks) {
  std::vector<std::string> actions = needed_actions(checks);
  std::erase(actions, "sts:AssumeRole");
  json::array reads;
  for (const std::string& action : actions) reads.emplace_back(action);
  const json::object read{{"Effect", "Allow"}, {"Action", reads}, {"Resource", "*"}};
  // Needed only where somebody asks who is neither root nor the hosts' role; "*" would be every role of the account.
  return pretty(json::object{{"Version", "2012-10-17"}, {"Statement", json::array{read}}});
}

}  // namespace eni::command
