#include <algorithm>

#include "base/text.h"
#include "eni_trunking/doctor/report.h"

namespace eni::command {

using diagnosis::Finding;
using diagnosis::Severity;

namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_escape(value) + "\"";
}

/// Notes are no failures: they are what a test prints.
std::string element(const Finding& finding) {
  std::string text = finding.seen + "\n" + finding.why;
  for (const std::string& command : finding.commands) text += "\n  " + command;
  if (finding.severity == Severity::kNote)
    return "      <system-out>" + xml_escape(finding.resource + ": " + text) + "</system-out>\n";
  return "      <failure" + attribute("type", to_string(finding.severity)) +
         attribute("message", finding.resource) + ">" + xml_escape(text) + "</failure>\n";
}

std::string test_case(const std::string& name, std::string_view title, const diagnosis::Findings& findings) {
  std::string text = "    <testcase" + attribute("classname", "eni-trunking.doctor") +
                     attribute("name", title.empty() ? name : name + ": " + std::string(title)) + ">\n";
  for (const Finding& finding : findings) {
    if (finding.check == name) text += element(finding);
  }
  return text + "    </testcase>\n";
}

}  // namespace

/// A test case for each check that was made, and for what could not be read.
std::string junit_report(const Report& report) {
  std::vector<std::pair<std::string, std::string>> cases;
  for (const diagnosis::Check* check : report.checks) cases.emplace_back(check->name, check->title);
  for (const Finding& finding : report.findings) {
    const auto is_its_case = [&](const auto& one) { return one.first == finding.check; };
    if (std::none_of(cases.begin(), cases.end(), is_its_case)) cases.emplace_back(finding.check, "");
  }
  std::string body;
  std::size_t failures = 0;
  for (const auto& [name, title] : cases) {
    body += test_case(name, title, report.findings);
    failures += static_cast<std::size_t>(
        std::any_of(report.findings.begin(), report.findings.end(), [&name = name](const Finding& finding) {
          return finding.check == name && finding.severity != Severity::kNote;
        }));
  }
  const std::string counts =
      attribute("tests", std::to_string(cases.size())) + attribute("failures", std::to_string(failures));
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n  <testsuite" +
         attribute("name", "eni-trunking doctor " + report.description.region) + counts + ">\n" + body +
         "  </testsuite>\n</testsuites>\n";
}

}  // namespace eni::command
