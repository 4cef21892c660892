#pragma once
/// Expected endings are values: a Result holds a T or an error. Exceptions mean a defect or exhaustion.
#include <boost/system/result.hpp>
#include <utility>

#include "base/error.h"

namespace eni {

/// A value, or why there is none. An alias, so that std::expected can take its place.
template <class T, class E = Error>
using Result = boost::system::result<T, E>;

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
