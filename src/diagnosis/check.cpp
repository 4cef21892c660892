#include "diagnosis/check.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace eni::diagnosis {

namespace {

/// The least policy for one action that was refused.
std::string policy_for(const std::set<std::string>& actions) {
  json::array list;
  for (const std::string& action : actions) list.emplace_back(action);
  return json::serialize(json::object{
      {"Version", "2012-10-17"},
      {"Statement", json::array{json::object{{"Effect", "Allow"}, {"Action", list}, {"Resource", "*"}}}}});
}

/// One for all that was refused, for one policy mends it; and one for each read that failed otherwise.
Findings findings_of_failed_reads(const Description& description) {
  Findings findings;
  std::set<std::string> denied;
  std::string first;
  std::set<std::string> told;
  for (const FailedRead& read : description.failed_reads) {
    if (read.is_denied) {
      if (denied.insert(read.action).second && first.empty()) first = read.error;
    } else if (told.insert(read.action + read.error).second) {
      findings.push_back(
          {"unread",
           Severity::kWarning,
           "",
           read.resource,
           read.action + (read.resource.empty() ? "" : " of " + read.resource) + ": " + read.error + ".",
           "Nothing is said of what depends on it.",
           {}});
    }
  }
  if (denied.empty()) return findings;
  const std::vector<std::string> actions(denied.begin(), denied.end());
  findings.push_back({"missing-permission",
                      Severity::kWarning,
                      "",
                      description.caller_arn,
                      "Not allowed: " + join(actions, ", ") + ". " + first,
                      "Nothing is said of what depends on it. This policy suffices: " + policy_for(denied),
                      {}});
  return findings;
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "";
}

Findings diagnose(const Description& description, std::span<const Check* const> checks) {
  Findings all;
  for (const Check* check : checks) {
    Findings found = check->run(description);
    std::move(found.begin(), found.end(), std::back_inserter(all));
  }
  Findings unread = findings_of_failed_reads(description);
  std::move(unread.begin(), unread.end(), std::back_inserter(all));
  std::stable_sort(all.begin(), all.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return all;
}

std::vector<std::string> needed_actions(std::span<const Check* const> checks) {
  std::set<std::string> actions;
  for (const Check* check : checks) actions.insert(check->needs.begin(), check->needs.end());
  return {actions.begin(), actions.end()};
}

}  // namespace eni::diagnosis
