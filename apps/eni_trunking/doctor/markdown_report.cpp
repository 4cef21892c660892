#include "base/text.h"
#include "base/time_text.h"
#include "eni_trunking/doctor/report.h"

namespace eni::command {

namespace {

/// So that nothing in a name or a message becomes markup.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string section(const diagnosis::Finding& finding) {
  std::string text = "## " + std::string(to_string(finding.severity)) + ": " + finding.check;
  if (!finding.cluster.empty()) text += " in cluster " + escaped(finding.cluster);
  text += "\n\n";
  if (!finding.resource.empty()) text += "**" + escaped(finding.resource) + "**\n\n";
  text += escaped(finding.seen) + "\n\n";
  if (!finding.why.empty()) text += escaped(finding.why) + "\n\n";
  if (!finding.commands.empty()) text += "```sh\n" + join(finding.commands, "\n") + "\n```\n\n";
  return text;
}

}  // namespace

std::string markdown_report(const Report& report) {
  std::string text = "# ENI trunking in " + report.description.region + "\n\nAccount " +
                     report.description.account + ", " + iso8601(report.description.now) + ": " +
                     summary(report.findings) + ". " + looked_at(report.description) + ".\n\n";
  for (const diagnosis::Finding& finding : report.findings) text += section(finding);
  text.pop_back();
  return text;
}

}  // namespace eni::command
