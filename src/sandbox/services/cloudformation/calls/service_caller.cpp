#include "sandbox/services/cloudformation/calls/service_caller.h"

#include "sandbox/gateway/retried_call.h"

namespace eni::sandbox::cloudformation {

Task<ApiResult<Reply>> GatewayCaller::call(const Principal& principal, const aws::Region& region,
                                           std::string_view service, std::string_view operation,
                                           const json::object& params, const std::string& body,
                                           const CommitHook* on_commit) {
  json::object own_params = params;
  std::string own_body = body;
  CommitHook own_hook;
  if (on_commit) own_hook = *on_commit;
  Principal deployer = principal;
  deployer.called_via.emplace_back("cloudformation.amazonaws.com");
  ApiResult<Reply> reply = co_await gateway_.call(deployer, region, service, operation, std::move(own_params),
                                                  std::move(own_body), std::move(own_hook));
  co_return reply;
}

Task<ApiResult<json::object>> call_with_retries(EngineParts& parts, const Principal& principal,
                                                const aws::Region& region, std::string_view service,
                                                std::string_view operation, const json::object& params,
                                                const std::string& body, const CommitHook* on_commit) {
  const auto attempt = [&] {
    return parts.services.call(principal, region, service, operation, params, body, on_commit);
  };
  auto retrying = with_retries(parts.scheduler, parts.random, attempt);
  const ApiResult<Reply> reply = co_await std::move(retrying);
  if (reply.has_error()) co_return reply.error();
  const json::object* value = reply->value.if_object();
  co_return value ? *value : json::object{};
}

}  // namespace eni::sandbox::cloudformation
