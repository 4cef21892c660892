#include "sandbox/services/cloudformation/calls/service_caller.h"

namespace eni::sandbox::cloudformation {

Task<ApiResult<Reply>> GatewayCaller::call(const Principal& principal, const aws::Region& region,
                                           std::string_view service, std::string_view operation,
                                           const json::object& params, const std::string& body,
                                           const Note* note) {
  json::object own_params = params;
  std::string own_body = body;
  Note own_note;
  if (note) own_note = *note;
  Principal deployer = principal;
  deployer.called_via.emplace_back("cloudformation.amazonaws.com");
  ApiResult<Reply> reply = co_await gateway_.call(deployer, region, service, operation, std::move(own_params),
                                                  std::move(own_body), std::move(own_note));
  co_return reply;
}

bool is_transient(const ApiError& error) {
  static constexpr std::string_view kThrottles[] = {
      "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown",
      "Throttled"};
  if (error.http_status >= 500) return true;
  return std::find(std::begin(kThrottles), std::end(kThrottles), error.code) != std::end(kThrottles);
}

Task<ApiResult<json::object>> call_with_retries(EngineParts& parts, const Principal& principal,
                                                const aws::Region& region, std::string_view service,
                                                std::string_view operation, const json::object& params,
                                                const std::string& body, const Note* note) {
  constexpr int kAttempts = 6;
  double wait_ms = 100;
  for (int attempt = 1;; ++attempt) {
    ApiResult<Reply> reply =
        co_await parts.services.call(principal, region, service, operation, params, body, note);
    if (reply.has_value()) {
      const json::object* value = reply->value.if_object();
      co_return value ? *value : json::object{};
    }
    if (attempt == kAttempts || !is_transient(reply.error())) co_return reply.error();
    const auto pause = Duration{static_cast<long long>(wait_ms * (0.5 + parts.random.fraction() / 2))};
    co_await sleep_for(parts.scheduler, pause);
    wait_ms *= 2;
  }
}

}  // namespace eni::sandbox::cloudformation
