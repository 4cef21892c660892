#include "lambda_runtime/answer_delivery.h"

#include <algorithm>

namespace eni::lambda_runtime {

namespace {

constexpr Duration kFirstPause{200};
constexpr Duration kLongestPause{4000};
/// One attempt that hangs must leave time for another.
constexpr Duration kLongestAttempt{5000};

/// 307 is S3's word for a bucket whose name has not reached all of DNS: the same URL works soon. The place that a
/// redirect names cannot be used, for the URL's signature may cover its host; 301 and 308 say so for good.
bool can_pass(int status) { return status >= 500 || status == 307 || status == 408 || status == 429; }

std::string describe(const Result<int>& outcome) {
  if (outcome.has_error()) return outcome.error().message;
  return "HTTP status " + std::to_string(*outcome);
}

}  // namespace

Result<void> deliver(AnswerSink& sink, Waiter& waiter, Random& random, Logger& log, const std::string& url,
                     const std::string& body, TimePoint deadline) {
  Backoff backoff{random, kFirstPause, kLongestPause};
  for (int attempt = 1;; ++attempt) {
    const auto outcome = sink.put(url, body, std::min(deadline, waiter.now() + kLongestAttempt));
    if (outcome.has_value() && *outcome / 100 == 2) return {};
    const std::string problem = describe(outcome);
    log.warn("the answer was not taken", {{"attempt", std::to_string(attempt)}, {"problem", problem}});
    const TimePoint next = waiter.now() + backoff.next();
    if ((outcome.has_value() && !can_pass(*outcome)) || next >= deadline)
      return Error{"the answer could not be delivered: " + problem, ""};
    waiter.wait_until(next);
  }
}

}  // namespace eni::lambda_runtime
