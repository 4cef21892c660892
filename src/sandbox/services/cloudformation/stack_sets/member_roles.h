#pragma once
/// The roles by which service-managed stack sets reach member accounts: service-linked ones, and stacksets-exec-* in each member.
/// Source: CloudFormation User Guide, "Activate trusted access for StackSets with AWS Organizations", and the documents of the two
/// service-linked roles' policies.
#include "sandbox/gateway/service_linked_role.h"
#include "sandbox/services/cloudformation/stack_sets/deployer.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"

namespace eni::sandbox::cloudformation {

inline constexpr ServiceLinkedRole kAdministratorRole{
    kStackSetsAdminService, "AWSServiceRoleForCloudFormationStackSetsOrgAdmin", "StackSets"};
inline constexpr ServiceLinkedRole kMemberRole{
    kStackSetsService, "AWSServiceRoleForCloudFormationStackSetsOrgMember", "StackSets"};

/// Makes the role in the account unless it is there.
Task<ApiResult<void>> ensure_role(Environment& env, aws::AccountId account, ServiceLinkedRole role);

/// As whom stacks are made in the member account, with the roles made that are not there yet. @error  IAM's;
/// ValidationError where the organization does not trust StackSets
Task<ApiResult<Principal>> service_managed_deployer(Environment& env, const StackSetRecord& set,
                                                    std::string account);

}  // namespace eni::sandbox::cloudformation
