#include "diagnosis/check.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "diagnosis/shell_commands.h"
#include "trunking/setting_access.h"

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

/// All that doctor reads, for the user or the role that asks: another policy of that name is replaced. Roles of IAM Identity Center
/// have theirs from elsewhere.
std::vector<std::string> give_policy(const Description& description) {
  const auto caller = aws::Arn::parse(description.caller_arn);
  if (!caller) return {};
  const aws::Arn identity = trunking::identity_of(*caller);
  const std::string name(identity.resource_name());
  const bool is_user = identity.resource_type() == "user";
  if ((!is_user && identity.resource_type() != "role") || name.starts_with("AWSReservedSSO_"))
    return {"eni-trunking doctor --policy"};
  return {
      "aws iam " +
      shell_line({is_user ? "put-user-policy" : "put-role-policy", is_user ? "--user-name" : "--role-name",
                  name, "--policy-name", "eni-trunking-doctor"}) +
      " --policy-document \"$(eni-trunking doctor --policy)\"" +
      (connection_options(description).empty() ? "" : " " + shell_line(connection_options(description)))};
}

/// One for all that was refused, for one policy mends it; and one for each read that failed otherwise.
Findings findings_of_failed_reads(const Description& description, const std::vector<std::string>& needed) {
  Findings findings;
  std::set<std::string> denied;
  std::string first;
  std::set<std::string> told;
  for (const FailedRead& read : description.failed_reads) {
    if (!std::binary_search(needed.begin(), needed.end(), read.action)) continue;
    if (read.is_denied) {
      if (denied.insert(read.action).second && first.empty()) first = read.error;
    } else if (told.insert(read.action + read.error).second) {
      findings.push_back(
          {"unread",
           Severity::kWarning,
           "",
           read.resource,
           read.action + (read.resource.empty() ? "" : " of " + read.resource) + ": " + read.error + ".",
           "Nothing is said of what depends on it. Ask again.",
           {own_line(description, {"doctor"})}});
    }
  }
  if (denied.empty()) return findings;
  const std::vector<std::string> actions(denied.begin(), denied.end());
  findings.push_back({"missing-permission", Severity::kWarning, "", description.caller_arn,
                      "Not allowed: " + join(actions, ", ") + ". " + first,
                      "Nothing is said of what depends on it. This policy suffices: " + policy_for(denied),
                      give_policy(description)});
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
  Findings unread = findings_of_failed_reads(description, needed_actions(checks));
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
