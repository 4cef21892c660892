#pragma once
/// Virtual time with a wall clock that is set meanwhile, as net::EventLoop has it: now() jumps, timers do not. For tests.
#include "base/virtual_scheduler.h"

namespace eni {

class JumpingScheduler final : public Scheduler {
 public:
  TimePoint now() const override { return time_.now() + wall_is_ahead_; }
  void post(std::function<void()> work) override { time_.post(std::move(work)); }
  TimerId call_at(TimePoint when, std::function<void()> work) override {
    return time_.call_at(when - wall_is_ahead_, std::move(work));
  }
  void cancel(TimerId id) override { time_.cancel(id); }

  /// Sets the wall clock, forwards or back.
  void jump(Duration by) { wall_is_ahead_ += by; }
  /// Timers and now() both see what is advanced here; the wall clock may have been set to anything.
  VirtualScheduler& time() { return time_; }

 private:
  VirtualScheduler time_;
  Duration wall_is_ahead_{};
};

}  // namespace eni
