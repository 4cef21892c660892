#include "sandbox/load_balancers/sockets/connecting.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/awaited_tasks.h"

namespace eni::sandbox::load_balancers {
namespace {

/// Small messages are not held back for larger ones.
void send_at_once(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Null if it fails.
Task<std::unique_ptr<Stream>> connect(SocketContext context, Endpoint endpoint) {
  auto beginning =
      endpoint.own.address.empty()
          ? context.sockets.connect(endpoint.vpc, endpoint.address, endpoint.port)
          : context.sockets.connect_as(endpoint.vpc, endpoint.own, endpoint.address, endpoint.port);
  Result<net::Descriptor> socket = co_await std::move(beginning);
  if (socket.has_error()) co_return nullptr;
  send_at_once(socket->get());
  auto stream = std::make_unique<Stream>(context.loop, context.poller, *std::move(socket));
  auto connecting = stream->connected();
  const bool is_connected = co_await connecting;
  if (!is_connected) co_return nullptr;
  co_return stream;
}

}  // namespace

Task<Connected> connect_within(SocketContext context, Endpoint endpoint, Duration patience) {
  auto connecting =
      end_by(context.time, context.time.now() + patience, connect(context, std::move(endpoint)));
  std::optional<std::unique_ptr<Stream>> stream = co_await std::move(connecting);
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
