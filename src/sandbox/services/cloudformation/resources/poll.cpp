#include "sandbox/services/cloudformation/resources/poll.h"

#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Duration kLongestPause{2000};

}  // namespace

Task<ApiResult<void>> Poll::wait() {
  if (call_.stopping && *call_.stopping) co_return ApiError{std::string(kOperationCancelled), what_, 400};
  if (patience_.has_passed()) {
    co_return ApiError{std::string(kNotStabilized), what_ + " did not stabilize.", 400};
  }
  const Duration pause = pause_;
  pause_ = std::min(pause_ * 3 / 2, kLongestPause);
  co_await sleep_for(call_.parts.scheduler, pause);
  co_return ApiResult<void>{};
}

Duration dependency_limit(const ResourceCall& call) {
  const bool at_once = call.parts.settings.pace == Settings::Pace::kInstant;
  return at_once ? TimeLimits::kDependencyAtOnce : TimeLimits::kDependency;
}

Task<ApiResult<json::object>> call_patiently(ResourceCall& call, std::string_view service,
                                             std::string_view operation, json::object params,
                                             std::span<const std::string_view> codes) {
  Poll poll{call, dependency_limit(call), call.physical_id};
  for (;;) {
    ApiResult<json::object> reply = co_await call.call(service, operation, params);
    if (reply.has_value()) co_return reply;
    const std::string code = reply.error().code;
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) co_return reply;
    const ApiResult<void> waited = co_await poll.wait();
    if (waited.has_error()) co_return reply;
  }
}

Task<ApiResult<void>> remove_patiently(ResourceCall& call, std::string_view service,
                                       std::string_view operation, json::object params,
                                       std::span<const std::string_view> codes) {
  const ApiResult<json::object> reply =
      co_await call_patiently(call, service, operation, std::move(params), codes);
  co_return tolerate_missing(reply);
}

}  // namespace eni::sandbox::cloudformation
