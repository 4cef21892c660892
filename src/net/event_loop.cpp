#include "net/event_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/defect.h"

namespace eni::net {

namespace asio = boost::asio;

namespace {

using Steady = std::chrono::steady_clock::time_point;

/// How long work that is due keeps sockets from having their turn.
constexpr std::chrono::milliseconds kTurn{5};

/// The moment that `wait` leads to; what a clock has no room for is never. Not before now: what is due at once keeps its order,
/// though the wall clock goes on between two looks at it.
Steady after(Duration wait) {
  constexpr Duration kLongest = std::chrono::hours{24 * 365 * 50};
  return std::chrono::steady_clock::now() + std::clamp(wait, Duration{}, kLongest);
}

}  // namespace

struct EventLoop::State {
  explicit State(const Clock& clock) : wall{clock} {}

  const Clock& wall;
  // One thread runs the loop, which spares most locks.
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  asio::steady_timer alarm{context};
  asio::signal_set signals{context};
  std::function<void(int)> signal_handler;
  std::map<std::pair<Steady, TimerId>, std::function<void()>> timers;
  std::unordered_map<TimerId, Steady> times;
  TimerId last_id = 0;
  Steady armed_for = Steady::max();
  bool turn_is_posted = false;
  std::mutex posts;  ///< guards the next two: tests post from threads of their own
  std::deque<std::function<void()>> posted;
  bool is_taking_posted = false;

  /// All or nothing: what memory was too short for is not run.
  void post(std::function<void()> one) {
    const std::lock_guard guard{posts};
    posted.push_back(std::move(one));
    try {
      if (!is_taking_posted) post_taking();
    } catch (...) {
      posted.pop_back();
      throw;
    }
  }

  void post_taking() {
    asio::post(context, [this] { take_posted(); });
    is_taking_posted = true;
  }

  /// What is posted meanwhile waits for the next turn.
  void take_posted() {
    const Steady end = std::chrono::steady_clock::now() + kTurn;
    const GoOnAtExit again{*this};
    for (std::size_t left = count_of_posted(); left > 0 && !context.stopped(); --left) {
      next_posted()();
      if (std::chrono::steady_clock::now() > end) break;
    }
  }

  std::size_t count_of_posted() {
    const std::lock_guard guard{posts};
    return posted.size();
  }

  std::function<void()> next_posted() {
    const std::lock_guard guard{posts};
    std::function<void()> one = std::move(posted.front());
    posted.pop_front();
    return one;
  }

  struct GoOnAtExit {
    State& state;
    ~GoOnAtExit() {
      const std::lock_guard guard{state.posts};
      state.is_taking_posted = false;
      try {
        if (!state.posted.empty()) state.post_taking();
      } catch (const std::bad_alloc&) {
        // The next post takes what is left, too.
      }
    }
  };

  /// One system timer for all of ours, set to the earliest. What is due already needs none, and setting one is a call into the
  /// system: work that goes on "now" is most of what a busy sandbox does.
  void arm() {
    const Steady earliest = timers.empty() ? Steady::max() : timers.begin()->first.first;
    if (earliest <= std::chrono::steady_clock::now()) {
      post_turn();
    } else if (earliest != armed_for) {
      set_alarm(earliest);
    }
  }

  void post_turn() {
    if (turn_is_posted) return;
    asio::post(context, [this] {
      turn_is_posted = false;
      fire();
    });
    turn_is_posted = true;
  }

  void set_alarm(Steady time) {
    armed_for = Steady::max();
    if (time == Steady::max()) {
      alarm.cancel();
      return;
    }
    alarm.expires_at(time);
    alarm.async_wait([this](boost::system::error_code error) {
      if (error) return;
      armed_for = Steady::max();
      fire();
    });
    armed_for = time;
  }

  void fire() {
    const ArmAtExit again{*this};  // also if a timer's work throws
    const Steady now = std::chrono::steady_clock::now();
    // What a timer's work schedules for now waits for the next turn, so that sockets get theirs.
    const TimerId last = last_id;
    std::vector<TimerId> due;
    for (const auto& [key, work_of_timer] : timers) {
      if (key.first > now) break;
      if (key.second <= last) due.push_back(key.second);
    }
    const Steady end = std::chrono::steady_clock::now() + kTurn;
    for (const TimerId id : due) {
      run_timer(id);
      if (std::chrono::steady_clock::now() > end) break;
    }
  }

  struct ArmAtExit {
    State& state;
    ~ArmAtExit() {
      try {
        state.arm();
      } catch (const std::bad_alloc&) {
        // The next timer that is set arms it.
      }
    }
  };

  void run_timer(TimerId id) {
    const auto time = times.find(id);
    if (time == times.end()) return;  // cancelled by one that ran before
    const auto timer = timers.extract({time->second, id});
    times.erase(time);
    timer.mapped()();
  }

  void wait_for_signal() {
    signals.async_wait([this](boost::system::error_code error, int signal) {
      if (error) return;
      wait_for_signal();
      signal_handler(signal);
    });
  }
};

const Clock& EventLoop::system_clock() {
  static const SystemClock clock;
  return clock;
}

EventLoop::EventLoop(const Clock& wall) : state_{std::make_unique<State>(wall)} {}
EventLoop::~EventLoop() = default;

TimePoint EventLoop::now() const { return state_->wall.now(); }

void EventLoop::post(std::function<void()> work) { state_->post(std::move(work)); }

Scheduler::TimerId EventLoop::call_at(TimePoint when, std::function<void()> work) {
  const TimerId id = ++state_->last_id;
  const Steady due = after(when - state_->wall.now());
  state_->timers.emplace(std::pair{due, id}, std::move(work));
  state_->times.emplace(id, due);
  state_->arm();
  return id;
}

void EventLoop::cancel(TimerId id) {
  const auto time = state_->times.find(id);
  if (time == state_->times.end()) return;
  state_->timers.erase({time->second, id});
  state_->times.erase(time);
  // The alarm may ring for nothing; that is cheaper than setting it anew.
}

void EventLoop::run() {
  state_->context.restart();
  state_->context.run();
}

void EventLoop::run_past_exceptions(Logger& log) {
  for (;;) {
    try {
      return run();
    } catch (...) {
      log_defect(log, "event loop", std::current_exception());
    }
  }
}

void EventLoop::stop() { state_->context.stop(); }

void EventLoop::on_signal(std::function<void(int)> handler) {
  const bool first = !state_->signal_handler;
  state_->signal_handler = std::move(handler);
  if (!first) return;
  state_->signals.add(SIGINT);
  state_->signals.add(SIGTERM);
  state_->wait_for_signal();
}

asio::io_context& EventLoop::context() { return state_->context; }

}  // namespace eni::net
