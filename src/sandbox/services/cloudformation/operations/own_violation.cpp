#include "sandbox/services/cloudformation/operations/own_violation.h"

#include "base/excerpt.h"
#include "sandbox/gateway/violations.h"

namespace eni::sandbox::cloudformation {

std::optional<aws::ApiError> own_violation(const shapes::Finding& finding) {
  const bool is_stack_name = finding.shape.name() == "StackName" || finding.shape.name() == "StackNameOrId";
  if (finding.flaw != shapes::Flaw::kPattern || !is_stack_name) return std::nullopt;
  return aws::validation_error(
      "1 validation error detected: Value '" + excerpt(as_text(*finding.value)) + "' at '" +
      member_path(finding.path) +
      "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
      "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*");
}

}  // namespace eni::sandbox::cloudformation
