#pragma once
/// The real Scheduler: one thread, one loop. Everything of the sandbox runs on it. now() is the wall clock, which may be
/// set at any moment; a timer waits for the time that there was until then when it was made, by a clock that nobody sets.
#include <functional>
#include <memory>

#include "base/log.h"
#include "base/scheduler.h"

namespace boost::asio {
class io_context;
}

namespace eni::net {

class EventLoop final : public Scheduler {
 public:
  /// @param wall  what now() says; outlives the loop
  explicit EventLoop(const Clock& wall = system_clock());
  ~EventLoop() override;

  TimePoint now() const override;
  void post(std::function<void()> work) override;
  TimerId call_at(TimePoint when, std::function<void()> work) override;
  void cancel(TimerId id) override;

  /// Runs until stop(). An exception of a handler comes out of here.
  void run();
  /// The same, but past exceptions, which are logged: one of one piece of work is no end of the others.
  void run_past_exceptions(Logger& log);
  /// Makes run() return. Safe from within a handler.
  void stop();
  /// Calls `handler` (once) at SIGINT or SIGTERM, and again at each further one.
  void on_signal(std::function<void(int signal)> handler);

  /// For the files of net/ only: sockets and processes live on the same loop.
  boost::asio::io_context& context();

 private:
  static const Clock& system_clock();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace eni::net
