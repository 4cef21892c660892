#pragma once
/// Which resources and condition keys IAM's actions are checked against.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and
/// Access Management".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::iam_service {

Access role_access(const Call& call);   ///< RoleName, with its tags, and the tags and policies of the request
Access user_access(const Call& call);   ///< UserName, or the caller
Access group_access(const Call& call);  ///< GroupName
Access policy_access(const Call& call);            ///< PolicyArn
Access new_policy_access(const Call& call);        ///< Path and PolicyName
Access instance_profile_access(const Call& call);  ///< InstanceProfileName
Access list_roles_access(const Call& call);
Access list_users_access(const Call& call);
Access list_policies_access(const Call& call);
Access list_groups_access(const Call& call);
Access list_instance_profiles_access(const Call& call);
Access list_mfa_devices_access(const Call& call);
Access service_linked_role_access(const Call& call);
Access access_key_access(const Call& call);        ///< the user whose key AccessKeyId is
Access deletion_access(const Call& call);          ///< the service-linked role of DeletionTaskId
Access simulated_entity_access(const Call& call);  ///< PolicySourceArn

}  // namespace eni::sandbox::iam_service
