#include "sandbox/services/iam/access.h"

#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/store/iam_instance_profile_repository.h"
#include "sandbox/store/iam_policy_repository.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {
namespace {

/// Reading keys must not fail: what is wrong with the input is the operation's to say.
void add_request_keys(const Call& call, Access& access) {
  append_request_tags(access.context, call);
  if (const auto arn = call.params.text("PolicyArn")) access.context.emplace_back("iam:PolicyARN", *arn);
  if (const auto arn = call.params.text("PermissionsBoundary"))
    access.context.emplace_back("iam:PermissionsBoundary", *arn);
}

void add_resource_tags(const Call& call, const std::string& unique_id, Access& access) {
  for (const auto& [key, value] : call.store<IamRepository>().tags(unique_id)) {
    access.context.emplace_back("aws:ResourceTag/" + key, value);
    access.context.emplace_back("iam:ResourceTag/" + key, value);
  }
}

Access on(const Call& call, const std::string& resource) {
  Access access;
  access.resources = {call.global_arn("iam", resource)};
  add_request_keys(call, access);
  return access;
}

Access identity_access(const Call& call, IdentityKind kind, const std::string& name) {
  const auto identity = call.store<IamRepository>().find(call.account().value, kind, name);
  if (!identity) return on(call, std::string{to_string(kind)} + call.params.text_or("Path", "/") + name);
  Access access;
  access.resources = {identity->arn};
  add_request_keys(call, access);
  add_resource_tags(call, identity->unique_id, access);
  // The boundary an identity has counts where the request brings none.
  if (!identity->boundary.empty() && !call.params.has("PermissionsBoundary"))
    access.context.emplace_back("iam:PermissionsBoundary", identity->boundary);
  return access;
}

Access list_access(const Call& call, const std::string& kind) {
  return on(call, kind + call.params.text_or("PathPrefix", "/"));
}

}  // namespace

Access role_access(const Call& call) {
  return identity_access(call, IdentityKind::kRole, call.params.text_or("RoleName", ""));
}

Access user_access(const Call& call) {
  const auto name = call.params.text("UserName");
  if (name) return identity_access(call, IdentityKind::kUser, *name);
  const std::string& caller = call.principal.identity_arn;
  if (call.principal.type == PrincipalType::kUser)
    return identity_access(call, IdentityKind::kUser, caller.substr(caller.rfind('/') + 1));
  Access access;
  access.resources = {caller};
  return access;
}

Access access_key_access(const Call& call) {
  const auto key = call.store<IamRepository>().find_key(call.params.text_or("AccessKeyId", ""));
  const auto owner = key ? call.store<IamRepository>().find_by_id(key->identity_id) : std::nullopt;
  const bool is_own = owner && owner->account == call.account().value && owner->kind == IdentityKind::kUser;
  return is_own ? identity_access(call, IdentityKind::kUser, owner->name) : on(call, "user/*");
}

Access deletion_access(const Call& call) {
  const std::string task = call.params.text_or("DeletionTaskId", "");
  constexpr std::string_view kPrefix = "task/";
  const auto end = task.rfind('/');
  if (!task.starts_with(kPrefix) || end < kPrefix.size()) return on(call, "role/*");
  return on(call, "role/" + task.substr(kPrefix.size(), end - kPrefix.size()));
}

Access group_access(const Call& call) {
  return identity_access(call, IdentityKind::kGroup, call.params.text_or("GroupName", ""));
}

Access policy_access(const Call& call) {
  Access access;
  const std::string arn = call.params.text_or("PolicyArn", "*");
  access.resources = {arn};
  add_request_keys(call, access);
  if (const auto policy = call.store<IamPolicyRepository>().find(arn))
    add_resource_tags(call, policy->unique_id, access);
  return access;
}

Access new_policy_access(const Call& call) {
  return on(call, "policy" + call.params.text_or("Path", "/") + call.params.text_or("PolicyName", ""));
}

Access instance_profile_access(const Call& call) {
  const std::string name = call.params.text_or("InstanceProfileName", "");
  const auto profile = call.store<IamInstanceProfileRepository>().find(call.account().value, name);
  if (!profile) return on(call, "instance-profile" + call.params.text_or("Path", "/") + name);
  Access access;
  access.resources = {profile->arn};
  add_request_keys(call, access);
  add_resource_tags(call, profile->unique_id, access);
  return access;
}

Access list_roles_access(const Call& call) { return list_access(call, "role"); }
Access list_users_access(const Call& call) { return list_access(call, "user"); }
Access list_policies_access(const Call& call) { return list_access(call, "policy"); }
Access list_groups_access(const Call& call) { return list_access(call, "group"); }
Access list_mfa_devices_access(const Call& call) { return list_access(call, "mfa"); }
Access list_instance_profiles_access(const Call& call) { return list_access(call, "instance-profile"); }

Access service_linked_role_access(const Call& call) {
  const std::string service = call.params.text_or("AWSServiceName", "");
  Access access = on(call, "role/aws-service-role/" + service + "/*");
  access.context.emplace_back("iam:AWSServiceName", service);
  return access;
}

Access simulated_entity_access(const Call& call) {
  Access access;
  access.resources = {call.params.text_or("PolicySourceArn", "*")};
  return access;
}

}  // namespace eni::sandbox::iam_service
