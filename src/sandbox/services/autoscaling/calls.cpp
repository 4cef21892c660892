#include "sandbox/services/autoscaling/calls.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/autoscaling/service_linked_role.h"

namespace eni::sandbox::autoscaling_service {

Task<ApiResult<json::object>> call_service(Environment& env, Principal principal, aws::Region region,
                                           std::string service, std::string operation, json::object params) {
  auto call = env.gateway.call(principal, region, service, operation, std::move(params));
  auto reply = co_await std::move(call);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

Task<ApiResult<json::object>> call_as_group(Environment& env, AutoScalingGroup group, std::string service,
                                            std::string operation, json::object params) {
  auto call = call_service(env, principal_of(env, group), aws::Region{group.region}, std::move(service),
                           std::move(operation), std::move(params));
  co_return co_await std::move(call);
}

}  // namespace eni::sandbox::autoscaling_service
