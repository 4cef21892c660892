#include "sandbox/services/elasticloadbalancing/service_linked_role.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/service_linked_role.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr ServiceLinkedRole kRole{"elasticloadbalancing.amazonaws.com",
                                  "AWSServiceRoleForElasticLoadBalancing", "ElasticLoadBalancing"};

}  // namespace

Task<ApiResult<void>> ensure_service_linked_role(const Call& call) {
  if (has_role(call.env.store, call.account(), kRole)) co_return ApiResult<void>{};
  json::object params{{"AWSServiceName", kRole.service}};
  auto creating =
      call.env.gateway.call(call.principal, call.region, "iam", "CreateServiceLinkedRole", std::move(params));
  const auto made = co_await std::move(creating);
  // Another call may have made it meanwhile.
  if (made.has_error() && !has_role(call.env.store, call.account(), kRole)) co_return made.error();
  co_return ApiResult<void>{};
}

Task<ApiResult<json::object>> call_ec2(Environment& env, aws::AccountId account, aws::Region region,
                                       std::string operation, json::object params) {
  const Principal principal = has_role(env.store, account, kRole)
                                  ? principal_of(env.store, account, region, kRole)
                                  : Principal::service(std::string(kRole.service), account);
  auto calling = env.gateway.call(principal, region, "ec2", operation, std::move(params));
  auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

}  // namespace eni::sandbox::elb_service
