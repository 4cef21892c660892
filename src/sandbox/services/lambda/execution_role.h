#pragma once
/// A function's execution role: whether Lambda may assume it, and the session that the function runs under.
#include "aws/sigv4.h"
#include "sandbox/gateway/call.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

inline constexpr std::string_view kLambdaPrincipal = "lambda.amazonaws.com";

/// What CreateFunction asks of a role: that the caller may pass it, that it exists, and that it trusts
/// Lambda.
/// @error  AccessDeniedException (iam:PassRole); InvalidParameterValueException "The role defined for the
/// function
///         cannot be assumed by Lambda."
Task<ApiResult<void>> check_role(Call& call, std::string role_arn);

/// A session of the role, as STS gave it.
struct RoleSession {
  aws::Credentials credentials;
  Principal principal;  ///< who the function is to other services
  TimePoint expires;
};

/// Assumes the role as Lambda does, with the function's name as the session's. A trust that has not
/// propagated yet is waited for.
/// @error  AccessDeniedException "Lambda was unable to assume the function's execution role: …"
Task<ApiResult<RoleSession>> assume_role(Environment& environment, LambdaFunction function);

}  // namespace eni::sandbox::lambda_service
