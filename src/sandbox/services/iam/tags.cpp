#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/instance_profile_input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxTags = 50;

ApiResult<Reply> tag(const Call& call, const std::string& unique_id) {
  ENI_TRY(const IamTags given, tags(call));
  put_tags(call, unique_id, given);
  if (repository(call).tags(unique_id).size() > kMaxTags)
    return limit_exceeded("The number of tags has reached the maximum limit. Maximum: " +
                          std::to_string(kMaxTags));
  return Reply{};
}

ApiResult<Reply> untag(const Call& call, const std::string& unique_id) {
  ENI_TRY(const auto keys, call.params.texts("TagKeys"));
  for (const std::string& key : keys) repository(call).delete_tag(unique_id, key);
  return Reply{};
}

ApiResult<Reply> list(const Call& call, const std::string& unique_id) {
  ENI_TRY(json::object reply,
          page(call, "Tags", tag_list(repository(call).tags(unique_id)), by_member("Key")));
  return Reply{std::move(reply)};
}

using TagChange = ApiResult<Reply> (*)(const Call& call, const std::string& unique_id);

/// Tags of an identity count for authorization.
ApiResult<Reply> change_identity(const Call& call, IdentityKind kind, TagChange change) {
  ENI_TRY(const IamIdentity identity, find_identity(call, kind));
  ENI_TRY(Reply reply, change(call, identity.unique_id));
  identity_changed(call, identity);
  return reply;
}

ApiResult<Reply> list_of_identity(const Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_identity(call, kind));
  return list(call, identity.unique_id);
}

ApiResult<Reply> of_own_policy(const Call& call, TagChange change) {
  ENI_TRY(const ManagedPolicy policy, find_own_policy(call));
  return change(call, policy.unique_id);
}

ApiResult<Reply> of_profile(const Call& call, TagChange change) {
  ENI_TRY(const InstanceProfile profile, find_profile(call));
  return change(call, profile.unique_id);
}

}  // namespace

ApiResult<Reply> tag_role(Call& call) { return change_identity(call, IdentityKind::kRole, tag); }
ApiResult<Reply> untag_role(Call& call) { return change_identity(call, IdentityKind::kRole, untag); }
ApiResult<Reply> list_role_tags(Call& call) { return list_of_identity(call, IdentityKind::kRole); }
ApiResult<Reply> tag_user(Call& call) { return change_identity(call, IdentityKind::kUser, tag); }
ApiResult<Reply> untag_user(Call& call) { return change_identity(call, IdentityKind::kUser, untag); }
ApiResult<Reply> list_user_tags(Call& call) { return list_of_identity(call, IdentityKind::kUser); }
ApiResult<Reply> tag_policy(Call& call) { return of_own_policy(call, tag); }
ApiResult<Reply> untag_policy(Call& call) { return of_own_policy(call, untag); }
ApiResult<Reply> list_policy_tags(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_policy(call));
  return list(call, policy.unique_id);
}
ApiResult<Reply> tag_instance_profile(Call& call) { return of_profile(call, tag); }
ApiResult<Reply> untag_instance_profile(Call& call) { return of_profile(call, untag); }
ApiResult<Reply> list_instance_profile_tags(Call& call) { return of_profile(call, list); }

}  // namespace eni::sandbox::iam_service
