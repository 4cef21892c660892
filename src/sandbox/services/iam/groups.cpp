/// Groups: their policies count for each of their users.
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr auto kGroup = IdentityKind::kGroup;
constexpr std::size_t kMaxNameLength = 128;
constexpr std::size_t kMaxGroupsOfUser = 10;

std::string group_arn(const Call& call, const IamIdentity& group) {
  return call.global_arn("iam", "group" + group.path + group.name);
}

ApiResult<void> check_name_is_free(const Call& call, const std::string& name) {
  if (repository(call).find(call.account().value, kGroup, name))
    return entity_already_exists("Group with name " + name + " already exists.");
  return {};
}

ApiResult<void> check_unused(const Call& call, const IamIdentity& group) {
  if (!repository(call).members(group.id).empty())
    return delete_conflict("Cannot delete entity, must remove users from group first.");
  if (!repository(call).attachments(group.id).empty())
    return delete_conflict("Cannot delete entity, must detach all policies first.");
  if (!repository(call).inline_policies(group.id).empty())
    return delete_conflict("Cannot delete entity, must delete policies first.");
  return {};
}

ApiResult<Reply> page_of_groups(const Call& call, const std::vector<IamIdentity>& groups,
                                decltype(page)& make_page) {
  json::array rows;
  for (const IamIdentity& group : groups) rows.push_back(group_shape(group));
  ENI_TRY(json::object reply, make_page(call, "Groups", std::move(rows), by_member("GroupName")));
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> create_group(Call& call) {
  IamIdentity group;
  group.kind = kGroup;
  group.account = call.account().value;
  group.name = call.params.text_or("GroupName", "");
  group.path = path(call);
  ENI_CHECK(check_name_is_free(call, group.name));
  group.unique_id = new_unique_id(call, "AGPA");
  group.arn = group_arn(call, group);
  group.created = now_millis(call);
  group = repository(call).insert(std::move(group));
  return Reply{json::object{{"Group", group_shape(group)}}};
}

ApiResult<Reply> get_group(Call& call) {
  ENI_TRY(const IamIdentity group, find_identity(call, kGroup));
  json::array rows;
  for (const IamIdentity& user : repository(call).members(group.id))
    rows.push_back(user_shape(call, user, Detail::kListed));
  ENI_TRY(json::object reply, page(call, "Users", std::move(rows), by_member("UserName")));
  reply["Group"] = group_shape(group);
  return Reply{std::move(reply)};
}

ApiResult<Reply> list_groups(Call& call) {
  const std::string prefix = path(call, "PathPrefix");
  ENI_TRY(const PageRange range, page_range(call));
  return page_of_groups(
      call, repository(call).list(call.account().value, kGroup, prefix, range.after, range.count), rest_page);
}

ApiResult<Reply> list_groups_for_user(Call& call) {
  ENI_TRY(const IamIdentity user, find_identity(call, IdentityKind::kUser));
  return page_of_groups(call, repository(call).groups_of(user.id), page);
}

ApiResult<Reply> update_group(Call& call) {
  ENI_TRY(IamIdentity group, find_identity(call, kGroup));
  if (call.params.has("NewPath")) {
    group.path = path(call, "NewPath");
  }
  if (call.params.has("NewGroupName")) {
    const std::string name = call.params.text_or("NewGroupName", "");
    const auto holder = repository(call).find(group.account, kGroup, name);
    if (holder && holder->id != group.id) ENI_CHECK(check_name_is_free(call, name));
    group.name = name;
  }
  group.arn = group_arn(call, group);
  repository(call).update(group);
  return Reply{};
}

ApiResult<Reply> delete_group(Call& call) {
  ENI_TRY(const IamIdentity group, find_identity(call, kGroup));
  ENI_CHECK(check_unused(call, group));
  repository(call).remove(group);
  return Reply{};
}

ApiResult<Reply> add_user_to_group(Call& call) {
  ENI_TRY(const IamIdentity group, find_identity(call, kGroup));
  ENI_TRY(const IamIdentity user, find_identity(call, IdentityKind::kUser));
  repository(call).add_member(group.id, user.id);
  if (repository(call).groups_of(user.id).size() > kMaxGroupsOfUser)
    return limit_exceeded("Cannot exceed quota for GroupsPerUser: " + std::to_string(kMaxGroupsOfUser));
  identity_changed(call, user);
  return Reply{};
}

/// Of one that is no member as well: what was asked for is so.
ApiResult<Reply> remove_user_from_group(Call& call) {
  ENI_TRY(const IamIdentity group, find_identity(call, kGroup));
  ENI_TRY(const IamIdentity user, find_identity(call, IdentityKind::kUser));
  repository(call).remove_member(group.id, user.id);
  identity_changed(call, user);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
