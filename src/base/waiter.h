#pragma once
/// Waiting in programs that do one thing at a time. Those that do many use a Scheduler.
#include <algorithm>
#include <thread>

#include "base/clock.h"

namespace eni {

/// A clock that one can wait on. Waiting blocks.
class Waiter : public Clock {
 public:
  /// Returns at `when`, at once if that has passed.
  virtual void wait_until(TimePoint when) = 0;
};

class SystemWaiter final : public Waiter {
 public:
  TimePoint now() const override { return SystemClock{}.now(); }
  void wait_until(TimePoint when) override { std::this_thread::sleep_until(when); }
};

/// Time that passes only where somebody waits for it. For tests.
struct VirtualWaiter final : Waiter {
  TimePoint now() const override { return clock.now(); }
  void wait_until(TimePoint when) override { clock.set(std::max(when, clock.now())); }
  ManualClock clock;
};

}  // namespace eni
