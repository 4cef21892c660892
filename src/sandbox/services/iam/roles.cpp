#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/iam/boundary.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"
#include "sandbox/services/iam/trust.h"
#include "sandbox/store/iam_instance_profile_repository.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr auto kRole = IdentityKind::kRole;
/// The model says the range.
ApiResult<std::optional<long long>> max_session_duration(const Call& call) {
  return call.params.integer("MaxSessionDuration", 0, 43'200);
}

ApiResult<IamIdentity> new_role(const Call& call) {
  IamIdentity role;
  role.account = call.account().value;
  role.name = call.params.text_or("RoleName", "");
  role.path = path(call);
  role.description = call.params.text("Description");
  ENI_TRY(const auto seconds, max_session_duration(call));
  if (seconds) role.max_session_seconds = *seconds;
  const std::string document = call.params.text_or("AssumeRolePolicyDocument", "");
  if (repository(call).find(role.account, kRole, role.name))
    return entity_already_exists("Role with name " + role.name + " already exists.");
  ENI_CHECK(set_trust(call, document, role));
  ENI_TRY(role.boundary, boundary(call));
  role.unique_id = new_unique_id(call, "AROA");
  role.arn = call.global_arn("iam", "role" + role.path + role.name);
  role.created = now_millis(call);
  return role;
}

ApiResult<void> check_unused(const Call& call, const IamIdentity& role) {
  if (!call.store<IamInstanceProfileRepository>().of_role(role.id).empty())
    return delete_conflict("Cannot delete entity, must remove roles from instance profile first.");
  if (!repository(call).attachments(role.id).empty())
    return delete_conflict("Cannot delete entity, must detach all policies first.");
  if (!repository(call).inline_policies(role.id).empty())
    return delete_conflict("Cannot delete entity, must delete policies first.");
  return {};
}

}  // namespace

ApiResult<Reply> create_role(Call& call) {
  ENI_TRY(const IamTags role_tags, tags(call));
  ENI_TRY(IamIdentity role, new_role(call));
  ENI_CHECK(may_give_tags(call, "iam:TagRole", role.arn));
  role = repository(call).insert(std::move(role));
  put_tags(call, role.unique_id, role_tags);
  identity_changed(call, role);
  json::object shape = role_shape(call, role, Detail::kFull);
  shape.erase("RoleLastUsed");
  if (!call.params.has("MaxSessionDuration")) shape.erase("MaxSessionDuration");
  return Reply{json::object{{"Role", std::move(shape)}}};
}

ApiResult<Reply> get_role(Call& call) {
  ENI_TRY(const IamIdentity role, find_identity(call, kRole));
  return Reply{json::object{{"Role", role_shape(call, role, Detail::kFull)}}};
}

ApiResult<Reply> list_roles(Call& call) {
  return page_of_identities(call, kRole, "Roles", [&call](const IamIdentity& role) {
    return role_shape(call, role, Detail::kListed);
  });
}

ApiResult<Reply> update_role(Call& call) {
  ENI_TRY(IamIdentity role, find_modifiable(call, kRole));
  const auto text = call.params.text("Description");
  ENI_TRY(const auto seconds, max_session_duration(call));
  if (text) role.description = text;
  if (seconds) role.max_session_seconds = *seconds;
  repository(call).update(role);
  identity_changed(call, role);
  return Reply{};
}

ApiResult<Reply> update_role_description(Call& call) {
  ENI_TRY(IamIdentity role, find_modifiable(call, kRole));
  role.description = call.params.text("Description");
  repository(call).update(role);
  return Reply{json::object{{"Role", role_shape(call, role, Detail::kFull)}}};
}

ApiResult<Reply> update_assume_role_policy(Call& call) {
  ENI_TRY(IamIdentity role, find_modifiable(call, kRole));
  const std::string document = call.params.text_or("PolicyDocument", "");
  ENI_CHECK(set_trust(call, document, role));
  repository(call).update(role);
  identity_changed(call, role);
  return Reply{};
}

ApiResult<Reply> delete_role(Call& call) {
  ENI_TRY(const IamIdentity role, find_modifiable(call, kRole));
  ENI_CHECK(check_unused(call, role));
  repository(call).remove(role);
  identity_removed(call, role.arn);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
