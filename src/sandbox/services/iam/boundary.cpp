#include "sandbox/services/iam/boundary.h"

#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"

namespace eni::sandbox::iam_service {
namespace {

ApiResult<Reply> put_boundary(Call& call, IdentityKind kind) {
  ENI_TRY(IamIdentity identity, find_modifiable(call, kind));
  ENI_CHECK(policy_arn(call, "PermissionsBoundary"));
  ENI_TRY(identity.boundary, boundary(call));
  repository(call).update(identity);
  identity_changed(call, identity);
  return Reply{};
}

ApiResult<Reply> delete_boundary(Call& call, IdentityKind kind) {
  ENI_TRY(IamIdentity identity, find_modifiable(call, kind));
  identity.boundary.clear();
  repository(call).update(identity);
  identity_changed(call, identity);
  return Reply{};
}

}  // namespace

ApiResult<std::string> boundary(const Call& call) {
  const auto arn = call.params.text("PermissionsBoundary");
  if (!arn) return std::string{};
  if (!find_attachable(call, *arn))
    return no_such_entity("Scope ARN: " + *arn + " does not exist or is not attachable.");
  return *arn;
}

ApiResult<Reply> put_role_permissions_boundary(Call& call) { return put_boundary(call, IdentityKind::kRole); }
ApiResult<Reply> delete_role_permissions_boundary(Call& call) {
  return delete_boundary(call, IdentityKind::kRole);
}
ApiResult<Reply> put_user_permissions_boundary(Call& call) { return put_boundary(call, IdentityKind::kUser); }
ApiResult<Reply> delete_user_permissions_boundary(Call& call) {
  return delete_boundary(call, IdentityKind::kUser);
}

}  // namespace eni::sandbox::iam_service
