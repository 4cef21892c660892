#include "sandbox/services/lambda/own_violation.h"

#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

std::optional<aws::ApiError> own_violation(const shapes::Finding& finding) {
  const bool is_runtime = finding.part == shapes::Part::kMember && finding.shape.name() == "Runtime";
  if (finding.flaw != shapes::Flaw::kNotInEnum || !is_runtime) return std::nullopt;
  const auto runtime = find_runtime(as_text(*finding.value));
  if (runtime.has_error()) return runtime.error();
  return std::nullopt;
}

}  // namespace eni::sandbox::lambda_service
