#pragma once
/// Expected endings are values: a Result holds a T or an error. Exceptions mean a defect or exhaustion.
///
/// As much of C++23's std::expected as is used (docs/decisions/0025).
#include <cassert>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace eni {

/// Before what an error is made of: Result<T, E>{unexpect, ...}.
struct Unexpect {
  explicit Unexpect() = default;
};
inline constexpr Unexpect unexpect{};

template <class From, class To, class Other, class Self>
concept ConvertsOnlyTo = !std::is_same_v<std::remove_cvref_t<From>, Self> &&
                         std::is_convertible_v<From, To> && !std::is_convertible_v<From, Other>;

/// A value, or why there is none. What could be either converts to neither. What is taken out of one that ends is a copy of its own, so
/// that `for (const auto& name : *names())` is safe.
template <class T, class E = Error>
class Result {
 public:
  using value_type = T;
  using error_type = E;

  Result() requires std::is_default_constructible_v<T> : has_value_{true} { std::construct_at(&value_); }
  template <class From>
  requires ConvertsOnlyTo<From, T, E, Result> Result(From&& value) : has_value_{true} {
    std::construct_at(&value_, std::forward<From>(value));
  }
  template <class From>
  requires ConvertsOnlyTo<From, E, T, Result> Result(From&& error) : has_value_{false} {
    std::construct_at(&error_, std::forward<From>(error));
  }
  template <class... Arguments>
  explicit Result(std::in_place_t, Arguments&&... arguments) : has_value_{true} {
    std::construct_at(&value_, std::forward<Arguments>(arguments)...);
  }
  template <class... Arguments>
  explicit Result(Unexpect, Arguments&&... arguments) : has_value_{false} {
    std::construct_at(&error_, std::forward<Arguments>(arguments)...);
  }

  Result(const Result& other) requires std::is_copy_constructible_v<T> : has_value_{other.has_value_} {
    take(other);
  }
  Result(Result&& other) noexcept(
      std::is_nothrow_move_constructible_v<T>&& std::is_nothrow_move_constructible_v<E>)
      : has_value_{other.has_value_} {
    take(std::move(other));
  }
  Result& operator=(const Result& other) requires std::is_copy_constructible_v<T> {
    Result copy{other};
    return *this = std::move(copy);
  }
  Result& operator=(Result&& other) noexcept {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_constructible_v<E>,
                  "it would be neither if moving failed halfway");
    if (this == &other) return *this;
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value_) {
      std::destroy_at(&value_);
    } else {
      std::destroy_at(&error_);
    }
  }

  bool has_value() const { return has_value_; }
  bool has_error() const { return !has_value_; }
  explicit operator bool() const { return has_value_; }

  /// The value, which there must be.
  T& operator*() & { return assert(has_value_), value_; }
  const T& operator*() const& { return assert(has_value_), value_; }
  T operator*() && { return assert(has_value_), std::move(value_); }
  T* operator->() { return assert(has_value_), &value_; }
  const T* operator->() const { return assert(has_value_), &value_; }
  /// The same for tests: throws if there is none.
  T& value() & { return check(), value_; }
  const T& value() const& { return check(), value_; }
  T value() && { return check(), std::move(value_); }

  /// The error, which there must be.
  E& error() & { return assert(!has_value_), error_; }
  const E& error() const& { return assert(!has_value_), error_; }
  E error() && { return assert(!has_value_), std::move(error_); }

  bool operator==(const Result& other) const {
    if (has_value_ != other.has_value_) return false;
    return has_value_ ? value_ == other.value_ : error_ == other.error_;
  }

 private:
  template <class Other>
  void take(Other&& other) {
    if (has_value_) {
      std::construct_at(&value_, std::forward<Other>(other).value_);
    } else {
      std::construct_at(&error_, std::forward<Other>(other).error_);
    }
  }
  void check() const {
    if (!has_value_) throw std::logic_error("a Result was asked for its value, and is an error");
  }

  union {
    T value_;
    E error_;
  };
  bool has_value_;
};

/// Done, or why not.
template <class E>
class Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  template <class From>
  requires(!std::is_same_v<std::remove_cvref_t<From>, Result> && std::is_convertible_v<From, E>)
      Result(From&& error)
      : error_{std::forward<From>(error)} {}

  bool has_value() const { return !error_; }
  bool has_error() const { return error_.has_value(); }
  explicit operator bool() const { return !error_; }
  void operator*() const { assert(!error_); }

  /// The error, which there must be.
  E& error() & { return assert(error_), *error_; }
  const E& error() const& { return assert(error_), *error_; }
  E error() && { return assert(error_), *std::move(error_); }

  bool operator==(const Result&) const = default;

 private:
  std::optional<E> error_;
};

}  // namespace eni

#define ENI_CONCAT_(a, b) a##b
#define ENI_CONCAT(a, b) ENI_CONCAT_(a, b)

/// ENI_TRY(auto role, find_role(name)); returns the error from the enclosing function, or declares `role`.
#define ENI_TRY(declaration, ...)                                                                         \
  auto ENI_CONCAT(result_, __LINE__) = (__VA_ARGS__);                                                     \
  if (ENI_CONCAT(result_, __LINE__).has_error()) return std::move(ENI_CONCAT(result_, __LINE__)).error(); \
  declaration = *std::move(ENI_CONCAT(result_, __LINE__))

/// ENI_CHECK(validate(name)); returns the error, and drops the value if there is one.
#define ENI_CHECK(...)                                                                               \
  if (auto ENI_CONCAT(result_, __LINE__) = (__VA_ARGS__); ENI_CONCAT(result_, __LINE__).has_error()) \
  return std::move(ENI_CONCAT(result_, __LINE__)).error()

/// The same two for coroutines: give the awaited result, e.g. ENI_CO_TRY(auto reply, co_await call(...)).
#define ENI_CO_TRY(declaration, ...)                                                                         \
  auto ENI_CONCAT(result_, __LINE__) = __VA_ARGS__;                                                          \
  if (ENI_CONCAT(result_, __LINE__).has_error()) co_return std::move(ENI_CONCAT(result_, __LINE__)).error(); \
  declaration = *std::move(ENI_CONCAT(result_, __LINE__))

#define ENI_CO_CHECK(...)                                         \
  {                                                               \
    auto ENI_CONCAT(result_, __LINE__) = __VA_ARGS__;             \
    if (ENI_CONCAT(result_, __LINE__).has_error())                \
      co_return std::move(ENI_CONCAT(result_, __LINE__)).error(); \
  }                                                               \
  static_assert(true)
