#include "eni_trunking/stacks/stack_failure.h"

#include <algorithm>

#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

constexpr std::size_t kMaxShown = 5;
constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";

/// "Resource creation cancelled", "Resource update cancelled", "Resource deletion cancelled"
bool is_cancelled(const StackEvent& event) {
  return event.reason.starts_with("Resource ") && event.reason.find(" cancelled") != std::string::npos;
}

/// Source: AWS CloudFormation User Guide, "Understand CloudFormation stack creation events" and "Troubleshooting".
const struct {
  std::string_view status;
  const char* why;
  const char* what_to_do;
} kUndeployable[] = {
    {"ROLLBACK_COMPLETE", "its creation failed and was rolled back; such a stack can only be deleted",
     "eni-trunking destroy --stack-name NAME, then deploy again"},
    {"ROLLBACK_FAILED", "its creation failed, and so did the rollback; such a stack can only be deleted",
     "eni-trunking destroy --stack-name NAME, then deploy again"},
    {"CREATE_FAILED", "its creation failed; such a stack can only be deleted",
     "eni-trunking destroy --stack-name NAME, then deploy again"},
    {"DELETE_FAILED", "not all of it could be deleted",
     "eni-trunking destroy --stack-name NAME says why, and tries again"},
    {"UPDATE_ROLLBACK_FAILED", "an update failed, and so did its rollback",
     "mend what its events name, then: aws cloudformation continue-update-rollback --stack-name NAME"},
    {"UPDATE_FAILED", "an update failed and was not rolled back",
     "aws cloudformation rollback-stack --stack-name NAME, then deploy again"},
};

}  // namespace

std::vector<StackEvent> root_causes(const std::vector<StackEvent>& events) {
  std::vector<StackEvent> causes;
  std::vector<StackEvent> of_stack;
  for (const StackEvent& event : events) {
    if (event.type == kStackType) {
      const bool tells = event.status.ends_with("_FAILED") || event.status.starts_with("ROLLBACK_IN") ||
                         event.status.starts_with("UPDATE_ROLLBACK_IN");
      if (tells && !event.reason.empty()) of_stack.push_back(event);
    } else if (event.status.ends_with("_FAILED") && !is_cancelled(event)) {
      causes.push_back(event);
    }
  }
  if (causes.empty() && !of_stack.empty()) causes.push_back(of_stack.front());
  return causes;
}

std::string failure_text(const std::vector<StackEvent>& events) {
  const std::vector<StackEvent> causes = root_causes(events);
  std::string text;
  for (std::size_t i = 0; i < std::min(kMaxShown, causes.size()); ++i) {
    const StackEvent& cause = causes[i];
    text += "  " + cause.logical_id + " (" + cause.type + "): " + cause.status + "\n";
    if (!cause.reason.empty()) text += wrapped(cause.reason, "    ");
  }
  if (causes.size() > kMaxShown) text += "  and " + std::to_string(causes.size() - kMaxShown) + " more\n";
  return text;
}

Result<void> check_deployable(const DeployedStack& stack, const std::string& connection) {
  for (const auto& row : kUndeployable) {
    if (stack.status != row.status) continue;
    std::string hint = row.what_to_do;
    if (const auto at = hint.find("NAME"); at != std::string::npos)
      hint.replace(at, 4, stack.name + connection);
    return Error{"the stack " + stack.name + " is in " + stack.status + ": " + row.why, hint};
  }
  return {};
}

}  // namespace eni::command
