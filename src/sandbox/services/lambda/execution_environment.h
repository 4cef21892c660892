#pragma once
/// One execution environment: a process that runs a function's code, its Runtime API, its log stream. It
/// handles one invocation at a time and is used again while it stays well. Between two it is frozen, as on Lambda: from when the
/// process asks for the next invocation.
#include <memory>
#include <string>

#include "base/deadline.h"
#include "sandbox/services/lambda/code_folder.h"
#include "sandbox/services/lambda/execution_role.h"
#include "sandbox/services/lambda/function_log.h"
#include "sandbox/services/lambda/function_process.h"
#include "sandbox/services/lambda/outcome.h"
#include "sandbox/services/lambda/runtime_api.h"

namespace eni::sandbox::lambda_service {

struct InvokeRequest {
  std::string request_id;
  std::string payload;
  std::string client_context;  ///< JSON; "" for none
};

class ExecutionEnvironment {
 public:
  ExecutionEnvironment(Environment& environment, net::EventLoop& loop, LambdaFunction function,
                       std::shared_ptr<CodeFolder> code, std::unique_ptr<ScratchFolder> scratch,
                       RoleSession session);

  /// Starts the process if it does not run yet, and handles one invocation. Always ends: at the latest after
  /// init's 10 s and twice the function's timeout.
  Task<Outcome> invoke(InvokeRequest request);
  /// What the log has of the last invocation, at most 4 KB.
  std::string log_tail() const { return log_.tail(); }

  /// Whether it can take another invocation.
  bool is_well() const { return process_ != nullptr && !ended_ && api_ != nullptr; }
  /// Ends the process; a running invocation fails.
  void kill();

  const LambdaFunction& function() const { return function_; }
  TimePoint session_expires() const { return session_.expires; }
  const std::shared_ptr<CodeFolder>& code() const { return code_; }

  bool busy = false;                   ///< kept by the pool
  bool retired = false;                ///< not used again: the function changed meanwhile
  std::optional<Deadline> idle_limit;  ///< while it is idle; kept by the pool

 private:
  Task<std::optional<Outcome>> start(const std::string& request_id);
  std::map<std::string, std::string> variables() const;
  void take_end(const FunctionEnd& end);
  void stop_process();
  Task<std::optional<Outcome>> initialize(const std::string& request_id);
  void on_runtime_event(RuntimeEvent event);
  Task<std::optional<Outcome>> wait_until_ready(const std::string& request_id, Duration patience,
                                                bool& timed_out);
  Deadline time_limit(Duration patience);
  Task<Outcome> invoke_thawed(InvokeRequest request);
  Task<Outcome> run(const InvokeRequest& request);
  void rest();
  void freeze_if_done();
  Outcome ended(const std::string& request_id, RuntimeEvent event);
  void on_line(std::string line);
  void log_start(const std::string& request_id);
  void log_end(const std::string& request_id, const Outcome& outcome, double duration_ms, double init_ms);
  bool logs_json() const;
  std::chrono::seconds timeout() const { return std::chrono::seconds{function_.integer("Timeout")}; }

  Environment& environment_;
  net::EventLoop& loop_;
  LambdaFunction function_;
  std::shared_ptr<CodeFolder> code_;
  std::unique_ptr<ScratchFolder> scratch_;
  RoleSession session_;
  std::string log_group_;
  std::string log_stream_;
  FunctionLog log_;
  Channel<RuntimeEvent> events_;
  std::unique_ptr<RuntimeApi> api_;
  std::unique_ptr<FunctionProcess> process_;
  FunctionEnd end_;
  bool ended_ = false;
  bool invoked_ = false;                ///< whether an invocation is handled
  std::optional<Deadline> rest_limit_;  ///< after an invocation, until the process asks for the next
  bool joins_lines_ = false;            ///< whether carriage returns within a line stand for newlines
  std::uint64_t peak_kib_ = 0;
};

}  // namespace eni::sandbox::lambda_service
