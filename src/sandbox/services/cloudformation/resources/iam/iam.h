#pragma once
/// What IAM's resource types share: the policies and tags of roles, users and groups.
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {

/// Whose policies: the words of which operations and parameters are made, "Role" and "RoleName".
struct IamOwner {
  std::string_view noun;
  std::string_view name_param;
};

/// Attaches and detaches so that ManagedPolicyArns holds. For a creation, old_properties is empty.
Task<ApiResult<void>> update_managed_policies(ResourceCall& call, const IamOwner& owner);
/// Puts and deletes so that the property Policies ({PolicyName, PolicyDocument}) holds.
Task<ApiResult<void>> update_inline_policies(ResourceCall& call, const IamOwner& owner);
Task<ApiResult<void>> update_boundary(ResourceCall& call, const IamOwner& owner);
Task<ApiResult<void>> update_tags(ResourceCall& call, const IamOwner& owner);
/// Takes away the policies of its properties before it is deleted; IAM refuses to delete it otherwise.
Task<ApiResult<void>> remove_policies(ResourceCall& call, const IamOwner& owner);

}  // namespace eni::sandbox::cloudformation
