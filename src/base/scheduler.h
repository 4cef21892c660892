#pragma once
/// Where waiting happens: net::EventLoop in a program, VirtualScheduler in a test. Single-threaded.
#include <coroutine>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace eni {

class Scheduler : public Clock {
 public:
  using TimerId = std::uint64_t;

  /// Runs `work` soon, after the caller has returned.
  virtual void post(std::function<void()> work) = 0;
  /// Runs `work` at `when`, or soon if that has passed. Never from within this call.
  virtual TimerId call_at(TimePoint when, std::function<void()> work) = 0;
  /// Forgets a timer; one that has run or never was is no error.
  virtual void cancel(TimerId id) = 0;
};

/// co_await sleep_until(scheduler, time);
class [[nodiscard]] SleepAwaiter {
 public:
  SleepAwaiter(Scheduler& scheduler, TimePoint until) : scheduler_{scheduler}, until_{until} {}
  SleepAwaiter(const SleepAwaiter&) = delete;
  SleepAwaiter& operator=(const SleepAwaiter&) = delete;
  ~SleepAwaiter() {
    if (timer_) scheduler_.cancel(*timer_);
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    timer_ = scheduler_.call_at(until_, [this, caller] {
      timer_.reset();
      caller.resume();
    });
  }
  void await_resume() const noexcept {}

 private:
  Scheduler& scheduler_;
  TimePoint until_;
  std::optional<Scheduler::TimerId> timer_;
};

inline SleepAwaiter sleep_until(Scheduler& scheduler, TimePoint until) { return {scheduler, until}; }
inline SleepAwaiter sleep_for(Scheduler& scheduler, Duration duration) {
  return {scheduler, scheduler.now() + duration};
}
/// Others' turn: for work of many steps that would keep the thread to itself, and for work that is to begin after what is due.
inline SleepAwaiter yield(Scheduler& scheduler) { return sleep_for(scheduler, Duration{0}); }

/// A queue with one reader, which waits while it is empty. Copies are handles on the same queue.
/// The reader goes on from the scheduler, never from within push().
template <class T>
class Channel {
 public:
  explicit Channel(Scheduler& scheduler) : state_{std::make_shared<State>(scheduler)} {}

  /// All or nothing: what throws has left no value.
  void push(T value) const {
    state_->values.push_back(std::move(value));
    try {
      state_->wake();
    } catch (...) {
      state_->values.pop_back();
      throw;
    }
  }
  std::size_t size() const { return state_->values.size(); }
  bool empty() const { return state_->values.empty(); }

  /// co_await channel.pop(): the oldest value.
  auto pop() const { return Awaiter{state_, std::nullopt}; }
  /// co_await channel.pop_until(deadline): the oldest value, or nothing when the time has passed.
  auto pop_until(TimePoint deadline) const { return TimedAwaiter{Awaiter{state_, deadline}}; }

 private:
  struct State {
    explicit State(Scheduler& s) : scheduler{s} {}
    Scheduler& scheduler;
    std::deque<T> values;
    std::coroutine_handle<> reader;
    /// Guards posted wake-ups against a reader that was destroyed meanwhile.
    std::shared_ptr<int> ticket;

    void wake() {
      if (!reader) return;
      scheduler.post([waiting = std::weak_ptr<int>(ticket), frame = reader] {
        if (waiting.lock()) frame.resume();
      });
      reader = {};
    }
  };

  class [[nodiscard]] Awaiter {
   public:
    Awaiter(std::shared_ptr<State> state, std::optional<TimePoint> deadline)
        : state_{std::move(state)}, deadline_{deadline} {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;
    ~Awaiter() {
      if (timer_) state_->scheduler.cancel(*timer_);
      if (ticket_ && state_->ticket == ticket_) {
        state_->reader = {};
        state_->ticket.reset();
      }
    }
    bool await_ready() const noexcept { return !state_->values.empty(); }
    void await_suspend(std::coroutine_handle<> caller) {
      ticket_ = std::make_shared<int>(0);
      state_->ticket = ticket_;
      state_->reader = caller;
      if (!deadline_) return;
      timer_ = state_->scheduler.call_at(*deadline_, [this] {
        timer_.reset();
        state_->wake();
      });
    }
    T await_resume() { return std::move(*take()); }
    std::optional<T> take() {
      if (state_->values.empty()) return std::nullopt;
      std::optional<T> value{std::move(state_->values.front())};
      state_->values.pop_front();
      return value;
    }

   private:
    std::shared_ptr<State> state_;
    std::optional<TimePoint> deadline_;
    std::optional<Scheduler::TimerId> timer_;
    std::shared_ptr<int> ticket_;
  };

  struct [[nodiscard]] TimedAwaiter {
    Awaiter awaiter;
    bool await_ready() const noexcept { return awaiter.await_ready(); }
    void await_suspend(std::coroutine_handle<> caller) { awaiter.await_suspend(caller); }
    std::optional<T> await_resume() { return awaiter.take(); }
  };

  std::shared_ptr<State> state_;
};

}  // namespace eni
