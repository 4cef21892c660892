#pragma once
/// Where custom resources' functions answer: presigned URLs that work exactly once, and the tasks that wait for
/// their answers.
#include <map>
#include <string>

#include "net/http.h"
#include "sandbox/services/cloudformation/calls/presigned_url.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {

/// Paths that begin so are response URLs.
inline constexpr std::string_view kResponsePath = "/cloudformation-custom-resource-response-";

/// What wakes a waiting task.
enum class ResponseSignal { kAnswered, kCancelled, kTimeLimit };

class ResponseEndpoint {
 public:
  explicit ResponseEndpoint(EngineParts& parts) : parts_{parts}, urls_{parts} {}

  /// A new URL for the answer to `request`, valid for two hours.
  std::string url_for(const CustomRequestRecord& request, const std::string& region);
  /// Who waits for the answer to `request`. One reader.
  Channel<ResponseSignal> wait_for(const CustomRequestRecord& request);
  /// Nobody waits any more; a later answer is refused.
  void close(const std::string& stack_id, const std::string& logical_id);
  /// Tells all that wait for resources of the stack to give up.
  void cancel(const std::string& stack_id);

  /// Serves a request to a response URL as S3 does: 200, or 403 with S3's XML.
  net::Response serve(const net::Request& request);

 private:
  CloudFormationCustomRequests& requests();

  struct Waiter {
    std::string stack_id;
    Channel<ResponseSignal> channel;
  };
  EngineParts& parts_;
  PresignedUrls urls_;
  std::map<std::string, Waiter> waiters_;  ///< by request id
};

}  // namespace eni::sandbox::cloudformation
