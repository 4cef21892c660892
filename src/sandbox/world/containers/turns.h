#pragma once
/// A few at a time; the others wait in the order in which they came.
#include <cstddef>
#include <list>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::world {

/// Outlives its turns.
class Turns {
 public:
  Turns(Scheduler& scheduler, std::size_t at_a_time) : scheduler_{scheduler}, free_{at_a_time} {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  /// Somebody's turn, for as long as it lives.
  class Turn {
   public:
    Turn() = default;
    explicit Turn(Turns& turns) : turns_{&turns} {}
    Turn(Turn&& other) noexcept : turns_{std::exchange(other.turns_, nullptr)} {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->end();
    }

   private:
    Turns* turns_ = nullptr;
  };

  /// Waits for a turn, but not for ever: who has waited so long goes on without one.
  Task<Turn> take(Duration patience);

 private:
  struct Waiting {
    explicit Waiting(Scheduler& scheduler) : called{scheduler} {}
    Channel<bool> called;
    bool has_turn = false;
  };
  class Place;

  void end();

  Scheduler& scheduler_;
  std::size_t free_;
  std::list<Waiting> waiting_;
};

}  // namespace eni::sandbox::world
