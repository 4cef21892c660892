#include "sandbox/services/elasticloadbalancing/names.h"

#include "base/random.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::size_t kMaxLength = 32;

/// @param subject  "Target group name 'X'" @param allowed  as the message names the characters
aws::ApiResult<void> check(const std::string& subject, const std::string& name, const std::string& allowed) {
  if (name.size() > kMaxLength)
    return aws::validation_error(subject + " cannot be longer than '32' characters");
  if (name.empty() || name.find_first_not_of(std::string(kAlphanumeric) + "-") != std::string::npos)
    return aws::validation_error(subject + " can only contain characters that are " + allowed);
  if (name.front() == '-' || name.back() == '-')
    return aws::validation_error(subject + " cannot begin or end with '-'");
  return {};
}

}  // namespace

aws::ApiResult<void> check_load_balancer_name(const std::string& name) {
  const std::string subject = "The load balancer name '" + name + "'";
  ENI_CHECK(check(subject, name, "alphanumeric characters and hyphens(-)"));
  // Assumed wording.
  if (name.starts_with("internal-")) return aws::validation_error(subject + " cannot begin with 'internal-'");
  return {};
}

aws::ApiResult<void> check_target_group_name(const std::string& name) {
  return check("Target group name '" + name + "'", name, "alphanumeric characters or hyphens(-)");
}

}  // namespace eni::sandbox::elb_service
