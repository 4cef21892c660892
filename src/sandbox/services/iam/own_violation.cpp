#include "sandbox/services/iam/own_violation.h"

#include "sandbox/gateway/violations.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::string_view kNamePattern = "[\\w+=,.@-]+";

}  // namespace

std::optional<aws::ApiError> own_violation(const shapes::Finding& finding) {
  if (finding.flaw != shapes::Flaw::kPattern || finding.part != shapes::Part::kMember) return std::nullopt;
  const std::string value = "The specified value for " + member_path(finding.path) + " is invalid. ";
  if (finding.shape.pattern() == kNamePattern && finding.shape.name() != "customSuffixType") {
    return aws::validation_error(
        value + "It must contain only alphanumeric characters and/or the following: +=,.@_-");
  }
  if (finding.shape.name() == "pathType" || finding.shape.name() == "policyPathType") {
    return aws::validation_error(
        value + "It must begin and end with / and contain only alphanumeric characters and/or / characters.");
  }
  return std::nullopt;
}

}  // namespace eni::sandbox::iam_service
