#include "base/text.h"
#include "iam/validate.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/shapes.h"
#include "sandbox/store/aws_managed_policies.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxDocumentBytes = 6'144;

ApiResult<std::string> document(const Call& call) {
  std::string text = call.params.text_or("PolicyDocument", "");
  ENI_CHECK(iam::validate_document(text, iam::DocumentKind::kManaged));
  if (counted_size(text) > kMaxDocumentBytes)
    return limit_exceeded("Cannot exceed quota for PolicySize: " + std::to_string(kMaxDocumentBytes));
  return text;
}

/// Which policies ListPolicies was asked for.
struct Scope {
  bool own = true;
  bool aws_owned = true;
  bool only_attached = false;
  std::string usage;  ///< "PermissionsPolicy", "PermissionsBoundary" or ""
  std::string path_prefix;
};

ApiResult<Scope> read_scope(const Call& call) {
  Scope scope;
  const std::string text = call.params.text_or("Scope", "All");
  scope.usage = call.params.text_or("PolicyUsageFilter", "");
  scope.own = text != "AWS";
  scope.aws_owned = text != "Local";
  ENI_TRY(const auto only_attached, call.params.boolean("OnlyAttached"));
  scope.only_attached = only_attached.value_or(false);
  scope.path_prefix = path(call, "PathPrefix");
  return scope;
}

/// What comes after the policy that a marker names; if that is gone, after its place in the order of ARNs.
std::vector<ManagedPolicy>::const_iterator first_after(const std::vector<ManagedPolicy>& policies,
                                                       const std::string& arn) {
  if (arn.empty()) return policies.begin();
  const auto named = std::ranges::find(policies, arn, &ManagedPolicy::arn);
  if (named != policies.end()) return named + 1;
  return std::ranges::find_if(
      policies, [&arn](const ManagedPolicy& policy) { return to_lower(policy.arn) > to_lower(arn); });
}

bool is_in(const Call& call, const Scope& scope, const ManagedPolicy& policy) {
  if (!policy.path.starts_with(scope.path_prefix)) return false;
  // Each question below looks at all identities.
  if (!scope.only_attached && scope.usage.empty()) return true;
  const bool attached = !repository(call).attached_to(call.account().value, policy.arn).empty();
  const bool bounds = !repository(call).bounded_by(call.account().value, policy.arn).empty();
  if (scope.only_attached && !attached && !bounds) return false;
  if (scope.usage == "PermissionsPolicy") return attached;
  if (scope.usage == "PermissionsBoundary") return bounds;
  return true;
}

}  // namespace

ApiResult<Reply> create_policy(Call& call) {
  ManagedPolicy policy;
  policy.account = call.account().value;
  policy.name = call.params.text_or("PolicyName", "");
  policy.path = path(call);
  policy.description = call.params.text("Description");
  ENI_TRY(const IamTags policy_tags, tags(call));
  ENI_TRY(const std::string text, document(call));
  auto& policies = call.store<IamPolicyRepository>();
  if (policies.find_by_name(policy.account, policy.name))
    return entity_already_exists("A policy called " + policy.name +
                                 " already exists. Duplicate names are not allowed.");
  policy.unique_id = new_unique_id(call, "ANPA");
  policy.arn = call.global_arn("iam", "policy" + policy.path + policy.name);
  policy.created = policy.updated = now_millis(call);
  ENI_CHECK(may_give_tags(call, "iam:TagPolicy", policy.arn));
  policies.insert(policy);
  policies.insert_version(policy.arn, {1, text, policy.created});
  put_tags(call, policy.unique_id, policy_tags);
  json::object shape = policy_shape(call, policy, Detail::kFull);
  shape.erase("Description");
  if (policy_tags.empty()) shape.erase("Tags");
  return Reply{json::object{{"Policy", std::move(shape)}}};
}

ApiResult<Reply> get_policy(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_policy(call));
  return Reply{json::object{{"Policy", policy_shape(call, policy, Detail::kFull)}}};
}

ApiResult<Reply> delete_policy(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_own_policy(call));
  if (!repository(call).attached_to(call.account().value, policy.arn).empty() ||
      !repository(call).bounded_by(call.account().value, policy.arn).empty())
    return delete_conflict("Cannot delete a policy attached to entities.");
  if (call.store<IamPolicyRepository>().versions(policy.arn).size() > 1)
    return delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's "
        "versions. The "
        "default version is deleted with the policy.");
  call.store<IamPolicyRepository>().remove(policy.arn);
  repository(call).delete_tags(policy.unique_id);
  return Reply{};
}

ApiResult<Reply> list_policies(Call& call) {
  ENI_TRY(const Scope scope, read_scope(call));
  auto& policies = call.store<IamPolicyRepository>();
  std::vector<ManagedPolicy> found;
  if (scope.own) found = policies.list(call.account().value);
  if (scope.aws_owned)
    for (const AwsManagedPolicy& row : aws_managed_policies())
      found.push_back(*policies.find(row.arn("arn:" + std::string{call.partition()})));
  ENI_TRY(const PageRange range, page_range(call));
  json::array rows;
  for (auto at = first_after(found, range.after); at != found.end(); ++at) {
    if (rows.size() == static_cast<std::size_t>(range.count)) break;
    if (is_in(call, scope, *at)) rows.push_back(policy_shape(call, *at, Detail::kListed));
  }
  ENI_TRY(json::object reply, rest_page(call, "Policies", std::move(rows), by_member("Arn")));
  return Reply{std::move(reply)};
}

ApiResult<Reply> list_entities_for_policy(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_policy(call));
  const std::string prefix = path(call, "PathPrefix");
  const std::string filter = call.params.text_or("EntityFilter", "");
  const std::string usage = call.params.text_or("PolicyUsageFilter", "PermissionsPolicy");
  const auto entities = usage == "PermissionsPolicy"
                            ? repository(call).attached_to(call.account().value, policy.arn)
                            : repository(call).bounded_by(call.account().value, policy.arn);
  json::array groups;
  json::array roles;
  json::array users;
  for (const IamIdentity& entity : entities) {
    if (!entity.path.starts_with(prefix)) continue;
    if (entity.kind == IdentityKind::kRole && (filter.empty() || filter == "Role"))
      roles.push_back({{"RoleName", entity.name}, {"RoleId", entity.unique_id}});
    if (entity.kind == IdentityKind::kUser && (filter.empty() || filter == "User"))
      users.push_back({{"UserName", entity.name}, {"UserId", entity.unique_id}});
    if (entity.kind == IdentityKind::kGroup && (filter.empty() || filter == "Group"))
      groups.push_back({{"GroupName", entity.name}, {"GroupId", entity.unique_id}});
  }
  return Reply{json::object{{"PolicyGroups", std::move(groups)},
                            {"PolicyUsers", std::move(users)},
                            {"PolicyRoles", std::move(roles)},
                            {"IsTruncated", false}}};
}

}  // namespace eni::sandbox::iam_service
