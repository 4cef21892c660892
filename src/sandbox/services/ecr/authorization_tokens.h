#pragma once
/// Passwords for the registry, which GetAuthorizationToken gives out and clients send with the user name "AWS". Each stands for who
/// asked for it, for twelve hours.
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecr_service {

inline constexpr std::string_view kRegistryUser = "AWS";

/// Whose password it is.
struct RegistryLogin {
  Principal principal;
  aws::Region region;  ///< in which it was asked for
};

/// @error  UnauthorizedException (401): not one that was given out; DeniedException (403): it has expired, in ECR's words
ApiResult<RegistryLogin> check_password(Environment& env, std::string_view password);

ApiResult<Reply> get_authorization_token(Call& call);

}  // namespace eni::sandbox::ecr_service
