#include "base/task.h"

namespace eni {

/// The frame that awaits a spawned task and takes itself off the group's list at the end.
struct TaskGroup::Root {
  struct promise_type {
    Root get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }  // the frame destroys itself
    void return_void() {}
    void unhandled_exception() { std::terminate(); }  // run() lets none out
  };
  std::coroutine_handle<promise_type> frame;

  static Root run(TaskGroup& group, std::list<std::coroutine_handle<>>::iterator self, Task<void> task) {
    std::exception_ptr thrown;
    try {
      // What belongs to it goes with it, before anybody is told.
      Task<void> running = std::move(task);
      co_await std::move(running);
    } catch (...) {
      thrown = std::current_exception();
    }
    if (thrown) group.report(thrown);
    group.roots_.erase(self);
  }
};

TaskGroup::~TaskGroup() {
  while (!roots_.empty()) {
    const auto frame = roots_.back();
    roots_.pop_back();
    frame.destroy();
  }
}

void TaskGroup::report(const std::exception_ptr& thrown) noexcept {
  try {
    on_exception_(thrown);
  } catch (...) {
    // There is no memory to say so. Others may have some.
  }
}

void TaskGroup::spawn(Task<void> task) {
  const auto self = roots_.insert(roots_.end(), std::noop_coroutine());
  try {
    *self = Root::run(*this, self, std::move(task)).frame;
  } catch (...) {
    roots_.erase(self);  // There is no memory for the frame.
    throw;
  }
  const std::coroutine_handle<> frame = *self;
  frame.resume();
}

}  // namespace eni
