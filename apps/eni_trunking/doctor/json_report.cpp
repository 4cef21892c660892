#include "base/json.h"
#include "base/time_text.h"
#include "eni_trunking/doctor/report.h"

namespace eni::command {

using diagnosis::Severity;

namespace {

json::object as_json(const diagnosis::Finding& finding) {
  json::array commands;
  for (const std::string& command : finding.commands) commands.emplace_back(command);
  return {{"check", finding.check},     {"severity", to_string(finding.severity)},
          {"cluster", finding.cluster}, {"resource", finding.resource},
          {"seen", finding.seen},       {"why", finding.why},
          {"commands", commands}};
}

}  // namespace

json::object report_json(const Report& report) {
  json::array findings;
  for (const diagnosis::Finding& finding : report.findings) findings.push_back(as_json(finding));
  json::array clusters;
  for (const diagnosis::Cluster& cluster : report.description.clusters) clusters.emplace_back(cluster.name);
  return {{"account", report.description.account},
          {"region", report.description.region},
          {"time", iso8601(report.description.now)},
          {"clusters", clusters},
          {"errors", count(report.findings, Severity::kError)},
          {"warnings", count(report.findings, Severity::kWarning)},
          {"notes", count(report.findings, Severity::kNote)},
          {"findings", findings}};
}

std::string json_report(const Report& report) { return pretty(report_json(report)); }

}  // namespace eni::command
