#include "sandbox/world/containers/turns.h"

namespace eni::sandbox::world {

/// In the queue. Whoever leaves it without having taken the turn that was given meanwhile hands that on.
class Turns::Place {
 public:
  explicit Place(Turns& turns)
      : turns_{turns}, at_{turns.waiting_.emplace(turns.waiting_.end(), turns.scheduler_)} {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const bool has_turn = at_->has_turn;
    turns_.waiting_.erase(at_);
    if (has_turn) turns_.end();
  }

  Waiting& waiting() { return *at_; }

 private:
  Turns& turns_;
  std::list<Waiting>::iterator at_;
};

Task<Turns::Turn> Turns::take(Duration patience) {
  if (free_ > 0) {
    --free_;
    co_return Turn{*this};
  }
  Place place{*this};
  const auto called = co_await place.waiting().called.pop_until(scheduler_.now() + patience);
  if (!called) co_return Turn{};
  place.waiting().has_turn = false;  // It is the turn's own from here on.
  co_return Turn{*this};
}

void Turns::end() {
  for (Waiting& one : waiting_) {
    if (one.has_turn) continue;
    one.has_turn = true;
    one.called.push(true);
    return;
  }
  ++free_;
}

}  // namespace eni::sandbox::world
