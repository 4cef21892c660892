#include "sandbox/load_balancers/sockets/idle_timers.h"

#include <utility>
#include <vector>

namespace eni::sandbox::load_balancers {

IdleTimers::Timer::Timer(IdleTimers& timers, std::function<void()> on_idle)
    : timers_{timers}, place_{timers.state_->entries.insert(timers.state_->entries.end(), entry_)} {
  entry_->on_idle = std::move(on_idle);
  timers_.arm();
}

IdleTimers::Timer::~Timer() {
  stop();
  timers_.state_->entries.erase(place_);
}

void IdleTimers::Timer::start(std::chrono::seconds limit) {
  touch();
  // What was touched within a tick was so for a part of it.
  entry_->limit = static_cast<std::uint64_t>(limit.count()) + 1;
}

IdleTimers::~IdleTimers() {
  if (state_->timer) state_->scheduler.cancel(*state_->timer);
}

void IdleTimers::arm() {
  if (state_->timer || state_->entries.empty()) return;
  state_->timer =
      state_->scheduler.call_at(state_->scheduler.now() + std::chrono::seconds{1}, [this] { tick(); });
}

void IdleTimers::tick() {
  state_->timer.reset();
  ++state_->ticks;
  arm();
  std::vector<std::shared_ptr<Entry>> idle;
  for (const auto& entry : state_->entries)
    if (entry->limit > 0 && state_->ticks - entry->touched >= entry->limit) idle.push_back(entry);
  for (const auto& entry : idle)  // One may stop another.
    if (std::exchange(entry->limit, 0) > 0) entry->on_idle();
}

}  // namespace eni::sandbox::load_balancers
