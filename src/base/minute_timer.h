#pragma once
/// Once a minute, at the same moment of it, for as long as there is something to do.
#include <functional>
#include <optional>
#include <utility>

#include "base/scheduler.h"

namespace eni {

class MinuteTimer {
 public:
  /// CloudWatch's alarms look at whole minutes: what is measured in the middle of one is seen at its end.
  static constexpr Duration kBeginning = std::chrono::seconds{0};
  static constexpr Duration kMiddle = std::chrono::seconds{30};

  /// @param moment  of each minute, since its beginning
  /// @param tick    what is done then; start() within it makes it go on. After an exception, which comes out of the scheduler, it goes on,
  ///                too: a store that fails for a moment ends no measurement
  MinuteTimer(Scheduler& scheduler, Duration moment, std::function<void()> tick)
      : scheduler_{scheduler}, moment_{moment}, tick_{std::move(tick)} {}
  ~MinuteTimer() { stop(); }
  MinuteTimer(const MinuteTimer&) = delete;
  MinuteTimer& operator=(const MinuteTimer&) = delete;

  bool is_running() const { return timer_.has_value(); }
  /// Waits for the next such moment, unless it does already.
  void start() {
    if (timer_) return;
    const Duration now = scheduler_.now().time_since_epoch();
    const Duration next = now - (now - moment_) % kMinute + kMinute;
    timer_ = scheduler_.call_at(TimePoint{next}, [this] {
      timer_.reset();
      try {
        tick_();
      } catch (...) {
        start();
        throw;
      }
    });
  }
  void stop() {
    if (timer_) scheduler_.cancel(*timer_);
    timer_.reset();
  }

 private:
  static constexpr Duration kMinute = std::chrono::minutes{1};

  Scheduler& scheduler_;
  Duration moment_;
  std::function<void()> tick_;
  std::optional<Scheduler::TimerId> timer_;
};

}  // namespace eni
