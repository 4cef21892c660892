#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxAttachments = 10;

/// "Role", "User", "Group".
std::string quota_name(IdentityKind kind) {
  std::string name{name_member(kind)};
  return name.substr(0, name.size() - std::string_view{"Name"}.size());
}

ApiResult<Reply> attach(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_modifiable(call, kind));
  ENI_TRY(const std::string arn, policy_arn(call));
  const auto policy = find_attachable(call, arn);
  if (!policy) return no_such_entity("Policy " + arn + " does not exist or is not attachable.");
  if (policy->path.starts_with("/aws-service-role/"))
    return ApiError{"PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.", 400};
  const auto attached = repository(call).attachments(identity.id);
  if (std::find(attached.begin(), attached.end(), arn) != attached.end()) return Reply{};
  if (attached.size() >= kMaxAttachments)
    return limit_exceeded("Cannot exceed quota for PoliciesPer" + quota_name(kind) + ": " +
                          std::to_string(kMaxAttachments));
  repository(call).attach(identity.id, arn);
  identity_changed(call, identity);
  return Reply{};
}

ApiResult<Reply> detach(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_modifiable(call, kind));
  ENI_TRY(const std::string arn, policy_arn(call));
  if (!repository(call).detach(identity.id, arn)) return no_such_policy(arn);
  identity_changed(call, identity);
  return Reply{};
}

ApiResult<Reply> list(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_identity(call, kind));
  const std::string prefix = path(call, "PathPrefix");
  json::array rows;
  for (const std::string& arn : repository(call).attachments(identity.id)) {
    const auto policy = find_attachable(call, arn);
    if (policy && policy->path.starts_with(prefix))
      rows.push_back({{"PolicyName", policy->name}, {"PolicyArn", arn}});
  }
  ENI_TRY(json::object reply, page(call, "AttachedPolicies", std::move(rows), by_member("PolicyArn")));
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> attach_role_policy(Call& call) { return attach(call, IdentityKind::kRole); }
ApiResult<Reply> detach_role_policy(Call& call) { return detach(call, IdentityKind::kRole); }
ApiResult<Reply> list_attached_role_policies(Call& call) { return list(call, IdentityKind::kRole); }
ApiResult<Reply> attach_user_policy(Call& call) { return attach(call, IdentityKind::kUser); }
ApiResult<Reply> detach_user_policy(Call& call) { return detach(call, IdentityKind::kUser); }
ApiResult<Reply> list_attached_user_policies(Call& call) { return list(call, IdentityKind::kUser); }
ApiResult<Reply> attach_group_policy(Call& call) { return attach(call, IdentityKind::kGroup); }
ApiResult<Reply> detach_group_policy(Call& call) { return detach(call, IdentityKind::kGroup); }
ApiResult<Reply> list_attached_group_policies(Call& call) { return list(call, IdentityKind::kGroup); }

}  // namespace eni::sandbox::iam_service
