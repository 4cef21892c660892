#pragma once
/// For what the kernel does in its own time and tells nobody of: letting go of a control group, of a mount.
#include <algorithm>
#include <ctime>
#include <poll.h>

namespace eni::sandbox::world::reaper {

class BackoffWait {
 public:
  explicit BackoffWait(int limit_ms) : end_ms_{now_ms() + limit_ms} {}
  /// 1 ms, 2 ms, ... 64 ms. @return  whether there is time for another attempt
  bool wait() {
    const long left_ms = end_ms_ - now_ms();
    if (left_ms <= 0) return false;
    poll(nullptr, 0, static_cast<int>(std::min<long>(left_ms, pause_ms_)));
    pause_ms_ = std::min(2 * pause_ms_, kMaxPauseMs);
    return true;
  }

 private:
  static constexpr int kMaxPauseMs = 64;
  static long now_ms() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000L + now.tv_nsec / 1'000'000L;
  }

  long end_ms_;
  int pause_ms_ = 1;
};

}  // namespace eni::sandbox::world::reaper
