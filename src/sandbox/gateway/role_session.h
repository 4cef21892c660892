#pragma once
/// Sessions of IAM roles that AWS's services begin on their own behalf: EC2 for a host, ECS for a task.
#include <string>

#include "base/task.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox {

struct RoleSession {
  Principal principal;
  std::string secret_access_key;
  std::string session_token;
  TimePoint begin;
  TimePoint end;
};

/// Who assumes which role, and under which name.
struct RoleAssumption {
  std::string service;  ///< "ecs-tasks.amazonaws.com": whom the role's trust policy has to name
  aws::AccountId account;
  aws::Region region;
  std::string role_arn;
  std::string session_name;
};

/// @error  of sts:AssumeRole
Task<ApiResult<RoleSession>> assume_role(Environment& env, RoleAssumption wanted);

}  // namespace eni::sandbox
