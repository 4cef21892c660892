#pragma once
/// IAM's operations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::iam_service {

ApiResult<Reply> add_role_to_instance_profile(Call& call);
ApiResult<Reply> attach_role_policy(Call& call);
ApiResult<Reply> attach_user_policy(Call& call);
ApiResult<Reply> create_access_key(Call& call);
ApiResult<Reply> create_instance_profile(Call& call);
ApiResult<Reply> create_policy(Call& call);
ApiResult<Reply> create_policy_version(Call& call);
ApiResult<Reply> create_role(Call& call);
ApiResult<Reply> create_service_linked_role(Call& call);
ApiResult<Reply> create_user(Call& call);
ApiResult<Reply> delete_access_key(Call& call);
ApiResult<Reply> delete_instance_profile(Call& call);
ApiResult<Reply> delete_policy(Call& call);
ApiResult<Reply> delete_policy_version(Call& call);
ApiResult<Reply> delete_role(Call& call);
ApiResult<Reply> delete_role_permissions_boundary(Call& call);
ApiResult<Reply> delete_role_policy(Call& call);
ApiResult<Reply> delete_service_linked_role(Call& call);
ApiResult<Reply> delete_user(Call& call);
ApiResult<Reply> delete_user_permissions_boundary(Call& call);
ApiResult<Reply> delete_user_policy(Call& call);
ApiResult<Reply> detach_role_policy(Call& call);
ApiResult<Reply> detach_user_policy(Call& call);
ApiResult<Reply> get_access_key_last_used(Call& call);
ApiResult<Reply> get_instance_profile(Call& call);
ApiResult<Reply> get_policy(Call& call);
ApiResult<Reply> get_policy_version(Call& call);
ApiResult<Reply> get_role(Call& call);
ApiResult<Reply> get_role_policy(Call& call);
ApiResult<Reply> get_service_linked_role_deletion_status(Call& call);
ApiResult<Reply> get_user(Call& call);
ApiResult<Reply> get_user_policy(Call& call);
ApiResult<Reply> list_access_keys(Call& call);
ApiResult<Reply> list_attached_role_policies(Call& call);
ApiResult<Reply> list_attached_user_policies(Call& call);
ApiResult<Reply> list_entities_for_policy(Call& call);
ApiResult<Reply> list_instance_profile_tags(Call& call);
ApiResult<Reply> list_instance_profiles(Call& call);
ApiResult<Reply> list_instance_profiles_for_role(Call& call);
ApiResult<Reply> list_policies(Call& call);
ApiResult<Reply> list_policy_tags(Call& call);
ApiResult<Reply> list_policy_versions(Call& call);
ApiResult<Reply> list_role_policies(Call& call);
ApiResult<Reply> list_role_tags(Call& call);
ApiResult<Reply> list_roles(Call& call);
ApiResult<Reply> list_user_policies(Call& call);
ApiResult<Reply> list_user_tags(Call& call);
ApiResult<Reply> list_users(Call& call);
ApiResult<Reply> put_role_permissions_boundary(Call& call);
ApiResult<Reply> put_role_policy(Call& call);
ApiResult<Reply> put_user_permissions_boundary(Call& call);
ApiResult<Reply> put_user_policy(Call& call);
ApiResult<Reply> remove_role_from_instance_profile(Call& call);
ApiResult<Reply> set_default_policy_version(Call& call);
ApiResult<Reply> simulate_custom_policy(Call& call);
ApiResult<Reply> simulate_principal_policy(Call& call);
ApiResult<Reply> tag_instance_profile(Call& call);
ApiResult<Reply> tag_policy(Call& call);
ApiResult<Reply> tag_role(Call& call);
ApiResult<Reply> tag_user(Call& call);
ApiResult<Reply> untag_instance_profile(Call& call);
ApiResult<Reply> untag_policy(Call& call);
ApiResult<Reply> untag_role(Call& call);
ApiResult<Reply> untag_user(Call& call);
ApiResult<Reply> update_access_key(Call& call);
ApiResult<Reply> update_assume_role_policy(Call& call);
ApiResult<Reply> update_role(Call& call);
ApiResult<Reply> update_role_description(Call& call);
ApiResult<Reply> update_user(Call& call);

}  // namespace eni::sandbox::iam_service
