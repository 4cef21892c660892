#pragma once
/// Tasks whose ends one coroutine waits for.
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/scheduler.h"
#include "base/task.h"

namespace eni {

namespace awaited_detail {

template <class T>
struct Ending {
  std::exception_ptr thrown;
  std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
};

template <class T>
Task<void> run(Task<T> task, Channel<Ending<T>> endings) {
  Ending<T> ending;
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      ending.value.emplace();
    } else {
      T value = co_await std::move(task);
      ending.value.emplace(std::move(value));
    }
  } catch (...) {
    ending.thrown = std::current_exception();
  }
  endings.push(std::move(ending));
}

template <class T>
Task<T> next(Channel<Ending<T>> endings) {
  auto waiting = endings.pop();
  Ending<T> ending = co_await waiting;
  if (ending.thrown) std::rethrow_exception(ending.thrown);
  if constexpr (!std::is_void_v<T>) co_return *std::move(ending.value);
}

}  // namespace awaited_detail

/// They run side by side. What one gives, or throws, comes out of the wait for it. Its end destroys those that still run.
template <class T = void>
class AwaitedTasks {
  using Ending = awaited_detail::Ending<T>;
  using Value = typename decltype(Ending::value)::value_type;

 public:
  explicit AwaitedTasks(Scheduler& scheduler) : endings_{scheduler} {}

  /// Runs `task` at once, up to its first wait.
  void spawn(Task<T> task) { tasks_.spawn(awaited_detail::run(std::move(task), endings_)); }

  /// What the next one gives that ends, in the order of their ends, each once; nothing but a wait if none is left.
  Task<T> next() { return awaited_detail::next(endings_); }

  /// The same; nothing if none ends by then.
  Task<std::optional<Value>> next_until(TimePoint deadline) {
    auto waiting = endings_.pop_until(deadline);
    std::optional<Ending> ending = co_await waiting;
    if (!ending) co_return std::nullopt;
    if (ending->thrown) std::rethrow_exception(ending->thrown);
    co_return std::move(ending->value);
  }

 private:
  Channel<Ending> endings_;
  TaskGroup tasks_{[endings = endings_](const std::exception_ptr& thrown) {
    endings.push({thrown, {}});  // There was no memory to hand over what it gave.
  }};
};

/// What `task` gives if it ends by `deadline`; else nothing, and it is destroyed. What it throws is thrown.
template <class T>
Task<std::optional<T>> end_by(Scheduler& scheduler, TimePoint deadline, Task<T> task) {
  AwaitedTasks<T> tasks{scheduler};
  tasks.spawn(std::move(task));
  auto waiting = tasks.next_until(deadline);
  std::optional<T> value = co_await std::move(waiting);
  co_return value;
}

/// Waits for what `task` gives or throws. It runs in `group`, to its end, whatever becomes of who waits.
template <class T>
Task<T> run_in(TaskGroup& group, Scheduler& scheduler, Task<T> task) {
  const Channel<awaited_detail::Ending<T>> endings{scheduler};
  group.spawn(awaited_detail::run(std::move(task), endings));
  auto waiting = awaited_detail::next(endings);
  co_return co_await std::move(waiting);
}

}  // namespace eni
