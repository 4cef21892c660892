#pragma once
/// A coroutine that returns a T. Single-threaded; starts when awaited; awaited once.
///
/// GCC 12: never co_await inside a conditional expression or a braced initializer list, and give awaited
/// temporaries a name first (docs/decisions/0004-tasks.md).
#include <coroutine>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace eni {

template <class T = void>
class Task;

namespace task_detail {

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr exception;

  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) noexcept {
      return done.promise().continuation;
    }
    void await_resume() noexcept {}
  };

  std::suspend_always initial_suspend() noexcept { return {}; }
  FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() { exception = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(exception);
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

}  // namespace task_detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = task_detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) : frame_{frame} {}
  Task(Task&& other) noexcept : frame_{std::exchange(other.frame_, {})} {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (frame_) frame_.destroy();
  }

  auto operator co_await() && noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> frame;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) noexcept {
        frame.promise().continuation = caller;
        return frame;
      }
      T await_resume() { return frame.promise().take(); }
    };
    return Awaiter{frame_};
  }

 private:
  std::coroutine_handle<promise_type> frame_;
};

template <class T>
Task<T> task_detail::Promise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Task<void> task_detail::Promise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}

/// Tasks that nobody awaits. Its end destroys those that still wait, and with them all that they own.
///
/// An exception that escapes from one of them is a defect, or something that has run out for a moment. It ends that task, and neither
/// the others nor the program. Who makes a group says what it means: base/defect.h logs it; base/awaited_tasks.h hands it to who waits;
/// sandbox/gateway/background_work.h tries again.
class TaskGroup {
 public:
  using OnException = std::function<void(const std::exception_ptr&)>;

  /// @param on_exception  called once what the task owned is gone, while size() counts it yet. It must not end the
  ///                      group; what it throws is lost.
  explicit TaskGroup(OnException on_exception) : on_exception_{std::move(on_exception)} {}
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Runs `task` at once, up to its first wait.
  void spawn(Task<void> task);
  /// Tasks that have not ended.
  std::size_t size() const { return roots_.size(); }

 private:
  struct Root;
  void report(const std::exception_ptr& thrown) noexcept;

  std::list<std::coroutine_handle<>> roots_;
  OnException on_exception_;
};

}  // namespace eni
