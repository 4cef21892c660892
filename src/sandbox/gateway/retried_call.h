#pragma once
/// Calls between services that are made again while they are throttled or the other service fails.
#include <string>

#include "aws/error_kind.h"
#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// Makes an attempt up to eight times, with pauses of 0.1 s, 0.2 s, … and jitter between them, where the error is one that passes by
/// itself (aws::error_kind): as CloudFormation's own handlers do.
/// @param attempt  gives a Task<ApiResult<Reply>>; what it refers to lives until the task has ended
/// @error  of the last attempt
template <class Attempt>
Task<ApiResult<Reply>> with_retries(Scheduler& scheduler, Random& random, Attempt attempt) {
  constexpr int kAttempts = 8;
  double pause_ms = 100;
  for (int count = 1;; ++count, pause_ms *= 2) {
    auto attempting = attempt();
    ApiResult<Reply> reply = co_await std::move(attempting);
    const bool passes = reply.has_error() && aws::error_kind(reply.error().code, reply.error().http_status) !=
                                                 aws::ErrorKind::kFinal;
    if (!passes || count == kAttempts) co_return reply;
    co_await sleep_for(scheduler, Duration{static_cast<long long>(pause_ms * (0.5 + random.fraction() / 2))});
  }
}

/// Gateway::call with those retries. @error  of the last attempt
Task<ApiResult<Reply>> retried_call(Environment& env, Principal principal, aws::Region region,
                                    std::string service, std::string operation, json::object params);

}  // namespace eni::sandbox
