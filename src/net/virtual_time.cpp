#include "net/virtual_time.h"

namespace eni::net {

void VirtualTime::post(std::function<void()> work) {
  scheduler_.post(std::move(work));
  wake();
}

Scheduler::TimerId VirtualTime::call_at(TimePoint when, std::function<void()> work) {
  if (when <= now()) wake();
  return scheduler_.call_at(when, std::move(work));
}

void VirtualTime::wake() {
  if (is_woken_) return;
  is_woken_ = true;
  loop_.post([this] {
    is_woken_ = false;
    scheduler_.run_ready();
  });
}

}  // namespace eni::net
