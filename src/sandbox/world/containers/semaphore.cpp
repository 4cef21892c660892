#include "sandbox/world/containers/semaphore.h"

namespace eni::sandbox::world {

/// In the queue. Whoever leaves it without having taken the permit that was given meanwhile hands that on.
class Semaphore::Place {
 public:
  explicit Place(Semaphore& semaphore)
      : semaphore_{semaphore},
        at_{semaphore.waiting_.emplace(semaphore.waiting_.end(), semaphore.scheduler_)} {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const bool is_called = at_->is_called;
    semaphore_.waiting_.erase(at_);
    if (is_called) semaphore_.release();
  }

  Waiting& waiting() { return *at_; }

 private:
  Semaphore& semaphore_;
  std::list<Waiting>::iterator at_;
};

Task<Semaphore::Permit> Semaphore::acquire(Duration patience) {
  if (free_ > 0) {
    --free_;
    co_return Permit{*this};
  }
  Place place{*this};
  const auto called = co_await place.waiting().called.pop_until(scheduler_.now() + patience);
  if (!called) co_return Permit{};
  place.waiting().is_called = false;  // The permit releases it from here on.
  co_return Permit{*this};
}

void Semaphore::release() {
  for (Waiting& one : waiting_) {
    if (one.is_called) continue;
    one.is_called = true;
    one.called.push(true);
    return;
  }
  ++free_;
}

}  // namespace eni::sandbox::world
