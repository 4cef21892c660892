#include "sandbox/services/ssm/allowed_pattern.h"

#include "base/excerpt.h"
#include "base/regular_expression.h"

namespace eni::sandbox::ssm_service {
namespace {

aws::ApiError invalid_pattern(const std::string& why) {
  return {"InvalidAllowedPatternException",
          "The request doesn't meet the regular expression requirement: " + why, 400};
}

}  // namespace

aws::ApiResult<void> check_allowed_pattern(const std::string& value, const std::string& pattern) {
  if (pattern.empty()) return {};
  const auto expression = RegularExpression::compile(pattern);
  if (expression.has_error()) return invalid_pattern(expression.error().message);
  MatchBudget budget;
  switch (expression->matches(value, budget)) {
    case Match::kYes:
      return {};
    case Match::kNo:
      break;
    case Match::kTooManySteps:
      return invalid_pattern("pattern '" + excerpt(pattern) + "' takes too many steps");
  }
  return aws::ApiError{"ParameterPatternMismatchException",
                       "Parameter value, cannot be validated against allowedPattern: " + pattern, 400};
}

}  // namespace eni::sandbox::ssm_service
