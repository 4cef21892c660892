#pragma once
/// How soon something that has ended is made again: at once, and if it does not live long, later each time, so that what cannot live is no
/// endless load. As service managers do it (systemd.service(5), RestartSteps=).
#include <algorithm>

#include "base/clock.h"

namespace eni::sandbox::world {

class RestartDelay {
 public:
  static constexpr std::chrono::milliseconds kFirst{50};
  static constexpr std::chrono::milliseconds kLongest{500};
  /// Who has lived for that long is taken for able to.
  static constexpr std::chrono::seconds kLongLife{10};

  /// @param life  of the one that has ended
  Duration after(Duration life) {
    if (life >= kLongLife) next_ = Duration{0};
    const Duration delay = next_;
    next_ = std::min<Duration>(std::max<Duration>(2 * next_, kFirst), kLongest);
    return delay;
  }

 private:
  Duration next_{0};
};

}  // namespace eni::sandbox::world
