#include "sandbox/load_balancers/sockets/connecting.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace eni::sandbox::load_balancers {
namespace {

/// Small messages are not held back for larger ones.
void send_at_once(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

using Outcome = Channel<std::unique_ptr<Stream>>;

/// Null if it fails.
Task<void> connect_into(SocketContext context, Endpoint endpoint, Outcome outcome) {
  auto beginning =
      endpoint.own.address.empty()
          ? context.sockets.connect(endpoint.vpc, endpoint.address, endpoint.port)
          : context.sockets.connect_as(endpoint.vpc, endpoint.own, endpoint.address, endpoint.port);
  Result<net::Descriptor> socket = co_await std::move(beginning);
  if (socket.has_error()) {
    outcome.push(nullptr);
    co_return;
  }
  send_at_once(socket->get());
  auto stream = std::make_unique<Stream>(context.loop, context.poller, *std::move(socket));
  auto connecting = stream->connected();
  const bool is_connected = co_await connecting;
  if (!is_connected) {
    outcome.push(nullptr);
    co_return;
  }
  outcome.push(std::move(stream));
}

}  // namespace

Task<Connected> connect_within(SocketContext context, Endpoint endpoint, Duration patience) {
  const Outcome outcome{context.time};
  TaskGroup attempt;
  attempt.spawn(connect_into(context, std::move(endpoint), outcome));
  auto waiting = outcome.pop_until(context.time.now() + patience);
  std::optional<std::unique_ptr<Stream>> stream = co_await waiting;
  Connected connected;
  if (!stream) {
    connected.failure = ConnectFailure::kTimedOut;
  } else if (!*stream) {
    connected.failure = ConnectFailure::kRefused;
  } else {
    connected.stream = *std::move(stream);
  }
  co_return connected;
}

}  // namespace eni::sandbox::load_balancers
