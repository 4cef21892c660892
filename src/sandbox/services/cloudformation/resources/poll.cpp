#include "sandbox/services/cloudformation/resources/poll.h"

#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Duration kLongestPause{2000};

Duration dependency_limit(const ResourceCall& call) {
  const bool at_once = call.parts.settings.pace == Settings::Pace::kInstant;
  return at_once ? TimeLimits::kDependencyAtOnce : TimeLimits::kDependency;
}

}  // namespace

Task<ApiResult<void>> Poll::wait() {
  if (call_.stopping && *call_.stopping) co_return ApiError{std::string(kOperationCancelled), what_, 400};
  if (patience_.has_passed()) {
    co_return ApiError{"NotStabilized", what_ + " did not stabilize.", 400};
  }
  const Duration pause = pause_;
  pause_ = std::min(pause_ * 3 / 2, kLongestPause);
  co_await sleep_for(call_.parts.scheduler, pause);
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> remove_patiently(ResourceCall& call, std::string_view service,
                                       std::string_view operation, json::object params,
                                       std::span<const std::string_view> codes) {
  Poll poll{call, dependency_limit(call), call.physical_id};
  for (;;) {
    const ApiResult<json::object> reply = co_await call.call(service, operation, params);
    if (reply.has_value() || is_missing(reply.error())) co_return ApiResult<void>{};
    if (std::find(codes.begin(), codes.end(), reply.error().code) == codes.end()) co_return reply.error();
    const ApiResult<void> waited = co_await poll.wait();
    if (waited.has_error()) co_return reply.error();
  }
}

}  // namespace eni::sandbox::cloudformation
