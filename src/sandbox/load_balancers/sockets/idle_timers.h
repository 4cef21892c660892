#pragma once
/// How long connections may be silent. There are many, each byte puts their end off, and a second more or less does not matter: so one
/// timer ticks for all of them, and only while there are some.
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "base/scheduler.h"

namespace eni::sandbox::load_balancers {

class IdleTimers {
  struct Entry {
    std::function<void()> on_idle;
    std::uint64_t touched = 0;
    std::uint64_t limit = 0;  ///< in ticks; 0: it does not run
  };
  struct State {
    explicit State(Scheduler& s) : scheduler{s} {}
    Scheduler& scheduler;
    std::list<std::shared_ptr<Entry>> entries;
    std::uint64_t ticks = 0;
    std::optional<Scheduler::TimerId> timer;
  };

 public:
  class Timer {
   public:
    /// @param on_idle  called from the scheduler; it may destroy the timer
    Timer(IdleTimers& timers, std::function<void()> on_idle);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// From now on: on_idle follows once there was no touch() for so long, within a second more.
    void start(std::chrono::seconds limit);
    void touch() { entry_->touched = timers_.state_->ticks; }
    void stop() { entry_->limit = 0; }

   private:
    IdleTimers& timers_;
    std::shared_ptr<Entry> entry_ = std::make_shared<Entry>();
    std::list<std::shared_ptr<Entry>>::iterator place_;
  };

  /// @param scheduler  whose time it is; outlives this
  explicit IdleTimers(Scheduler& scheduler) : state_{std::make_unique<State>(scheduler)} {}
  ~IdleTimers();

  /// Seconds that have passed while there were timers.
  std::uint64_t ticks() const { return state_->ticks; }

 private:
  void arm();
  void tick();

  std::unique_ptr<State> state_;
};

}  // namespace eni::sandbox::load_balancers
