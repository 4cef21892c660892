#include "eni_trunking/fleet/failures.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "eni_trunking/fleet/stack_set_roles.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

constexpr std::string_view kMissingRole = "with trust relationship to Role";

using Reasons = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

std::vector<Failure> as_failures(Reasons reasons) {
  std::vector<Failure> failures;
  for (auto& [key, regions] : reasons) {
    std::sort(regions.begin(), regions.end());
    failures.push_back({key.first, std::move(regions), key.second});
  }
  return failures;
}

/// What an operation did not come to any more.
struct Cancelled {
  std::set<std::string> accounts;
  std::set<std::string> regions;
  std::string reason;

  void add(const StackInstance& instance) {
    accounts.insert(instance.place.account);
    regions.insert(instance.place.region);
    reason = instance.reason;
  }
  Failure as_failure() const {
    const std::string who =
        accounts.size() == 1 ? *accounts.begin() : std::to_string(accounts.size()) + " accounts";
    return {who, {regions.begin(), regions.end()}, reason};
  }
};

/// "'NAME' role with trust relationship": AWS's words name the role that is missing.
std::string role_in(const std::string& reason) {
  const auto begin = reason.find('\'');
  const auto end = begin == std::string::npos ? begin : reason.find('\'', begin + 1);
  return end == std::string::npos ? "" : reason.substr(begin + 1, end - begin - 1);
}

/// The option by which another role than AWS's own is printed.
std::string role_option(const std::string& reason) {
  const std::string role = reason.find(kMissingRole) == std::string::npos ? "" : role_in(reason);
  return role.empty() || role == kExecutionRole ? "" : " --execution-role-name " + role;
}

/// Who may not do what. Source: AWS's words, "User: ARN is not authorized to perform: ACTION on resource: …".
struct Denial {
  std::string principal;  ///< its name
  std::string action;
};

std::string word_after(const std::string& text, std::string_view before) {
  const auto found = text.find(before);
  if (found == std::string::npos) return "";
  const auto begin = found + before.size();
  return text.substr(begin, text.find_first_of(" ,;)\"", begin) - begin);
}

std::optional<Denial> denial_in(const std::string& reason) {
  Denial denial{"", word_after(reason, "is not authorized to perform: ")};
  const auto arn = aws::Arn::parse(word_after(reason, "User: "));
  if (!arn || denial.action.empty()) return std::nullopt;
  // assumed-role/NAME/SESSION, role/PATH/NAME, user/PATH/NAME
  const std::vector<std::string> parts = split(arn->resource, '/');
  denial.principal = parts.front() == "assumed-role" && parts.size() > 1 ? parts[1] : parts.back();
  return denial;
}

/// As StackSets names its own role in the accounts of an organization.
constexpr std::string_view kServiceManagedRole = "stacksets-exec-";

/// Whoever it is: a stack's own resources act as their roles, and those are the template's matter.
Advice advice_on_denial(const Denial& denial) {
  const std::string denied = denial.principal + " may not do " + denial.action + " in that account";
  if (denial.principal.starts_with(kServiceManagedRole))
    return {denied +
                ": it is StackSets' own role, so a policy of the organization (an SCP) forbids it. Allow "
                "it there, and run fleet deploy again.",
            {}};
  return {denied +
              ": allow it that, see whether a boundary or a policy of the organization (an SCP) forbids it, "
              "and run fleet deploy again. What an execution role needs is printed by its option "
              "--print-execution-role.",
          {}};
}

Advice advice_on_missing_role(const std::string& reason, const FleetLines& lines) {
  return {
      "Make the execution role in that account, the second line with its credentials; where there is one "
      "of that name, let it trust this account instead. Then run fleet deploy again:",
      {lines.deploy + role_option(reason) + " --print-execution-role > role.json",
       "aws cloudformation deploy --template-file role.json --stack-name execution-role --capabilities "
       "CAPABILITY_NAMED_IAM" +
           lines.connection}};
}

/// Source: AWS CloudFormation User Guide, "Troubleshooting StackSets"; the words are AWS's.
const struct {
  std::string_view in_reason;
  const char* what_to_do;
} kAdvice[] = {
    {"with trust relationship to CloudFormation",
     "The administration role is missing in this account, or does not trust CloudFormation: run fleet deploy "
     "with --fix."},
    {"already exists",
     "Something of that name is there, of another stack perhaps: remove it, and run fleet deploy again."},
    {"OptInRequired",
     "The Region is not enabled in that account: enable it with aws account enable-region, or leave it out."},
    {"failure tolerance",
     "Mend the failures before it, or allow more by --failure-tolerance, and run fleet deploy again."},
};

}  // namespace

std::vector<Failure> failures_of(const std::vector<OperationResult>& results) {
  Reasons reasons;
  for (const OperationResult& result : results) {
    if (result.status == "FAILED")
      reasons[{result.place.account, result.reason}].push_back(result.place.region);
  }
  return as_failures(std::move(reasons));
}

std::vector<Failure> failures_of(const std::vector<StackInstance>& instances) {
  Reasons reasons;
  Cancelled cancelled;
  for (const StackInstance& instance : instances) {
    if (instance.is_current() || instance.is_awaited()) continue;
    if (instance.detailed_status == "CANCELLED") {
      cancelled.add(instance);
      continue;
    }
    std::string reason = instance.reason.empty() ? instance.status : instance.reason;
    // No update reaches it: that its deletion failed matters more than why.
    if (instance.status == "INOPERABLE" && !instance.reason.empty()) reason = "INOPERABLE: " + reason;
    reasons[{instance.place.account, reason}].push_back(instance.place.region);
  }
  std::vector<Failure> failures = as_failures(std::move(reasons));
  if (!cancelled.accounts.empty()) failures.push_back(cancelled.as_failure());
  return failures;
}

Advice advice_on(const std::string& reason, const FleetLines& lines) {
  if (reason.find(kMissingRole) != std::string::npos) return advice_on_missing_role(reason, lines);
  if (const auto denial = denial_in(reason)) return advice_on_denial(*denial);
  for (const auto& row : kAdvice)
    if (reason.find(row.in_reason) != std::string::npos) return {row.what_to_do, {}};
  return {};
}

std::string failure_report(const std::vector<Failure>& failures, const FleetLines& lines, std::size_t max) {
  std::string text;
  std::vector<std::string> advice;
  for (std::size_t i = 0; i < std::min(max, failures.size()); ++i) {
    const Failure& failure = failures[i];
    text += wrapped(failure.account + " in " + join(failure.regions, ", "), "  ");
    text += wrapped(in_one_line(failure.reason.empty() ? "no reason is given" : failure.reason), "    ");
  }
  if (failures.size() > max)
    text +=
        "  and " + std::to_string(failures.size() - max) + " more: eni-trunking fleet status names them\n";
  for (const Failure& failure : failures) {
    const Advice one = advice_on(failure.reason, lines);
    if (one.text.empty() || std::find(advice.begin(), advice.end(), one.text) != advice.end()) continue;
    advice.push_back(one.text);
    text += wrapped(one.text, "  ");
    for (const std::string& command : one.commands) text += "    " + command + "\n";
  }
  return text;
}

}  // namespace eni::command
