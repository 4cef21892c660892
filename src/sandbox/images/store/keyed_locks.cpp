#include "sandbox/images/store/keyed_locks.h"

namespace eni::sandbox::images {

Task<KeyedLocks::Lock> KeyedLocks::acquire(std::string key) {
  const auto [queue, is_first] = queues_.try_emplace(key);
  if (!is_first) {
    auto waiter = std::make_shared<Waiter>(scheduler_);
    queue->second.push_back(waiter);
    Waiting waiting{*this, key, waiter};
    (void)co_await waiter->lock.pop();
    waiting.is_over = true;
  }
  co_return Lock{*this, std::move(key)};
}

void KeyedLocks::pass_on(const std::string& key) {
  const auto found = queues_.find(key);
  if (found == queues_.end()) return;
  auto& queue = found->second;
  while (!queue.empty()) {
    const std::shared_ptr<Waiter> next = queue.front();
    queue.pop_front();
    if (next->is_gone) continue;
    next->has_lock = true;
    next->lock.push(true);
    return;
  }
  queues_.erase(found);
}

}  // namespace eni::sandbox::images
