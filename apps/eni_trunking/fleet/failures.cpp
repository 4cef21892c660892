#include "eni_trunking/fleet/failures.h"

#include <algorithm>
#include <map>
#include <set>

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

/// Of DEPLOY and what follows it.
constexpr std::string_view kPrintRole = " --print-execution-role > role.json";
constexpr std::string_view kDeployRole =
    "aws cloudformation deploy --template-file role.json --stack-name execution-role --capabilities "
    "CAPABILITY_NAMED_IAM";

enum class Remedy { kRole, kNone };

/// Source: AWS CloudFormation User Guide, "Troubleshooting StackSets"; the words are AWS's.
const struct {
  std::string_view in_reason;
  const char* what_to_do;
  Remedy remedy;
} kAdvice[] = {
    {"with trust relationship to CloudFormation",
     "The administration role is missing in this account, or does not trust CloudFormation: run fleet deploy "
     "with --fix.",
     Remedy::kNone},
    {kMissingRole,
     "Make the execution role in that account, the second line with its credentials, and run fleet deploy "
     "again:",
     Remedy::kRole},
    {"AccessDenied",
     "The execution role of that account lacks a permission. One that has all, the second line with that "
     "account's credentials; then run fleet deploy again:",
     Remedy::kRole},
    {"is not authorized to perform",
     "The execution role of that account lacks a permission. One that has all, the second line with that "
     "account's credentials; then run fleet deploy again:",
     Remedy::kRole},
    {"already exists",
     "Something of that name is there, of another stack perhaps: remove it, and run fleet deploy again.",
     Remedy::kNone},
    {"OptInRequired",
     "The Region is not enabled in that account: enable it with aws account enable-region, or leave it out.",
     Remedy::kNone},
    {"failure tolerance",
     "Mend the failures before it, or allow more by --failure-tolerance, and run fleet deploy again.",
     Remedy::kNone},
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

Advice advice_on(const std::string& reason, const std::string& deploy) {
  for (const auto& row : kAdvice) {
    if (reason.find(row.in_reason) == std::string::npos) continue;
    if (row.remedy == Remedy::kNone) return {row.what_to_do, {}};
    return {row.what_to_do,
            {deploy + role_option(reason) + std::string(kPrintRole), std::string(kDeployRole)}};
  }
  return {};
}

std::string failure_report(const std::vector<Failure>& failures, const std::string& deploy, std::size_t max) {
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
    const Advice one = advice_on(failure.reason, deploy);
    if (one.text.empty() || std::find(advice.begin(), advice.end(), one.text) != advice.end()) continue;
    advice.push_back(one.text);
    text += wrapped(one.text, "  ");
    for (const std::string& command : one.commands) text += "    " + command + "\n";
  }
  return text;
}

}  // namespace eni::command
