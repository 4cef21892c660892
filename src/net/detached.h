#pragma once
/// For the files of net/ only: the end of a coroutine that nobody waits for.
#include <exception>

namespace eni::net {

/// What it throws comes out of the loop's run(), as an exception of a handler does: asio::detached would lose it.
struct OutOfTheLoop {
  void operator()(const std::exception_ptr& thrown) const {
    if (thrown) std::rethrow_exception(thrown);
  }
};

}  // namespace eni::net
