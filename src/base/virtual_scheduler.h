#pragma once
/// A scheduler in virtual time: hours pass at once.
#include <deque>
#include <functional>
#include <map>

#include "base/scheduler.h"

namespace eni {

class VirtualScheduler final : public Scheduler {
 public:
  explicit VirtualScheduler(TimePoint start = ManualClock{}.now()) : now_{start} {}

  TimePoint now() const override { return now_; }
  void post(std::function<void()> work) override { ready_.push_back(std::move(work)); }
  TimerId call_at(TimePoint when, std::function<void()> work) override {
    timers_.emplace(std::pair{std::max(when, now_), ++last_id_}, std::move(work));
    return last_id_;
  }
  void cancel(TimerId id) override {
    std::erase_if(timers_, [id](const auto& timer) { return timer.first.second == id; });
  }

  /// Runs all that is ready now; timers that are due, too.
  void run_ready() { run_until(now_); }
  /// Lets `by` pass.
  void advance(Duration by) { run_until(now_ + by); }
  /// Lets time pass until nothing is left to do, or `limit` has passed.
  void run(Duration limit = std::chrono::hours{24}) {
    const TimePoint last = now_ + limit;
    run_posted();
    while (!timers_.empty() && timers_.begin()->first.first <= last) run_until(timers_.begin()->first.first);
  }

 private:
  void run_posted() {
    while (!ready_.empty()) {
      const auto work = std::move(ready_.front());
      ready_.pop_front();
      work();
    }
  }
  void run_until(TimePoint end) {
    run_posted();
    while (!timers_.empty() && timers_.begin()->first.first <= end) {
      auto first = timers_.extract(timers_.begin());
      now_ = std::max(now_, first.key().first);
      first.mapped()();
      run_posted();
    }
    now_ = std::max(now_, end);
  }

  TimePoint now_;
  TimerId last_id_ = 0;
  std::deque<std::function<void()>> ready_;
  std::map<std::pair<TimePoint, TimerId>, std::function<void()>> timers_;
};

}  // namespace eni
