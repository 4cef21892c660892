#pragma once
/// One after the other for each key: who fetches what others want as well, and who unpacks it. Single-threaded.
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::images {

/// Outlives its locks and who waits for one.
class KeyedLocks {
 public:
  explicit KeyedLocks(Scheduler& scheduler) : scheduler_{scheduler} {}
  KeyedLocks(const KeyedLocks&) = delete;
  KeyedLocks& operator=(const KeyedLocks&) = delete;

  /// Its end gives the lock to the next.
  class Lock {
   public:
    Lock(KeyedLocks& locks, std::string key) : locks_{&locks}, key_{std::move(key)} {}
    Lock(Lock&& other) noexcept : locks_{std::exchange(other.locks_, nullptr)}, key_{std::move(other.key_)} {}
    Lock& operator=(Lock&&) = delete;
    ~Lock() {
      if (locks_) locks_->pass_on(key_);
    }

   private:
    KeyedLocks* locks_;
    std::string key_;
  };

  /// Returns when nobody else has a lock of that key. Whoever is destroyed while waiting is left out.
  Task<Lock> acquire(std::string key);

 private:
  struct Waiter {
    explicit Waiter(Scheduler& scheduler) : lock{scheduler} {}
    Channel<bool> lock;
    bool has_lock = false;
    bool is_gone = false;
  };
  /// In the frame of who waits.
  struct Waiting {
    KeyedLocks& locks;
    std::string key;
    std::shared_ptr<Waiter> waiter;
    bool is_over = false;
    ~Waiting() {
      if (is_over) return;
      waiter->is_gone = true;
      if (waiter->has_lock) locks.pass_on(key);
    }
  };

  void pass_on(const std::string& key);

  Scheduler& scheduler_;
  std::map<std::string, std::deque<std::shared_ptr<Waiter>>>
      queues_;  ///< of keys that somebody has a lock of
};

}  // namespace eni::sandbox::images
