#pragma once
/// What IAM's resource types share: the policies and tags of roles, users and groups.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

/// Whose policies: the words of which operations and parameters are made, "Role" and "RoleName".
struct IamOwner {
  std::string_view noun;
  std::string_view name_param;
};

inline constexpr IamOwner kRoleOwner{"Role", "RoleName"};
inline constexpr IamOwner kUserOwner{"User", "UserName"};
inline constexpr IamOwner kProfileOwner{"InstanceProfile", "InstanceProfileName"};
inline constexpr Tagging kRoleTagging{"Tags",   Tagging::Form::kPairs, "TagRole", "UntagRole", "RoleName",
                                      "TagKeys"};
inline constexpr Tagging kUserTagging{"Tags",   Tagging::Form::kPairs, "TagUser", "UntagUser", "UserName",
                                      "TagKeys"};

/// Whom a policy names, and by which property.
struct PolicyHolder {
  std::string_view property;
  IamOwner owner;
};
inline constexpr PolicyHolder kPolicyHolders[] = {
    {"Roles", kRoleOwner},
    {"Users", kUserOwner},
    {"Groups", {"Group", "GroupName"}},
};

/// PATH of an ARN: "/" unless the template says otherwise.
std::string path_of(const ResourceCall& call);
/// Attaches and detaches so that ManagedPolicyArns holds. For a creation, old_properties is empty.
Task<ApiResult<void>> update_managed_policies(ResourceCall& call, const IamOwner& owner);
/// Puts and deletes so that the property Policies ({PolicyName, PolicyDocument}) holds.
Task<ApiResult<void>> update_inline_policies(ResourceCall& call, const IamOwner& owner);
Task<ApiResult<void>> update_boundary(ResourceCall& call, const IamOwner& owner);
/// `operation` once for each of `names`, with it as `member` beside the resource's own name. What is not there any more has been
/// taken away.
Task<ApiResult<void>> for_each_name(ResourceCall& call, const IamOwner& owner, std::string_view operation,
                                    std::string_view member, std::vector<std::string> names);
/// A list of names that operations add and remove one by one.
struct NameList {
  std::string_view property;
  std::string_view member;
  std::string_view add;
  std::string_view remove;
  enum class First : std::uint8_t { kAdd, kRemove } first = First::kAdd;
};
/// Adds what the list has gained, and removes what it has lost.
Task<ApiResult<void>> change_list(ResourceCall& call, const IamOwner& owner, const NameList& list);
/// Takes away the policies of its properties before it is deleted; IAM refuses to delete it otherwise.
Task<ApiResult<void>> remove_policies(ResourceCall& call, const IamOwner& owner);

}  // namespace eni::sandbox::cloudformation
