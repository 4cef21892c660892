#include "iam/validate.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxBytesOfRole = 10'240;
constexpr std::size_t kMaxBytesOfUser = 2'048;
constexpr std::size_t kMaxBytesOfGroup = 5'120;

std::size_t max_bytes(IdentityKind kind) {
  if (kind == IdentityKind::kRole) return kMaxBytesOfRole;
  return kind == IdentityKind::kUser ? kMaxBytesOfUser : kMaxBytesOfGroup;
}

ApiError no_such_inline_policy(IdentityKind kind, const std::string& name) {
  return no_such_entity("The " + std::string{to_string(kind)} + " policy with name " + name +
                        " cannot be found.");
}

/// All inline policies of an identity count together.
ApiResult<void> check_quota(const Call& call, const IamIdentity& identity) {
  std::size_t bytes = 0;
  for (const InlinePolicy& policy : repository(call).inline_policies(identity.id))
    bytes += counted_size(policy.document);
  const std::size_t max = max_bytes(identity.kind);
  if (bytes > max)
    return limit_exceeded("Maximum policy size of " + std::to_string(max) + " bytes exceeded for " +
                          std::string{to_string(identity.kind)} + " " + identity.name);
  return {};
}

ApiResult<Reply> put(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_modifiable(call, kind));
  const std::string name = call.params.text_or("PolicyName", "");
  const std::string document = call.params.text_or("PolicyDocument", "");
  ENI_CHECK(iam::validate_document(document, iam::DocumentKind::kInline));
  repository(call).put_inline(identity.id, name, document);
  ENI_CHECK(check_quota(call, identity));
  identity_changed(call, identity);
  return Reply{};
}

ApiResult<Reply> get(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_identity(call, kind));
  const std::string name = call.params.text_or("PolicyName", "");
  const auto policy = repository(call).find_inline(identity.id, name);
  if (!policy) return no_such_inline_policy(kind, name);
  return Reply{json::object{{name_member(kind), identity.name},
                            {"PolicyName", policy->name},
                            {"PolicyDocument", encoded(policy->document)}}};
}

ApiResult<Reply> remove(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_modifiable(call, kind));
  const std::string name = call.params.text_or("PolicyName", "");
  if (!repository(call).find_inline(identity.id, name)) return no_such_inline_policy(kind, name);
  repository(call).delete_inline(identity.id, name);
  identity_changed(call, identity);
  return Reply{};
}

ApiResult<Reply> list(Call& call, IdentityKind kind) {
  ENI_TRY(const IamIdentity identity, find_identity(call, kind));
  json::array names;
  for (const InlinePolicy& policy : repository(call).inline_policies(identity.id))
    names.push_back(json::string(policy.name));
  ENI_TRY(json::object reply, page(call, "PolicyNames", std::move(names), as_text));
  return Reply{std::move(reply)};
}

}  // namespace

ApiResult<Reply> put_role_policy(Call& call) { return put(call, IdentityKind::kRole); }
ApiResult<Reply> get_role_policy(Call& call) { return get(call, IdentityKind::kRole); }
ApiResult<Reply> delete_role_policy(Call& call) { return remove(call, IdentityKind::kRole); }
ApiResult<Reply> list_role_policies(Call& call) { return list(call, IdentityKind::kRole); }
ApiResult<Reply> put_user_policy(Call& call) { return put(call, IdentityKind::kUser); }
ApiResult<Reply> get_user_policy(Call& call) { return get(call, IdentityKind::kUser); }
ApiResult<Reply> delete_user_policy(Call& call) { return remove(call, IdentityKind::kUser); }
ApiResult<Reply> list_user_policies(Call& call) { return list(call, IdentityKind::kUser); }
ApiResult<Reply> put_group_policy(Call& call) { return put(call, IdentityKind::kGroup); }
ApiResult<Reply> get_group_policy(Call& call) { return get(call, IdentityKind::kGroup); }
ApiResult<Reply> delete_group_policy(Call& call) { return remove(call, IdentityKind::kGroup); }
ApiResult<Reply> list_group_policies(Call& call) { return list(call, IdentityKind::kGroup); }

}  // namespace eni::sandbox::iam_service
