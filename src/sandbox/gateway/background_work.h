#pragma once
/// Work that goes on by itself, outside of any call: the life of a task, a look at a service, an asynchronous invocation.
///
/// A piece that throws (a disk that is full for a moment, a defect) is logged and run again after a pause, for as long as the sandbox
/// lives: nothing waits for the next start. So a piece must find in the store, or in what outlives it, where it is to go on, as after a
/// restart.
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/defect.h"
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

/// Logs it as what background work `name` ended with: its `failures`th, one after the other.
void log_failure(Logger& log, const std::string& name, const std::exception_ptr& thrown, Duration pause,
                 int failures) noexcept;

/// What it takes to try again. They outlive the work.
struct RetryParts {
  Scheduler& scheduler;
  Random& random;
  Logger& log;
};

RetryParts retry_parts(Environment& env);

enum class OnDefect {
  kTryAgain,
  kGiveUp,  ///< of work that a defect may be of, and that nobody misses for ever: it is logged
};

/// Runs `work` until it comes to its end. What it throws is logged, and it is run again after a pause.
/// @param name  for the log: "health check of a target"
Task<void> keep_trying(RetryParts parts, std::string name, std::function<Task<void>()> work,
                       OnDefect on_defect = OnDefect::kTryAgain);

/// Gateway::spawn, without its header.
void spawn_background(Environment& env, Task<void> task);

/// The same of what would be lost with an exception: a message to a topic, a target's event. It is tried again while the store fails.
void spawn_delivery(Environment& env, std::string name, std::function<Task<void>()> work);

/// Pieces that have a key, each of which runs at most once at a time.
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
    const auto found = running_.find(key);
    if (found == running_.end()) {
      spawn_background(env_, keep(std::make_unique<Entry>(running_, key)));
    } else {
      found->second = Again::kYes;
    }
  }

 private:
  enum class Again { kNo, kYes };

  /// Of one piece; however the coroutine ends, and if it never begins.
  class Entry {
   public:
    Entry(std::map<Key, Again>& running, const Key& key)
        : running_{running}, entry_{running.emplace(key, Again::kNo).first} {}
    ~Entry() { running_.erase(entry_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    const Key& key() const { return entry_->first; }
    Again& again() const { return entry_->second; }

   private:
    std::map<Key, Again>& running_;
    typename std::map<Key, Again>::iterator entry_;
  };

  Task<void> keep(std::unique_ptr<Entry> entry) {
    const std::unique_ptr<Entry> own = std::move(entry);
    const auto run_once = [this, &own] {
      own->again() = Again::kNo;
      return run_(own->key());
    };
    do {
      co_await yield(env_.scheduler);
      auto running = keep_trying(retry_parts(env_), name_, run_once);
      co_await std::move(running);
    } while (own->again() == Again::kYes);
  }

  Environment& env_;
  std::string name_;
  Run run_;
  std::map<Key, Again> running_;
};

}  // namespace eni::sandbox
