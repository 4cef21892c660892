#pragma once
/// One log stream: an execution environment's output on its way to CloudWatch Logs, written as the function's
/// role. A role that may not write has no log, as on AWS; the invocation goes on.
#include <memory>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::lambda_service {

class FunctionLog {
 public:
  struct Target {
    Principal role;
    aws::Region region;
    std::string group;
    std::string stream;
  };
  FunctionLog(Environment& environment, Target target);
  /// What was logged is still written.
  ~FunctionLog();
  FunctionLog(const FunctionLog&) = delete;
  FunctionLog& operator=(const FunctionLog&) = delete;

  /// One event. Written soon: with others, and at the latest after a moment.
  void line(std::string_view text);
  void flush();

  /// Starts a new tail: what X-Amz-Log-Result gives of an invocation. If the role may write when that begins, all its lines
  /// are written, though the role be gone when it ends.
  void begin_invocation();
  /// The last 4 KB logged since then.
  std::string tail() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace eni::sandbox::lambda_service
