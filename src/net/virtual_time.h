#pragma once
/// Virtual time on a real loop: sockets are served as ever, and timers wait until somebody lets time pass.
#include "base/virtual_scheduler.h"
#include "net/event_loop.h"

namespace eni::net {

class VirtualTime final : public Scheduler {
 public:
  /// @param loop  runs the work; outlives this
  explicit VirtualTime(EventLoop& loop) : loop_{loop}, scheduler_{loop.now()} {}

  TimePoint now() const override { return scheduler_.now(); }
  void post(std::function<void()> work) override;
  TimerId call_at(TimePoint when, std::function<void()> work) override;
  void cancel(TimerId id) override { scheduler_.cancel(id); }

  /// Lets `by` pass and does all that falls due meanwhile. On the loop's thread, and not from within such work.
  void pass(Duration by) { scheduler_.advance(by); }

 private:
  void wake();

  EventLoop& loop_;
  VirtualScheduler scheduler_;
  bool is_woken_ = false;
};

}  // namespace eni::net
