#include "sandbox/services/autoscaling/service_linked_role.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::string_view kService = "autoscaling.amazonaws.com";
constexpr std::string_view kSession = "AutoScaling";

ServiceLinkedRole role_named(std::string_view name) { return {kService, name, kSession}; }

std::string name_in(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

}  // namespace

Principal principal_of(Environment& env, const AutoScalingGroup& group) {
  const std::string name = name_in(text_at(group.document, "ServiceLinkedRoleARN"));
  return sandbox::principal_of(env.store, aws::AccountId{group.account}, aws::Region{group.region},
                               role_named(name));
}

Principal service_principal(const aws::AccountId& account) {
  return Principal::service(std::string(kService), account);
}

Task<ApiResult<std::string>> ensure_service_linked_role(const Call& call, std::string given_arn) {
  const std::string name = given_arn.empty() ? std::string(kServiceLinkedRole) : name_in(given_arn);
  const std::string arn =
      call.global_arn("iam", "role/aws-service-role/" + std::string(kService) + "/" + name);
  const bool is_there = has_role(call.env.store, call.account(), role_named(name));
  if (!given_arn.empty() && (given_arn != arn || !is_there))
    co_return aws::validation_error("The service-linked role " + given_arn + " does not exist.");
  if (is_there) co_return arn;
  json::object params{{"AWSServiceName", kService}};
  auto creation =
      call.env.gateway.call(call.principal, call.region, "iam", "CreateServiceLinkedRole", std::move(params));
  const auto made = co_await std::move(creation);
  // Another call may have made it meanwhile.
  if (made.has_error() && !has_role(call.env.store, call.account(), role_named(name)))
    co_return ApiError{"ServiceLinkedRoleFailure", made.error().message, 500};
  co_return arn;
}

}  // namespace eni::sandbox::autoscaling_service
