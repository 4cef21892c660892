#pragma once
/// How an invocation ends, in the shapes Lambda gives to callers and logs. Pure.
#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/child_process.h"

namespace eni::sandbox::lambda_service {

struct Outcome {
  std::string payload;    ///< what the caller gets: JSON
  bool is_error = false;  ///< X-Amz-Function-Error: Unhandled
  std::string log_line;   ///< what Lambda writes of an error beside what the function wrote; "" for nothing
  std::string status = "success";  ///< of the REPORT line and of platform.report: success, error, timeout
  std::string error_type = {};     ///< of the same, where Lambda tells it: Runtime.OutOfMemory
};

/// The runtime's own report of an error, as it gave it.
Outcome reported_error(std::string body);
/// {"errorType": TYPE, "errorMessage": "RequestId: ID Error: TEXT"}
Outcome environment_error(std::string_view request_id, std::string_view type, std::string_view text);
/// Runtime.ExitError, with what the process ended with.
Outcome exit_error(std::string_view request_id, const net::ProcessEnd& end);
/// The same of a process that was killed for using more than MemorySize.
Outcome out_of_memory_error(std::string_view request_id, const net::ProcessEnd& end);
/// Sandbox.Timedout
Outcome timeout_error(std::string_view request_id, TimePoint now, std::chrono::seconds timeout);
/// Function.ResponseSizeTooLarge
Outcome response_too_large(std::size_t bytes);

/// Lambda's limit of an answer. Source: aws-lambda-runtime-interface-emulator, interop/model.go.
inline constexpr std::size_t kMaxResponseBytes = 6 * 1024 * 1024 + 100;

/// What the REPORT line tells.
struct Report {
  std::string_view request_id;
  double duration_ms = 0;
  double init_ms = -1;  ///< negative: a warm start
  std::int64_t memory_mb = 0;
  std::uint64_t peak_memory_mb = 0;
  std::string_view status;  ///< told unless it is success
  std::string_view error_type = {};
};
std::string report_line(const Report& report);
/// The same as platform.report of Lambda's JSON log format.
std::string report_json(const Report& report, TimePoint now);

}  // namespace eni::sandbox::lambda_service
