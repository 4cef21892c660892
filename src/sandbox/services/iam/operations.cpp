#include "sandbox/services/iam/operations.h"

#include "sandbox/services/iam/access.h"
#include "sandbox/services/iam/service.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::string_view kPolicyDifferences =
    "names of actions and services are not looked up in AWS's lists: a misspelt one matches nothing";
constexpr std::string_view kSimulationDifferences =
    "each action on each resource is a result of its own; ResourceSpecificResults and ResourceHandlingOption "
    "are not used";

constexpr std::string_view kPasswordDifferences =
    "the password is checked against AWS's default password policy and forgotten: there is no console";
constexpr std::string_view kNone = "there are none here";

// clang-format off
const Operation kOperations[] = {
    // wire name, IAM action, resource checked, run
    {"AddRoleToInstanceProfile", "iam:AddRoleToInstanceProfile", instance_profile_access, add_role_to_instance_profile},
    {"AddUserToGroup", "iam:AddUserToGroup", group_access, add_user_to_group},
    {"AttachGroupPolicy", "iam:AttachGroupPolicy", group_access, attach_group_policy},
    {"AttachRolePolicy", "iam:AttachRolePolicy", role_access, attach_role_policy},
    {"AttachUserPolicy", "iam:AttachUserPolicy", user_access, attach_user_policy},
    {"CreateAccessKey", "iam:CreateAccessKey", user_access, create_access_key},
    {"CreateGroup", "iam:CreateGroup", group_access, create_group},
    {"CreateInstanceProfile", "iam:CreateInstanceProfile", instance_profile_access, create_instance_profile},
    {"CreateLoginProfile", "iam:CreateLoginProfile", user_access, create_login_profile, {}, kPasswordDifferences},
    {"CreatePolicy", "iam:CreatePolicy", new_policy_access, create_policy, {}, kPolicyDifferences},
    {"CreatePolicyVersion", "iam:CreatePolicyVersion", policy_access, create_policy_version},
    {"CreateRole", "iam:CreateRole", role_access, create_role},
    {"CreateServiceLinkedRole", "iam:CreateServiceLinkedRole", service_linked_role_access, create_service_linked_role, {}, "for ECS, Auto Scaling, Elastic Load Balancing and ECS' application auto scaling only"},
    {"CreateUser", "iam:CreateUser", user_access, create_user},
    {"DeleteAccessKey", "iam:DeleteAccessKey", user_access, delete_access_key},
    {"DeleteGroup", "iam:DeleteGroup", group_access, delete_group},
    {"DeleteGroupPolicy", "iam:DeleteGroupPolicy", group_access, delete_group_policy},
    {"DeleteInstanceProfile", "iam:DeleteInstanceProfile", instance_profile_access, delete_instance_profile},
    {"DeleteLoginProfile", "iam:DeleteLoginProfile", user_access, delete_login_profile},
    {"DeletePolicy", "iam:DeletePolicy", policy_access, delete_policy},
    {"DeletePolicyVersion", "iam:DeletePolicyVersion", policy_access, delete_policy_version},
    {"DeleteRole", "iam:DeleteRole", role_access, delete_role},
    {"DeleteRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", role_access, delete_role_permissions_boundary},
    {"DeleteRolePolicy", "iam:DeleteRolePolicy", role_access, delete_role_policy},
    {"DeleteServiceLinkedRole", "iam:DeleteServiceLinkedRole", role_access, delete_service_linked_role, {}, "done at once; whether the service still uses the role is not asked"},
    {"DeleteUser", "iam:DeleteUser", user_access, delete_user},
    {"DeleteUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary", user_access, delete_user_permissions_boundary},
    {"DeleteUserPolicy", "iam:DeleteUserPolicy", user_access, delete_user_policy},
    {"DetachGroupPolicy", "iam:DetachGroupPolicy", group_access, detach_group_policy},
    {"DetachRolePolicy", "iam:DetachRolePolicy", role_access, detach_role_policy},
    {"DetachUserPolicy", "iam:DetachUserPolicy", user_access, detach_user_policy},
    {"GetAccessKeyLastUsed", "iam:GetAccessKeyLastUsed", any_resource, get_access_key_last_used, {}, "calls that need no permission, e.g. GetCallerIdentity, do not count as use"},
    {"GetAccountSummary", "iam:GetAccountSummary", any_resource, get_account_summary, {}, "quotas are AWS's defaults; there are no devices and certificates"},
    {"GetGroup", "iam:GetGroup", group_access, get_group},
    {"GetGroupPolicy", "iam:GetGroupPolicy", group_access, get_group_policy},
    {"GetInstanceProfile", "iam:GetInstanceProfile", instance_profile_access, get_instance_profile},
    {"GetLoginProfile", "iam:GetLoginProfile", user_access, get_login_profile},
    {"GetPolicy", "iam:GetPolicy", policy_access, get_policy, {}, "PolicyId of AWS's own policies is not AWS's; their Description is left out"},
    {"GetPolicyVersion", "iam:GetPolicyVersion", policy_access, get_policy_version},
    {"GetRole", "iam:GetRole", role_access, get_role},
    {"GetRolePolicy", "iam:GetRolePolicy", role_access, get_role_policy},
    {"GetServiceLinkedRoleDeletionStatus", "iam:GetServiceLinkedRoleDeletionStatus", any_resource, get_service_linked_role_deletion_status, {}, "always SUCCEEDED"},
    {"GetUser", "iam:GetUser", user_access, get_user},
    {"GetUserPolicy", "iam:GetUserPolicy", user_access, get_user_policy},
    {"ListAccessKeys", "iam:ListAccessKeys", user_access, list_access_keys},
    {"ListAccountAliases", "iam:ListAccountAliases", any_resource, list_account_aliases, {}, kNone},
    {"ListAttachedGroupPolicies", "iam:ListAttachedGroupPolicies", group_access, list_attached_group_policies},
    {"ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", role_access, list_attached_role_policies},
    {"ListAttachedUserPolicies", "iam:ListAttachedUserPolicies", user_access, list_attached_user_policies},
    {"ListEntitiesForPolicy", "iam:ListEntitiesForPolicy", policy_access, list_entities_for_policy, {}, "all entities are on one page"},
    {"ListGroupPolicies", "iam:ListGroupPolicies", group_access, list_group_policies},
    {"ListGroups", "iam:ListGroups", list_groups_access, list_groups},
    {"ListGroupsForUser", "iam:ListGroupsForUser", user_access, list_groups_for_user},
    {"ListInstanceProfileTags", "iam:ListInstanceProfileTags", instance_profile_access, list_instance_profile_tags},
    {"ListInstanceProfiles", "iam:ListInstanceProfiles", list_instance_profiles_access, list_instance_profiles},
    {"ListInstanceProfilesForRole", "iam:ListInstanceProfilesForRole", role_access, list_instance_profiles_for_role},
    {"ListMFADevices", "iam:ListMFADevices", user_access, list_mfa_devices, {}, kNone},
    {"ListPolicies", "iam:ListPolicies", list_policies_access, list_policies, {}, "of AWS's own policies those of data/aws-managed-policies"},
    {"ListPolicyTags", "iam:ListPolicyTags", policy_access, list_policy_tags},
    {"ListPolicyVersions", "iam:ListPolicyVersions", policy_access, list_policy_versions, {}, "of AWS's own policies the default version only"},
    {"ListRolePolicies", "iam:ListRolePolicies", role_access, list_role_policies},
    {"ListRoleTags", "iam:ListRoleTags", role_access, list_role_tags},
    {"ListRoles", "iam:ListRoles", list_roles_access, list_roles},
    {"ListSSHPublicKeys", "iam:ListSSHPublicKeys", user_access, list_ssh_public_keys, {}, kNone},
    {"ListServiceSpecificCredentials", "iam:ListServiceSpecificCredentials", user_access, list_service_specific_credentials, {}, kNone},
    {"ListSigningCertificates", "iam:ListSigningCertificates", user_access, list_signing_certificates, {}, kNone},
    {"ListUserPolicies", "iam:ListUserPolicies", user_access, list_user_policies},
    {"ListUserTags", "iam:ListUserTags", user_access, list_user_tags},
    {"ListUsers", "iam:ListUsers", list_users_access, list_users},
    {"ListVirtualMFADevices", "iam:ListVirtualMFADevices", list_mfa_devices_access, list_virtual_mfa_devices, {}, kNone},
    {"PutGroupPolicy", "iam:PutGroupPolicy", group_access, put_group_policy},
    {"PutRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", role_access, put_role_permissions_boundary},
    {"PutRolePolicy", "iam:PutRolePolicy", role_access, put_role_policy},
    {"PutUserPermissionsBoundary", "iam:PutUserPermissionsBoundary", user_access, put_user_permissions_boundary},
    {"PutUserPolicy", "iam:PutUserPolicy", user_access, put_user_policy},
    {"RemoveRoleFromInstanceProfile", "iam:RemoveRoleFromInstanceProfile", instance_profile_access, remove_role_from_instance_profile},
    {"RemoveUserFromGroup", "iam:RemoveUserFromGroup", group_access, remove_user_from_group},
    {"SetDefaultPolicyVersion", "iam:SetDefaultPolicyVersion", policy_access, set_default_policy_version},
    {"SimulateCustomPolicy", "iam:SimulateCustomPolicy", any_resource, simulate_custom_policy, {}, kSimulationDifferences},
    {"SimulatePrincipalPolicy", "iam:SimulatePrincipalPolicy", simulated_entity_access, simulate_principal_policy, {}, kSimulationDifferences},
    {"TagInstanceProfile", "iam:TagInstanceProfile", instance_profile_access, tag_instance_profile},
    {"TagPolicy", "iam:TagPolicy", policy_access, tag_policy},
    {"TagRole", "iam:TagRole", role_access, tag_role},
    {"TagUser", "iam:TagUser", user_access, tag_user},
    {"UntagInstanceProfile", "iam:UntagInstanceProfile", instance_profile_access, untag_instance_profile},
    {"UntagPolicy", "iam:UntagPolicy", policy_access, untag_policy},
    {"UntagRole", "iam:UntagRole", role_access, untag_role},
    {"UntagUser", "iam:UntagUser", user_access, untag_user},
    {"UpdateAccessKey", "iam:UpdateAccessKey", user_access, update_access_key},
    {"UpdateAssumeRolePolicy", "iam:UpdateAssumeRolePolicy", role_access, update_assume_role_policy},
    {"UpdateGroup", "iam:UpdateGroup", group_access, update_group},
    {"UpdateLoginProfile", "iam:UpdateLoginProfile", user_access, update_login_profile, {}, kPasswordDifferences},
    {"UpdateRole", "iam:UpdateRole", role_access, update_role},
    {"UpdateRoleDescription", "iam:UpdateRoleDescription", role_access, update_role_description},
    {"UpdateUser", "iam:UpdateUser", user_access, update_user},
};
// clang-format on

}  // namespace

const Service kService = {
    .name = "iam",
    .title = "AWS Identity and Access Management",
    .protocol = Protocol::kQuery,
    .version = "2010-05-08",
    .xml_namespace = "https://iam.amazonaws.com/doc/2010-05-08/",
    .target_prefix = {},
    .operations = kOperations,
};

}  // namespace eni::sandbox::iam_service
