#include "sandbox/task_engine/host_boots.h"

#include <utility>

namespace eni::sandbox::task_engine {

void HostBoots::Boot::wake() {
  for (const Channel<bool>& one : std::exchange(waiting, {})) one.push(true);
}

std::shared_ptr<void> HostBoots::begin(const std::string& instance) {
  std::erase_if(boots_, [](const auto& one) { return one.second.expired(); });
  if (const auto found = boots_.find(instance); found != boots_.end()) return found->second.lock();
  auto boot = std::make_shared<Boot>();
  boots_[instance] = boot;
  return boot;
}

bool HostBoots::is_booting(const std::string& instance) const {
  const auto found = boots_.find(instance);
  return found != boots_.end() && !found->second.expired();
}

Task<void> HostBoots::await_change(std::string instance) {
  const auto found = boots_.find(instance);
  if (found == boots_.end()) co_return;
  const Channel<bool> changed{scheduler_};
  if (const auto boot = found->second.lock()) {
    boot->waiting.push_back(changed);
  } else {
    co_return;
  }
  (void)co_await changed.pop();
}

void HostBoots::wake() {
  for (const auto& [instance, weak] : boots_)
    if (const auto boot = weak.lock()) boot->wake();
}

}  // namespace eni::sandbox::task_engine
