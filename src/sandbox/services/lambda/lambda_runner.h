#pragma once
/// Lambda's living part: execution environments, who gets which, and asynchronous invocations with their
/// retries.
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sandbox/gateway/background_work.h"
#include "sandbox/services/lambda/execution_environment.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

struct Invoked {
  Outcome outcome;
  std::string log_tail;
};

class LambdaRunner final : public Component {
 public:
  explicit LambdaRunner(Environment& environment);
  ~LambdaRunner() override;

  /// Takes up the events that a former run accepted.
  void start() override;
  /// Kills all processes.
  void stop() override;

  /// Runs the function once and waits for its end.
  /// @error  TooManyRequestsException, AccessDeniedException (the role cannot be assumed), ServiceException
  Task<ApiResult<Invoked>> invoke(LambdaFunction function, InvokeRequest request);

  /// Runs an event that the store has accepted until it succeeds or its attempts are over; then it leaves the
  /// store.
  void run_event(LambdaEvent event);

  /// The function has changed or is gone: its environments end with what they do now.
  void retire(const FunctionKey& key);

 private:
  using Slot = std::shared_ptr<ExecutionEnvironment>;

  Task<ApiResult<Slot>> acquire(LambdaFunction function);
  Task<void> make_room();
  Task<ApiResult<Slot>> make_environment(LambdaFunction function);
  /// Whose environments the unpacked code may be shared with: those of any function with the same code, where none can write to it.
  enum class Sharing { kFunction, kAll };
  ApiResult<std::shared_ptr<CodeFolder>> code_of(const LambdaFunction& function, Sharing sharing);
  Slot idle_environment(const LambdaFunction& function);
  void release(const Slot& slot);
  /// Of the function's environments those that run or begin.
  std::size_t busy_count(const FunctionKey& key) const;

  /// An event that has been accepted. What became of it stands here before it stands in the store, so that a store that fails
  /// for a moment has no function run twice.
  struct Accepted {
    LambdaEvent event;
    bool has_ended = false;
  };

  Task<void> process(std::string request_id);
  Task<bool> attempt(const LambdaEvent& event, LambdaFunction function, bool& counts);

  Environment& environment_;
  net::EventLoop* loop_;                      ///< null in tests with a virtual clock: nothing can be run then
  std::list<Slot> slots_;                     ///< of the idle ones, first those that are so the longest
  std::size_t starting_ = 0;                  ///< environments that are being made
  std::list<FunctionKey> beginning_;          ///< of the invocations that wait for one to be made
  std::map<std::string, Accepted> accepted_;  ///< by request id
  BackgroundWork<std::string> events_;
};

}  // namespace eni::sandbox::lambda_service
