#include "sandbox/services/ssm/allowed_pattern.h"

// Not std::regex, whose recursion overflows the stack on long values.
#include <boost/regex.hpp>

namespace eni::sandbox::ssm_service {

aws::ApiResult<void> check_allowed_pattern(const std::string& value, const std::string& pattern) {
  if (pattern.empty()) return {};
  try {
    const boost::regex expression{pattern};
    if (boost::regex_match(value, expression)) return {};
  } catch (const std::exception&) {
    // Not well-formed, or so complex that the match was given up.
    return aws::ApiError{"InvalidAllowedPatternException",
                         "The request doesn't meet the regular expression requirement: " + pattern, 400};
  }
  return aws::ApiError{"ParameterPatternMismatchException",
                       "Parameter value, cannot be validated against allowedPattern: " + pattern, 400};
}

}  // namespace eni::sandbox::ssm_service
