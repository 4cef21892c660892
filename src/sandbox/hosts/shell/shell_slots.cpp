#include "sandbox/hosts/shell/shell_slots.h"

namespace eni::sandbox::hosts {

Task<ShellSlots::Slot> ShellSlots::take() {
  while (free_ == 0) {
    const auto turn = std::make_shared<Channel<int>>(scheduler_);
    waiting_.push_back(turn);
    co_await turn->pop();
  }
  --free_;
  co_return Slot{*this};
}

void ShellSlots::give_back() {
  ++free_;
  while (!waiting_.empty()) {
    const auto next = waiting_.front().lock();
    waiting_.pop_front();
    if (!next) continue;
    next->push(0);
    return;
  }
}

}  // namespace eni::sandbox::hosts
