#include "base/task.h"

namespace eni {

/// The frame that awaits a spawned task and takes itself off the group's list at the end.
struct TaskGroup::Root {
  struct promise_type {
    Root get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }  // the frame destroys itself
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> frame;

  static Root run(TaskGroup& group, std::list<std::coroutine_handle<>>::iterator self, Task<void> task) {
    try {
      co_await std::move(task);
    } catch (...) {
      group.on_exception_(std::current_exception());
    }
    group.roots_.erase(self);
  }
};

TaskGroup::TaskGroup(std::function<void(std::exception_ptr)> on_exception)
    : on_exception_{std::move(on_exception)} {}

TaskGroup::~TaskGroup() {
  while (!roots_.empty()) {
    const auto frame = roots_.back();
    roots_.pop_back();
    frame.destroy();
  }
}

void TaskGroup::spawn(Task<void> task) {
  const auto self = roots_.insert(roots_.end(), std::noop_coroutine());
  const Root root = Root::run(*this, self, std::move(task));
  *self = root.frame;
  root.frame.resume();
}

}  // namespace eni
