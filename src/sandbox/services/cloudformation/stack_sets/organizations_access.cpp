/// ActivateOrganizationsAccess, DeactivateOrganizationsAccess, DescribeOrganizationsAccess.
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/cloudformation/stack_sets/member_roles.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Has Organizations trust StackSets, or no longer, as the caller, who needs the permission.
Task<ApiResult<void>> change_trust(Call& call, std::string_view operation) {
  json::object params{{"ServicePrincipal", kStackSetsService}};
  const auto reply = co_await call.env.gateway.call(call.principal, call.region, "organizations", operation,
                                                    std::move(params));
  if (reply.has_error()) co_return ApiError{"InvalidOperationException", reply.error().message, 400};
  co_return ApiResult<void>{};
}

}  // namespace

Task<ApiResult<Reply>> activate_organizations_access(Call& call) {
  auto trusting = change_trust(call, "EnableAWSServiceAccess");
  ENI_CO_CHECK(co_await std::move(trusting));
  auto making = ensure_role(call.env, call.account(), kAdministratorRole);
  ENI_CO_CHECK(co_await std::move(making));
  co_return Reply{};
}

Task<ApiResult<Reply>> deactivate_organizations_access(Call& call) {
  auto trusting = change_trust(call, "DisableAWSServiceAccess");
  ENI_CO_CHECK(co_await std::move(trusting));
  co_return Reply{};
}

ApiResult<Reply> describe_organizations_access(Call& call) {
  ENI_TRY(const std::string account, owner(call));
  const bool is_enabled = has_organizations_access(call.env.store, account);
  return Reply{json::object{{"Status", is_enabled ? "ENABLED" : "DISABLED"}}};
}

}  // namespace eni::sandbox::cloudformation
