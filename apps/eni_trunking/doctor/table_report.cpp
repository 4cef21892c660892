#include "base/text.h"
#include "eni_trunking/doctor/report.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

using diagnosis::Finding;
using diagnosis::Severity;

namespace {

constexpr std::string_view kPlain = "\033[0m";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "\033[1;31m";
    case Severity::kWarning:
      return "\033[1;33m";
    case Severity::kNote:
      return "\033[1;36m";
  }
  return "";
}

std::string heading(const Finding& finding, bool is_coloured) {
  const std::string severity = padded(to_upper(to_string(finding.severity)), 9);
  std::string text =
      is_coloured ? std::string(colour_of(finding.severity)) + severity + std::string(kPlain) : severity;
  text += finding.check;
  if (!finding.cluster.empty()) text += "  in cluster " + finding.cluster;
  return text + "\n";
}

/// Commands stand on lines of their own, unbroken: they are there to be copied.
std::string entry(const Finding& finding, bool is_coloured) {
  std::string text = heading(finding, is_coloured);
  if (!finding.resource.empty()) text += "  " + finding.resource + "\n";
  text += wrapped(finding.seen, "    ");
  if (!finding.why.empty()) text += wrapped(finding.why, "    ");
  if (!finding.commands.empty()) text += "  Type:\n";
  for (const std::string& command : finding.commands) text += "    " + command + "\n";
  return text;
}

}  // namespace

std::string table_report(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings) text += entry(finding, report.is_coloured) + "\n";
  std::string last = summary(report.findings) + " in " + report.description.region + ": " +
                     looked_at(report.description) + ".";
  last[0] = to_upper(last.substr(0, 1))[0];
  return text + wrapped(last, "");
}

}  // namespace eni::command
