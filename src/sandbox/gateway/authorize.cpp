#include "sandbox/gateway/authorize.h"

namespace eni::sandbox {

aws::ApiResult<void> authorize(Environment&, const Principal& principal, std::string_view action,
                               const Access& access, const RequestContext&) {
  if (principal.type == PrincipalType::kRoot || principal.type == PrincipalType::kService) return {};
  const std::string verb(action);
  return aws::access_denied("User: " + principal.arn + " is not authorized to perform: " + verb +
                            " on resource: " + access.resources.front() +
                            " because no identity-based policy allows the " + verb + " action");
}

}  // namespace eni::sandbox
