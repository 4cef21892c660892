#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/iam/boundary.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr auto kUser = IdentityKind::kUser;
constexpr std::size_t kMaxNameLength = 64;

std::string user_arn(const Call& call, const IamIdentity& user) {
  return call.global_arn("iam", "user" + user.path + user.name);
}

ApiResult<void> check_name_is_free(const Call& call, const std::string& name) {
  if (repository(call).find(call.account().value, kUser, name))
    return entity_already_exists("User with name " + name + " already exists.");
  return {};
}

ApiResult<void> check_unused(const Call& call, const IamIdentity& user) {
  if (!repository(call).keys_of(user.id).empty())
    return delete_conflict("Cannot delete entity, must delete access keys first.");
  if (!repository(call).groups_of(user.id).empty())
    return delete_conflict("Cannot delete entity, must remove users from group first.");
  if (repository(call).login_profile(user.id))
    return delete_conflict("Cannot delete entity, must delete login profile first.");
  if (!repository(call).attachments(user.id).empty())
    return delete_conflict("Cannot delete entity, must detach all policies first.");
  if (!repository(call).inline_policies(user.id).empty())
    return delete_conflict("Cannot delete entity, must delete policies first.");
  return {};
}

/// GetUser without a name shows the caller; root is shown as a user without a path or a creation of its own.
json::object root_shape(const Call& call) {
  return {{"UserId", call.account().value}, {"Arn", call.principal.arn}, {"CreateDate", date(0)}};
}

}  // namespace

ApiResult<Reply> create_user(Call& call) {
  IamIdentity user;
  user.kind = kUser;
  user.account = call.account().value;
  user.name = call.params.text_or("UserName", "");
  user.path = path(call);
  ENI_TRY(const IamTags user_tags, tags(call));
  ENI_CHECK(check_name_is_free(call, user.name));
  ENI_TRY(user.boundary, boundary(call));
  user.unique_id = new_unique_id(call, "AIDA");
  user.arn = user_arn(call, user);
  user.created = now_millis(call);
  ENI_CHECK(may_give_tags(call, "iam:TagUser", user.arn));
  user = repository(call).insert(std::move(user));
  put_tags(call, user.unique_id, user_tags);
  identity_changed(call, user);
  return Reply{json::object{{"User", user_shape(call, user, Detail::kFull)}}};
}

ApiResult<Reply> get_user(Call& call) {
  if (!call.params.has("UserName")) {
    if (call.principal.type == PrincipalType::kRoot) return Reply{json::object{{"User", root_shape(call)}}};
    const auto caller = repository(call).find_by_arn(call.principal.identity_arn);
    if (!caller || caller->kind != kUser)
      return aws::validation_error("Must specify userName when calling with non-User credentials");
    return Reply{json::object{{"User", user_shape(call, *caller, Detail::kFull)}}};
  }
  ENI_TRY(const IamIdentity user, find_identity(call, kUser));
  return Reply{json::object{{"User", user_shape(call, user, Detail::kFull)}}};
}

ApiResult<Reply> list_users(Call& call) {
  return page_of_identities(call, kUser, "Users", [&call](const IamIdentity& user) {
    return user_shape(call, user, Detail::kListed);
  });
}

ApiResult<Reply> update_user(Call& call) {
  ENI_TRY(IamIdentity user, find_identity(call, kUser));
  const std::string old_arn = user.arn;
  if (call.params.has("NewPath")) {
    user.path = path(call, "NewPath");
  }
  if (call.params.has("NewUserName")) {
    const std::string name = call.params.text_or("NewUserName", "");
    const auto holder = repository(call).find(user.account, kUser, name);
    if (holder && holder->id != user.id) ENI_CHECK(check_name_is_free(call, name));
    user.name = name;
  }
  user.arn = user_arn(call, user);
  repository(call).update(user);
  if (user.arn != old_arn) identity_removed(call, old_arn);
  identity_changed(call, user);
  return Reply{};
}

ApiResult<Reply> delete_user(Call& call) {
  ENI_TRY(const IamIdentity user, find_identity(call, kUser));
  ENI_CHECK(check_unused(call, user));
  repository(call).remove(user);
  identity_removed(call, user.arn);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
