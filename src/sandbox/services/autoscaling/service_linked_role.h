#pragma once
/// AWSServiceRoleForAutoScaling, as which groups launch and terminate instances.
/// Source: Amazon EC2 Auto Scaling User Guide, "Service-linked roles for Amazon EC2 Auto Scaling".
#include <string>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

inline constexpr std::string_view kServiceLinkedRole = "AWSServiceRoleForAutoScaling";

/// A group as a session of the role that it names; session "AutoScaling". What it may do is what IAM says of the role.
Principal principal_of(Environment& env, const AutoScalingGroup& group);
/// What Auto Scaling looks at for its own sake.
Principal service_principal(const aws::AccountId& account);

/// Makes the role as the caller if the account has none, unless the call names another.
/// @return  the role's ARN
/// @error   ServiceLinkedRoleFailure if the caller may not make it; ValidationError if there is none of the given ARN
Task<ApiResult<std::string>> ensure_service_linked_role(const Call& call, std::string given_arn);

}  // namespace eni::sandbox::autoscaling_service
