#include "sandbox/services/iam/shapes.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/store/iam_trust.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr long long kDefaultMaxItems = 100;

void add_boundary_and_tags(const Call& call, const IamIdentity& identity, json::object& shape) {
  if (!identity.boundary.empty())
    shape["PermissionsBoundary"] = {{"PermissionsBoundaryType", "Policy"},
                                    {"PermissionsBoundaryArn", identity.boundary}};
  const IamTags identity_tags = repository(call).tags(identity.unique_id);
  if (!identity_tags.empty()) shape["Tags"] = tag_list(identity_tags);
}

json::object last_used(const IamIdentity& role) {
  if (!role.last_used) return {};
  return {{"LastUsedDate", date(*role.last_used)}, {"Region", role.last_used_region}};
}

}  // namespace

std::string encoded(std::string_view document) { return percent_encode(document); }

std::string date(std::int64_t millis) { return iso8601(TimePoint{Duration{millis}}); }

json::array tag_list(const IamTags& tags) {
  json::array list;
  for (const auto& [key, value] : tags) list.push_back({{"Key", key}, {"Value", value}});
  return list;
}

json::object role_shape(const Call& call, const IamIdentity& role, Detail detail) {
  json::object shape{{"Path", role.path},
                     {"RoleName", role.name},
                     {"RoleId", role.unique_id},
                     {"Arn", role.arn},
                     {"CreateDate", date(role.created)},
                     {"AssumeRolePolicyDocument", encoded(trust_to_show(repository(call), role))},
                     {"MaxSessionDuration", role.max_session_seconds}};
  if (role.description) shape["Description"] = *role.description;
  if (detail == Detail::kListed) return shape;
  add_boundary_and_tags(call, role, shape);
  shape["RoleLastUsed"] = last_used(role);
  return shape;
}

json::object user_shape(const Call& call, const IamIdentity& user, Detail detail) {
  json::object shape{{"Path", user.path},
                     {"UserName", user.name},
                     {"UserId", user.unique_id},
                     {"Arn", user.arn},
                     {"CreateDate", date(user.created)}};
  if (detail == Detail::kFull) add_boundary_and_tags(call, user, shape);
  return shape;
}

json::object group_shape(const IamIdentity& group) {
  return {{"Path", group.path},
          {"GroupName", group.name},
          {"GroupId", group.unique_id},
          {"Arn", group.arn},
          {"CreateDate", date(group.created)}};
}

json::object policy_shape(const Call& call, const ManagedPolicy& policy, Detail detail) {
  json::object shape{
      {"PolicyName", policy.name},
      {"PolicyId", policy.unique_id},
      {"Arn", policy.arn},
      {"Path", policy.path},
      {"DefaultVersionId", "v" + std::to_string(policy.default_version)},
      {"AttachmentCount", repository(call).attached_to(call.account().value, policy.arn).size()},
      {"PermissionsBoundaryUsageCount", repository(call).bounded_by(call.account().value, policy.arn).size()},
      {"IsAttachable", true},
      {"CreateDate", date(policy.created)},
      {"UpdateDate", date(policy.updated)}};
  if (detail == Detail::kListed) return shape;
  if (policy.description) shape["Description"] = *policy.description;
  shape["Tags"] = tag_list(repository(call).tags(policy.unique_id));
  return shape;
}

json::object instance_profile_shape(const Call& call, const InstanceProfile& profile) {
  json::object shape{{"Path", profile.path},
                     {"InstanceProfileName", profile.name},
                     {"InstanceProfileId", profile.unique_id},
                     {"Arn", profile.arn},
                     {"CreateDate", date(profile.created)}};
  json::array roles;
  if (profile.role_id) {
    const auto role = repository(call).find_by_id(*profile.role_id);
    if (role) roles.push_back(role_shape(call, *role, Detail::kListed));
  }
  shape["Roles"] = std::move(roles);
  shape["Tags"] = tag_list(repository(call).tags(profile.unique_id));
  return shape;
}

ApiResult<PageRange> page_range(const Call& call) {
  ENI_TRY(const auto given, call.params.integer("MaxItems", 1, 1000));
  auto after = read_page_token(call.params.text_or("Marker", ""));
  if (!after) return aws::validation_error("Invalid Marker.");
  return PageRange{*std::move(after), static_cast<int>(given.value_or(kDefaultMaxItems)) + 1};
}

ApiResult<json::object> rest_page(const Call& call, std::string_view name, json::array rows,
                                  const std::function<std::string(const json::value&)>& key_of) {
  ENI_TRY(const PageRange range, page_range(call));
  const bool truncated = rows.size() >= static_cast<std::size_t>(range.count);
  if (truncated) rows.resize(static_cast<std::size_t>(range.count) - 1);
  json::object reply;
  if (truncated) reply["Marker"] = page_token(key_of(rows.back()));
  reply["IsTruncated"] = truncated;
  reply[name] = std::move(rows);
  return reply;
}

ApiResult<json::object> page(const Call& call, std::string_view name, json::array rows,
                             const std::function<std::string(const json::value&)>& key_of) {
  ENI_TRY(const PageRange range, page_range(call));
  auto first = rows.begin();
  if (!range.after.empty()) {
    const auto last = std::find_if(rows.begin(), rows.end(),
                                   [&](const json::value& row) { return key_of(row) == range.after; });
    // The row is gone: what comes after it in the order of names is still right.
    first =
        last != rows.end() ? last + 1 : std::find_if(rows.begin(), rows.end(), [&](const json::value& row) {
          return to_lower(key_of(row)) > to_lower(range.after);
        });
  }
  rows.erase(rows.begin(), first);
  return rest_page(call, name, std::move(rows), key_of);
}

ApiResult<Reply> page_of_identities(const Call& call, IdentityKind kind, std::string_view list,
                                    const std::function<json::object(const IamIdentity&)>& shape) {
  const std::string prefix = path(call, "PathPrefix");
  ENI_TRY(const PageRange range, page_range(call));
  json::array rows;
  for (const IamIdentity& identity :
       repository(call).list(call.account().value, kind, prefix, range.after, range.count))
    rows.push_back(shape(identity));
  ENI_TRY(json::object reply, rest_page(call, list, std::move(rows), by_member(name_member(kind))));
  return Reply{std::move(reply)};
}

std::function<std::string(const json::value&)> by_member(std::string_view member) {
  return [name = std::string{member}](const json::value& row) { return as_text(row.as_object().at(name)); };
}

}  // namespace eni::sandbox::iam_service
