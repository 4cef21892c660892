#pragma once
/// One after the other for each key: who fetches what others want as well, and who unpacks it. Single-threaded.
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::images {

/// Outlives its turns and who waits for one.
class KeyedTurns {
 public:
  explicit KeyedTurns(Scheduler& scheduler) : scheduler_{scheduler} {}
  KeyedTurns(const KeyedTurns&) = delete;
  KeyedTurns& operator=(const KeyedTurns&) = delete;

  /// Its end gives the turn to the next.
  class Turn {
   public:
    Turn(KeyedTurns& turns, std::string key) : turns_{&turns}, key_{std::move(key)} {}
    Turn(Turn&& other) noexcept : turns_{std::exchange(other.turns_, nullptr)}, key_{std::move(other.key_)} {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_) turns_->pass_on(key_);
    }

   private:
    KeyedTurns* turns_;
    std::string key_;
  };

  /// Returns when nobody else has a turn of that key. Whoever is destroyed while waiting is left out.
  Task<Turn> take(std::string key);

 private:
  struct Waiter {
    explicit Waiter(Scheduler& scheduler) : turn{scheduler} {}
    Channel<bool> turn;
    bool has_turn = false;
    bool is_gone = false;
  };
  /// In the frame of who waits.
  struct Waiting {
    KeyedTurns& turns;
    std::string key;
    std::shared_ptr<Waiter> waiter;
    bool is_over = false;
    ~Waiting() {
      if (is_over) return;
      waiter->is_gone = true;
      if (waiter->has_turn) turns.pass_on(key);
    }
  };

  void pass_on(const std::string& key);

  Scheduler& scheduler_;
  std::map<std::string, std::deque<std::shared_ptr<Waiter>>>
      queues_;  ///< of keys that somebody has a turn of
};

}  // namespace eni::sandbox::images
