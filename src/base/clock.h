#pragma once
/// Time is injected everywhere, so that tests run in virtual time.
#include <chrono>

namespace eni {

using Duration = std::chrono::milliseconds;
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  /// UTC, to the millisecond.
  virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

/// A clock that stands still until it is told otherwise. For tests.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start = TimePoint{std::chrono::seconds{1'440'938'160}}) : now_{start} {}
  TimePoint now() const override { return now_; }
  void set(TimePoint now) { now_ = now; }
  void advance(Duration by) { now_ += by; }

 private:
  TimePoint now_;
};

}  // namespace eni
