#pragma once
/// Bringing the answer to CloudFormation: the one exchange that must not be lost, or the stack waits for an
/// hour.
#include <string>

#include "base/backoff.h"
#include "base/log.h"
#include "base/result.h"
#include "base/waiter.h"

namespace eni::lambda_runtime {

/// Where answers go: a presigned S3 URL.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  /// Opens the connection ahead of its use.
  virtual void prepare(const std::string& url) = 0;
  /// PUTs `body` with an empty Content-Type: S3's presigned URL was signed for that, any other is
  /// SignatureDoesNotMatch.
  /// @return the HTTP status
  /// @error  no answer
  virtual Result<int> put(const std::string& url, const std::string& body, TimePoint deadline) = 0;
};

/// PUTs until S3 says 2xx. What cannot pass (4xx, 301, 308) is final; 5xx, 307, 408, 429 and no answer at all are
/// tried again, with growing pauses, until `deadline`. The same bytes each time, so a repeat of one that did arrive
/// does no harm.
/// @error  "the answer could not be delivered: …", never with the URL
Result<void> deliver(AnswerSink& sink, Waiter& waiter, Random& random, Logger& log, const std::string& url,
                     const std::string& body, TimePoint deadline);

}  // namespace eni::lambda_runtime
