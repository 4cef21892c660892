#pragma once
/// How many hosts run scripts on the machine's own shell at a time; the others wait in the order in which they came.
#include <deque>
#include <memory>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni::sandbox::hosts {

class ShellSlots {
 public:
  ShellSlots(Scheduler& scheduler, std::size_t count) : scheduler_{scheduler}, free_{count} {}

  /// Given back by its end.
  class Slot {
   public:
    explicit Slot(ShellSlots& slots) : slots_{&slots} {}
    Slot(Slot&& other) noexcept : slots_{std::exchange(other.slots_, nullptr)} {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_) slots_->give_back();
    }

   private:
    ShellSlots* slots_;
  };

  Task<Slot> take();

 private:
  friend class Slot;
  void give_back();

  Scheduler& scheduler_;
  std::size_t free_;
  /// Whoever waits is handed a slot, which comes back by itself if they are ended before they take it. Who has been ended has expired.
  std::deque<std::weak_ptr<Channel<Slot>>> waiting_;
};

}  // namespace eni::sandbox::hosts
