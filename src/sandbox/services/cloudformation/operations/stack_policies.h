#pragma once
/// Stack policies as calls give them: a body, or the URL of one in S3.
#include "sandbox/services/cloudformation/engine/stack_model.h"
#include "sandbox/services/cloudformation/operations/input.h"

namespace eni::sandbox::cloudformation {

/// @param body, url  the members' names
/// @param tmpl       what the policy is for
/// @return  nothing if the call has neither
/// @error   ValidationError "You cannot specify both StackPolicyURL and StackPolicyBody", and of check_stack_policy
Task<ApiResult<std::optional<std::string>>> given_policy(Call& call, std::string body, std::string url,
                                                         const tmpl::Template& tmpl);

}  // namespace eni::sandbox::cloudformation
