#include "sandbox/load_balancers/sockets/relay.h"

#include <array>

#include "base/awaited_tasks.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr std::size_t kPieceBytes = 32 * 1024;
/// After so many pieces others get their turn: a fast sender would keep the thread to itself.
constexpr int kMaxPiecesATurn = 16;

/// @param first  what goes before all that comes
Task<bool> relay(net::EventLoop& loop, Stream& from, Stream& to, IdleTimers::Timer& timer,
                 std::string first) {
  {
    auto writing = to.write(first);
    const bool is_written = co_await writing;
    if (!is_written) co_return false;
  }
  std::array<char, kPieceBytes> room;
  for (int pieces = 1;; ++pieces) {
    auto reading = from.read(room.data(), room.size());
    const Stream::Received received = co_await reading;
    if (received.failed) co_return false;
    timer.touch();
    if (received.bytes == 0) break;
    auto writing = to.write({room.data(), received.bytes});
    const bool is_written = co_await writing;
    if (!is_written) co_return false;
    timer.touch();
    if (pieces % kMaxPiecesATurn == 0) co_await yield(loop);
  }
  to.shut_down_write();
  co_return true;
}

Task<void> relay_or_abort(net::EventLoop& loop, Stream& from, Stream& to, IdleTimers::Timer& timer,
                          std::string first) {
  auto relaying = relay(loop, from, to, timer, std::move(first));
  const bool has_ended = co_await std::move(relaying);
  if (!has_ended) {
    from.abort();
    to.abort();
  }
}

}  // namespace

Task<void> relay_both(net::EventLoop& loop, Stream& a, Stream& b, IdleTimers::Timer& timer, std::string to_a,
                      std::string to_b) {
  AwaitedTasks<> directions{loop};
  directions.spawn(relay_or_abort(loop, a, b, timer, std::move(to_b)));
  directions.spawn(relay_or_abort(loop, b, a, timer, std::move(to_a)));
  for (int count = 0; count < 2; ++count) {
    auto ending = directions.next();
    co_await std::move(ending);
  }
}

}  // namespace eni::sandbox::load_balancers
