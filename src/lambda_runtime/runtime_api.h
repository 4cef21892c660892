#pragma once
/// Lambda's Runtime API as the loop sees it. Source: Lambda Developer Guide, "Using the Lambda runtime API
/// for custom runtimes".
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace eni::lambda_runtime {

/// One event to handle.
struct Invocation {
  std::string request_id;    ///< Lambda's id of this invocation; the same again when Lambda retries the event
  std::string payload;       ///< the event's JSON, unread
  TimePoint deadline;        ///< Lambda ends the process then
  std::string trace_id;      ///< for _X_AMZN_TRACE_ID; may be empty
  std::string function_arn;  ///< as invoked; may be empty
};

/// An invocation (or the start) that ends as an error; Lambda runs an asynchronous event again after it.
struct InvocationError {
  InvocationError() = default;
  InvocationError(std::string kind, std::string what) : type{std::move(kind)}, message{std::move(what)} {}

  std::string type;  ///< Category.Reason, e.g. "CustomResource.AnswerNotDelivered"
  std::string message;
};

class RuntimeApi {
 public:
  virtual ~RuntimeApi() = default;
  /// Waits for the next event, however long: Lambda freezes the process meanwhile.
  /// @error  the environment is broken; the process has to end
  virtual Result<Invocation> next() = 0;
  /// @error  Lambda did not take it: fatal if `is_fatal`
  virtual Result<void> respond(const std::string& request_id, const std::string& body) = 0;
  virtual Result<void> fail(const std::string& request_id, const InvocationError& error) = 0;
  virtual Result<void> fail_init(const InvocationError& error) = 0;
  /// Whether the last call met Lambda's "container error" (500), after which nothing but ending helps.
  virtual bool is_broken() const = 0;
};

}  // namespace eni::lambda_runtime
