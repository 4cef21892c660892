#pragma once
/// When to try again what another service refuses: after 15 seconds, then twice as long each time up to 15 minutes, for a day.
#include <algorithm>
#include <optional>

#include "base/clock.h"

namespace eni::sandbox::scaling {

class RetryClock {
 public:
  explicit RetryClock(TimePoint begun) : begun_{begun}, next_{begun} {}

  /// It was refused now. @return  when to try again; nothing if no more
  std::optional<TimePoint> refused(TimePoint now) {
    if (now - begun_ >= kPatience) return std::nullopt;
    // What is tried in between, for another reason, does not make the pauses longer.
    if (now < next_) return next_;
    next_ = now + pause_;
    pause_ = std::min(pause_ * 2, kMaxPause);
    return next_;
  }
  TimePoint next() const { return next_; }

 private:
  static constexpr Duration kPatience = std::chrono::hours{24};
  static constexpr Duration kMaxPause = std::chrono::minutes{15};

  TimePoint begun_;
  TimePoint next_;
  Duration pause_ = std::chrono::seconds{15};
};

}  // namespace eni::sandbox::scaling
