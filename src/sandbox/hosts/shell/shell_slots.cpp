#include "sandbox/hosts/shell/shell_slots.h"

namespace eni::sandbox::hosts {

Task<ShellSlots::Slot> ShellSlots::take() {
  if (free_ == 0) {
    const auto turn = std::make_shared<Channel<Slot>>(scheduler_);
    waiting_.push_back(turn);
    co_return co_await turn->pop();
  }
  --free_;
  co_return Slot{*this};
}

void ShellSlots::give_back() {
  while (!waiting_.empty()) {
    const auto next = waiting_.front().lock();
    waiting_.pop_front();
    if (!next) continue;
    next->push(Slot{*this});
    return;
  }
  ++free_;
}

}  // namespace eni::sandbox::hosts
