#pragma once
/// The end of a patience. It is measured by a timer of the scheduler, so setting the wall clock neither brings it about nor puts
/// it off: `scheduler.now() >= deadline` in a loop does both. A TimePoint is for what AWS would write down or compare with
/// something written down: the expiry of a session, the age of an event.
#include <functional>
#include <optional>
#include <utility>

#include "base/scheduler.h"

namespace eni {

class [[nodiscard]] Deadline {
 public:
  /// @param patience  from now on; nothing or less has passed at once
  /// @param on_pass   called from the scheduler, once; it may destroy the deadline
  Deadline(Scheduler& scheduler, Duration patience, std::function<void()> on_pass = {})
      : scheduler_{scheduler}, passed_{patience <= Duration{}}, on_pass_{std::move(on_pass)} {
    if (passed_ && !on_pass_) return;
    timer_ = scheduler_.call_at(scheduler_.now() + patience, [this] {
      timer_.reset();
      passed_ = true;
      if (const auto call = std::exchange(on_pass_, nullptr)) call();
    });
  }
  ~Deadline() {
    if (timer_) scheduler_.cancel(*timer_);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool has_passed() const { return passed_; }

 private:
  Scheduler& scheduler_;
  bool passed_;
  std::function<void()> on_pass_;
  std::optional<Scheduler::TimerId> timer_;
};

}  // namespace eni
