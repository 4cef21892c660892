#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/instance_profile_input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

IamInstanceProfileRepository& profiles(const Call& call) {
  return call.store<IamInstanceProfileRepository>();
}

ApiResult<Reply> profile_page(const Call& call, const std::vector<InstanceProfile>& found,
                              decltype(page)& make_page) {
  json::array rows;
  for (const InstanceProfile& profile : found) {
    json::object shape = instance_profile_shape(call, profile);
    shape.erase("Tags");
    rows.push_back(std::move(shape));
  }
  ENI_TRY(json::object reply,
          make_page(call, "InstanceProfiles", std::move(rows), by_member("InstanceProfileName")));
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<InstanceProfile> find_profile(const Call& call) {
  const std::string name = call.params.text_or("InstanceProfileName", "");
  auto profile = profiles(call).find(call.account().value, name);
  if (!profile) return no_such_entity("Instance Profile " + name + " cannot be found.");
  return *std::move(profile);
}

ApiResult<Reply> create_instance_profile(Call& call) {
  InstanceProfile profile;
  profile.account = call.account().value;
  profile.name = call.params.text_or("InstanceProfileName", "");
  profile.path = path(call);
  ENI_TRY(const IamTags profile_tags, tags(call));
  if (profiles(call).find(profile.account, profile.name))
    return entity_already_exists("Instance Profile " + profile.name + " already exists.");
  profile.unique_id = new_unique_id(call, "AIPA");
  profile.arn = call.global_arn("iam", "instance-profile" + profile.path + profile.name);
  profile.created = now_millis(call);
  ENI_CHECK(may_give_tags(call, "iam:TagInstanceProfile", profile.arn));
  profiles(call).insert(profile);
  put_tags(call, profile.unique_id, profile_tags);
  return Reply{json::object{{"InstanceProfile", instance_profile_shape(call, profile)}}};
}

ApiResult<Reply> get_instance_profile(Call& call) {
  ENI_TRY(const InstanceProfile profile, find_profile(call));
  return Reply{json::object{{"InstanceProfile", instance_profile_shape(call, profile)}}};
}

ApiResult<Reply> list_instance_profiles(Call& call) {
  const std::string prefix = path(call, "PathPrefix");
  ENI_TRY(const PageRange range, page_range(call));
  return profile_page(call, profiles(call).list(call.account().value, prefix, range.after, range.count),
                      rest_page);
}

ApiResult<Reply> list_instance_profiles_for_role(Call& call) {
  ENI_TRY(const IamIdentity role, find_identity(call, IdentityKind::kRole));
  return profile_page(call, profiles(call).of_role(role.id), page);
}

ApiResult<Reply> delete_instance_profile(Call& call) {
  ENI_TRY(const InstanceProfile profile, find_profile(call));
  if (profile.role_id)
    return delete_conflict("Cannot delete entity, must remove roles from instance profile first.");
  profiles(call).remove(profile.unique_id);
  repository(call).delete_tags(profile.unique_id);
  return Reply{};
}

ApiResult<Reply> add_role_to_instance_profile(Call& call) {
  ENI_TRY(const InstanceProfile profile, find_profile(call));
  ENI_TRY(const IamIdentity role, find_modifiable(call, IdentityKind::kRole));
  ENI_CHECK(call.require("iam:PassRole", role.arn, {{"iam:PassedToService", "ec2.amazonaws.com"}}));
  if (profile.role_id) return limit_exceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
  profiles(call).set_role(profile.unique_id, role.id);
  return Reply{};
}

ApiResult<Reply> remove_role_from_instance_profile(Call& call) {
  ENI_TRY(const InstanceProfile profile, find_profile(call));
  ENI_TRY(const IamIdentity role, find_identity(call, IdentityKind::kRole));
  if (profile.role_id != role.id) return no_such_identity(IdentityKind::kRole, role.name);
  profiles(call).set_role(profile.unique_id, std::nullopt);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
