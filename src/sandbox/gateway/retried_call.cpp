#include "sandbox/gateway/retried_call.h"

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

Task<ApiResult<Reply>> retried_call(Environment& env, Principal principal, aws::Region region,
                                    std::string service, std::string operation, json::object params) {
  const auto attempt = [&] {
    json::object copy = params;
    return env.gateway.call(principal, region, service, operation, std::move(copy));
  };
  auto retrying = with_retries(env.scheduler, env.random, attempt);
  ApiResult<Reply> reply = co_await std::move(retrying);
  co_return reply;
}

}  // namespace eni::sandbox
