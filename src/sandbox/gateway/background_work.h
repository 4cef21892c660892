#pragma once
/// Work that goes on by itself, outside of any call: the life of a task, a look at a service, an asynchronous invocation.
///
/// Each piece has a key and runs at most once at a time. A piece that throws (a disk that is full for a moment, a defect) is
/// logged and run again after a pause, for as long as the sandbox lives: nothing waits for the next start. So a piece must find
/// in the store where it is to go on, as after a restart.
#include <exception>
#include <functional>
#include <map>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// How long to wait after the next failure: longer each time. What may pass is tried again within some seconds of its end, a
/// defect after up to a minute.
class RetryPause {
 public:
  Duration next(const std::exception_ptr& thrown, Random& random);
  /// will_pass(thrown); but memory that was short each of many times is what the work itself needs too much.
  bool may_pass(const std::exception_ptr& thrown) const;
  /// How many there have been, one after the other.
  int failures() const { return failures_; }

 private:
  int failures_ = 0;
};

/// Whether an exception is of the kind that ends by itself: the store's disk is full or fails, memory is short.
bool will_pass(const std::exception_ptr& thrown);

/// For the log.
std::string what_of(const std::exception_ptr& thrown);

/// Logs it as what background work `name` ended with: its `failures`th, one after the other.
void log_failure(Logger& log, const std::string& name, const std::exception_ptr& thrown, Duration pause,
                 int failures);

/// Gateway::spawn, without its header.
void spawn_background(Environment& env, Task<void> task);

template <class Key>
class BackgroundWork {
 public:
  using Run = std::function<Task<void>(Key)>;

  /// @param name  for the log: "life of a task"
  /// @param run   one piece, from where the store says that it is
  BackgroundWork(Environment& env, std::string name, Run run)
      : env_{env}, name_{std::move(name)}, run_{std::move(run)} {}

  /// Runs the piece soon, once the running call has ended. While it runs, it is run once more after its end.
  void begin(const Key& key) {
    const auto [entry, is_new] = running_.emplace(key, Again::kNo);
    if (is_new) {
      spawn_background(env_, keep(key));
    } else {
      entry->second = Again::kYes;
    }
  }

 private:
  enum class Again { kNo, kYes };

  /// Of one piece; however the coroutine ends.
  class Entry {
   public:
    Entry(std::map<Key, Again>& running, Key key) : running_{running}, key_{std::move(key)} {}
    ~Entry() { running_.erase(key_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    Again& again() const { return running_.at(key_); }

   private:
    std::map<Key, Again>& running_;
    Key key_;
  };

  Task<void> keep(Key key) {
    const Entry entry{running_, key};
    RetryPause pause;
    do {
      co_await sleep_until(env_.scheduler, env_.scheduler.now());
      entry.again() = Again::kNo;
      std::exception_ptr thrown;
      try {
        Task<void> running = run_(key);
        co_await std::move(running);
        pause = {};
      } catch (...) {
        thrown = std::current_exception();
      }
      if (thrown) {
        const Duration wait = pause.next(thrown, env_.random);
        log_failure(env_.log, name_, thrown, wait, pause.failures());
        co_await sleep_for(env_.scheduler, wait);
        entry.again() = Again::kYes;
      }
    } while (entry.again() == Again::kYes);
  }

  Environment& env_;
  std::string name_;
  Run run_;
  std::map<Key, Again> running_;
};

}  // namespace eni::sandbox
