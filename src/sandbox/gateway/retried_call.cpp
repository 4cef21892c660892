#include "sandbox/gateway/retried_call.h"

#include "aws/error_kind.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {
namespace {

constexpr int kAttempts = 6;
constexpr Duration kFirstPause = std::chrono::milliseconds{100};

bool passes_by_itself(const ApiError& error) {
  return aws::error_kind(error.code, error.http_status) != aws::ErrorKind::kFinal;
}

}  // namespace

Task<ApiResult<Reply>> retried_call(Environment& env, Principal principal, aws::Region region,
                                    std::string service, std::string operation, json::object params) {
  Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 2) {
    json::object copy = params;
    ApiResult<Reply> reply =
        co_await env.gateway.call(principal, region, service, operation, std::move(copy));
    if (reply.has_value() || attempt == kAttempts || !passes_by_itself(reply.error())) co_return reply;
    co_await sleep_for(env.scheduler, pause);
  }
}

}  // namespace eni::sandbox
