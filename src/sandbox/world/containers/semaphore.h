#pragma once
/// A few at a time; the others wait in the order in which they came.
#include <cstddef>
#include <list>
#include <utility>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::world {

/// Outlives its permits.
class Semaphore {
 public:
  Semaphore(Scheduler& scheduler, std::size_t at_a_time) : scheduler_{scheduler}, free_{at_a_time} {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Released at its end.
  class Permit {
   public:
    Permit() = default;
    explicit Permit(Semaphore& semaphore) : semaphore_{&semaphore} {}
    Permit(Permit&& other) noexcept : semaphore_{std::exchange(other.semaphore_, nullptr)} {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (semaphore_ != nullptr) semaphore_->release();
    }

   private:
    Semaphore* semaphore_ = nullptr;
  };

  /// Waits for a permit, but not for ever: who has waited so long goes on without one.
  Task<Permit> acquire(Duration patience);

 private:
  struct Waiting {
    explicit Waiting(Scheduler& scheduler) : called{scheduler} {}
    Channel<bool> called;
    bool is_called = false;
  };
  class Place;

  void release();

  Scheduler& scheduler_;
  std::size_t free_;
  std::list<Waiting> waiting_;
};

}  // namespace eni::sandbox::world
