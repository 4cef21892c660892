#pragma once
/// The Runtime API of one execution environment, on a port of its own: processes get no path in
/// AWS_LAMBDA_RUNTIME_API. A state machine; calls out of order are refused with 403, and so is who is not the
/// environment's process. Source: Lambda developer
/// guide, "Using the Lambda runtime API for custom runtimes".
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/event_loop.h"
#include "net/server.h"

namespace eni::sandbox::lambda_service {

/// What the process said.
struct RuntimeEvent {
  enum class Kind {
    kReady,      ///< asks for the next invocation
    kResponse,   ///< `body` is the result
    kError,      ///< `body` is the error it reported
    kTooLarge,   ///< its result was refused; `size` bytes
    kInitError,  ///< it could not start; `body` is the error it reported
    // Not said by it, but put here by its owner:
    kExit,       ///< the process has ended
    kTimeLimit,  ///< a limit of time has passed
  } kind;
  std::string body = {};
  std::size_t size = 0;
};

/// What the process is given.
struct RuntimeInvocation {
  std::string request_id;
  std::string payload;
  TimePoint deadline;
  std::string function_arn;
  std::string trace_id;
  std::string client_context;  ///< JSON; "" for none
};

class RuntimeApi {
 public:
  /// @param options  where; by default on a port of the system's choice
  static Result<std::unique_ptr<RuntimeApi>> listen(net::EventLoop& loop, net::ServerOptions options,
                                                    std::function<void(RuntimeEvent)> on_event);

  /// host:port
  std::string address() const;
  /// Whether the process waits for an invocation.
  bool is_waiting() const { return stage_ == Stage::kWaiting; }
  /// Gives the waiting process its next invocation.
  void deliver(RuntimeInvocation invocation);

 private:
  enum class Stage { kInit, kInitFailed, kWaiting, kRunning, kAnswered };

  explicit RuntimeApi(std::function<void(RuntimeEvent)> on_event) : on_event_{std::move(on_event)} {}
  net::Response serve(const net::Request& request, const std::shared_ptr<net::Responder>& responder,
                      bool& held);
  /// Not from a web page: a browser names the page's Origin, or (DNS rebinding) another Host than this.
  bool is_from_process(const net::Request& request) const;
  net::Response refuse_stranger() const;
  net::Response take_next(const std::shared_ptr<net::Responder>& responder, bool& held);
  net::Response take_answer(std::string_view path, const net::Request& request, std::uint64_t body_bytes);
  /// What need not be read to its end: from others than the process, and answers that are longer than any may be.
  std::optional<net::Response> check_head(const net::Request& head);
  net::Response take_init_error(const net::Request& request);

  std::function<void(RuntimeEvent)> on_event_;
  std::unique_ptr<net::Server> server_;
  Stage stage_ = Stage::kInit;
  std::shared_ptr<net::Responder> waiting_;
  std::string request_id_;  ///< of the running invocation
};

}  // namespace eni::sandbox::lambda_service
