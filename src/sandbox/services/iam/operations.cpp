#include "sandbox/services/iam/operations.h"

#include "sandbox/services/iam/access.h"
#include "sandbox/services/iam/own_violation.h"
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
    // wire name, resource checked, run, reads, options
    {"AddRoleToInstanceProfile", instance_profile_access, add_role_to_instance_profile, "InstanceProfileName RoleName"},
    {"AddUserToGroup", group_access, add_user_to_group, "GroupName UserName"},
    {"AttachGroupPolicy", group_access, attach_group_policy, "GroupName PolicyArn"},
    {"AttachRolePolicy", role_access, attach_role_policy, "RoleName PolicyArn"},
    {"AttachUserPolicy", user_access, attach_user_policy, "UserName PolicyArn"},
    {"CreateAccessKey", user_access, create_access_key, "UserName"},
    {"CreateGroup", group_access, create_group, "Path GroupName"},
    {"CreateInstanceProfile", instance_profile_access, create_instance_profile, "InstanceProfileName Path Tags"},
    {"CreateLoginProfile", user_access, create_login_profile, "UserName Password PasswordResetRequired", {.differences = kPasswordDifferences}},
    {"CreatePolicy", new_policy_access, create_policy, "PolicyName Path PolicyDocument Description Tags", {.differences = kPolicyDifferences}},
    {"CreatePolicyVersion", policy_access, create_policy_version, "PolicyArn PolicyDocument SetAsDefault"},
    {"CreateRole", role_access, create_role, "Path RoleName AssumeRolePolicyDocument Description MaxSessionDuration PermissionsBoundary Tags"},
    {"CreateServiceLinkedRole", service_linked_role_access, create_service_linked_role, "AWSServiceName Description CustomSuffix", {.differences = "for ECS, Auto Scaling, Elastic Load Balancing, ECS' application auto scaling and StackSets only"}},
    {"CreateUser", user_access, create_user, "Path UserName PermissionsBoundary Tags"},
    {"DeleteAccessKey", user_access, delete_access_key, "UserName AccessKeyId"},
    {"DeleteGroup", group_access, delete_group, "GroupName"},
    {"DeleteGroupPolicy", group_access, delete_group_policy, "GroupName PolicyName"},
    {"DeleteInstanceProfile", instance_profile_access, delete_instance_profile, "InstanceProfileName"},
    {"DeleteLoginProfile", user_access, delete_login_profile, "UserName"},
    {"DeletePolicy", policy_access, delete_policy, "PolicyArn"},
    {"DeletePolicyVersion", policy_access, delete_policy_version, "PolicyArn VersionId"},
    {"DeleteRole", role_access, delete_role, "RoleName"},
    {"DeleteRolePermissionsBoundary", role_access, delete_role_permissions_boundary, "RoleName"},
    {"DeleteRolePolicy", role_access, delete_role_policy, "RoleName PolicyName"},
    {"DeleteServiceLinkedRole", role_access, delete_service_linked_role, "RoleName", {.differences = "done at once; whether the service still uses the role is not asked"}},
    {"DeleteUser", user_access, delete_user, "UserName"},
    {"DeleteUserPermissionsBoundary", user_access, delete_user_permissions_boundary, "UserName"},
    {"DeleteUserPolicy", user_access, delete_user_policy, "UserName PolicyName"},
    {"DetachGroupPolicy", group_access, detach_group_policy, "GroupName PolicyArn"},
    {"DetachRolePolicy", role_access, detach_role_policy, "RoleName PolicyArn"},
    {"DetachUserPolicy", user_access, detach_user_policy, "UserName PolicyArn"},
    {"GetAccessKeyLastUsed", access_key_access, get_access_key_last_used, "AccessKeyId", {.differences = "calls that need no permission, e.g. GetCallerIdentity, do not count as use"}},
    {"GetAccountSummary", any_resource, get_account_summary, {}, {.differences = "quotas are AWS's defaults; there are no devices and certificates"}},
    {"GetGroup", group_access, get_group, "GroupName Marker MaxItems"},
    {"GetGroupPolicy", group_access, get_group_policy, "GroupName PolicyName"},
    {"GetInstanceProfile", instance_profile_access, get_instance_profile, "InstanceProfileName"},
    {"GetLoginProfile", user_access, get_login_profile, "UserName"},
    {"GetPolicy", policy_access, get_policy, "PolicyArn", {.differences = "PolicyId of AWS's own policies is not AWS's; their Description is left out"}},
    {"GetPolicyVersion", policy_access, get_policy_version, "PolicyArn VersionId"},
    {"GetRole", role_access, get_role, "RoleName"},
    {"GetRolePolicy", role_access, get_role_policy, "RoleName PolicyName"},
    {"GetServiceLinkedRoleDeletionStatus", deletion_access, get_service_linked_role_deletion_status, "DeletionTaskId", {.differences = "always SUCCEEDED"}},
    {"GetUser", user_access, get_user, "UserName"},
    {"GetUserPolicy", user_access, get_user_policy, "UserName PolicyName"},
    {"ListAccessKeys", user_access, list_access_keys, "UserName Marker MaxItems"},
    {"ListAccountAliases", any_resource, list_account_aliases, "Marker MaxItems", {.differences = kNone}},
    {"ListAttachedGroupPolicies", group_access, list_attached_group_policies, "GroupName PathPrefix Marker MaxItems"},
    {"ListAttachedRolePolicies", role_access, list_attached_role_policies, "RoleName PathPrefix Marker MaxItems"},
    {"ListAttachedUserPolicies", user_access, list_attached_user_policies, "UserName PathPrefix Marker MaxItems"},
    {"ListEntitiesForPolicy", policy_access, list_entities_for_policy, "PolicyArn EntityFilter PathPrefix PolicyUsageFilter", {.ignores = "Marker MaxItems", .differences = "all entities are on one page"}},
    {"ListGroupPolicies", group_access, list_group_policies, "GroupName Marker MaxItems"},
    {"ListGroups", list_groups_access, list_groups, "PathPrefix Marker MaxItems"},
    {"ListGroupsForUser", user_access, list_groups_for_user, "UserName Marker MaxItems"},
    {"ListInstanceProfileTags", instance_profile_access, list_instance_profile_tags, "InstanceProfileName Marker MaxItems"},
    {"ListInstanceProfiles", list_instance_profiles_access, list_instance_profiles, "PathPrefix Marker MaxItems"},
    {"ListInstanceProfilesForRole", role_access, list_instance_profiles_for_role, "RoleName Marker MaxItems"},
    {"ListMFADevices", user_access, list_mfa_devices, "UserName Marker MaxItems", {.differences = kNone}},
    {"ListPolicies", list_policies_access, list_policies, "Scope OnlyAttached PathPrefix PolicyUsageFilter Marker MaxItems", {.differences = "of AWS's own policies those of data/aws-managed-policies"}},
    {"ListPolicyTags", policy_access, list_policy_tags, "PolicyArn Marker MaxItems"},
    {"ListPolicyVersions", policy_access, list_policy_versions, "PolicyArn Marker MaxItems", {.differences = "of AWS's own policies the default version only"}},
    {"ListRolePolicies", role_access, list_role_policies, "RoleName Marker MaxItems"},
    {"ListRoleTags", role_access, list_role_tags, "RoleName Marker MaxItems"},
    {"ListRoles", list_roles_access, list_roles, "PathPrefix Marker MaxItems"},
    {"ListSSHPublicKeys", user_access, list_ssh_public_keys, "UserName Marker MaxItems", {.differences = kNone}},
    {"ListServiceSpecificCredentials", user_access, list_service_specific_credentials, "UserName", {.ignores = "ServiceName AllUsers Marker MaxItems", .differences = kNone}},
    {"ListSigningCertificates", user_access, list_signing_certificates, "UserName Marker MaxItems", {.differences = kNone}},
    {"ListUserPolicies", user_access, list_user_policies, "UserName Marker MaxItems"},
    {"ListUserTags", user_access, list_user_tags, "UserName Marker MaxItems"},
    {"ListUsers", list_users_access, list_users, "PathPrefix Marker MaxItems"},
    {"ListVirtualMFADevices", list_mfa_devices_access, list_virtual_mfa_devices, "AssignmentStatus Marker MaxItems", {.differences = kNone}},
    {"PutGroupPolicy", group_access, put_group_policy, "GroupName PolicyName PolicyDocument"},
    {"PutRolePermissionsBoundary", role_access, put_role_permissions_boundary, "RoleName PermissionsBoundary"},
    {"PutRolePolicy", role_access, put_role_policy, "RoleName PolicyName PolicyDocument"},
    {"PutUserPermissionsBoundary", user_access, put_user_permissions_boundary, "UserName PermissionsBoundary"},
    {"PutUserPolicy", user_access, put_user_policy, "UserName PolicyName PolicyDocument"},
    {"RemoveRoleFromInstanceProfile", instance_profile_access, remove_role_from_instance_profile, "InstanceProfileName RoleName"},
    {"RemoveUserFromGroup", group_access, remove_user_from_group, "GroupName UserName"},
    {"SetDefaultPolicyVersion", policy_access, set_default_policy_version, "PolicyArn VersionId"},
    {"SimulateCustomPolicy", any_resource, simulate_custom_policy, "PolicyInputList PermissionsBoundaryPolicyInputList ActionNames ResourceArns ResourcePolicy ResourceOwner CallerArn ContextEntries MaxItems Marker", {.ignores = "ResourceHandlingOption", .differences = kSimulationDifferences}},
    {"SimulatePrincipalPolicy", simulated_entity_access, simulate_principal_policy, "PolicySourceArn PolicyInputList PermissionsBoundaryPolicyInputList ActionNames ResourceArns ResourcePolicy ResourceOwner CallerArn ContextEntries MaxItems Marker", {.ignores = "ResourceHandlingOption", .differences = kSimulationDifferences}},
    {"TagInstanceProfile", instance_profile_access, tag_instance_profile, "InstanceProfileName Tags"},
    {"TagPolicy", policy_access, tag_policy, "PolicyArn Tags"},
    {"TagRole", role_access, tag_role, "RoleName Tags"},
    {"TagUser", user_access, tag_user, "UserName Tags"},
    {"UntagInstanceProfile", instance_profile_access, untag_instance_profile, "InstanceProfileName TagKeys"},
    {"UntagPolicy", policy_access, untag_policy, "PolicyArn TagKeys"},
    {"UntagRole", role_access, untag_role, "RoleName TagKeys"},
    {"UntagUser", user_access, untag_user, "UserName TagKeys"},
    {"UpdateAccessKey", user_access, update_access_key, "UserName AccessKeyId Status"},
    {"UpdateAssumeRolePolicy", role_access, update_assume_role_policy, "RoleName PolicyDocument"},
    {"UpdateGroup", group_access, update_group, "GroupName NewPath NewGroupName"},
    {"UpdateLoginProfile", user_access, update_login_profile, "UserName Password PasswordResetRequired", {.differences = kPasswordDifferences}},
    {"UpdateRole", role_access, update_role, "RoleName Description MaxSessionDuration"},
    {"UpdateRoleDescription", role_access, update_role_description, "RoleName Description"},
    {"UpdateUser", user_access, update_user, "UserName NewPath NewUserName"},
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
    .constraint_code = "ValidationError",
    .own_violation = own_violation,
};

}  // namespace eni::sandbox::iam_service
