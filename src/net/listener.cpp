#include "net/listener.h"

#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace eni::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Error listen_error(const ServerOptions& options, const error_code& error) {
  Error result{
      "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " + error.message(),
      ""};
  if (error == asio::error::address_in_use) {
    result.hint = "another program uses the port; stop it, or choose another with --listen " +
                  options.address + ":PORT";
  } else if (error == asio::error::access_denied) {
    result.hint = "choose a port above 1023 with --listen " + options.address + ":PORT";
  }
  return result;
}

/// A port that is in use is tried again for a moment: a process that was killed while it started another one leaves
/// its listener open in that child until the child is gone too.
constexpr std::chrono::milliseconds kPortPatience{500};
constexpr std::chrono::milliseconds kPortPause{10};

error_code bind_and_listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

int socket_option(int socket, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

/// @error  the descriptor is no listening stream socket; it is closed
Result<void> take_over(tcp::acceptor& acceptor, int listener) {
  const bool listens =
      socket_option(listener, SO_TYPE) == SOCK_STREAM && socket_option(listener, SO_ACCEPTCONN) == 1;
  error_code error = listens ? error_code{} : error_code{asio::error::invalid_argument};
  // Of what family it really is does not matter to a stream.
  if (!error) acceptor.assign(tcp::v4(), listener, error);
  if (!error) return {};
  ::close(listener);
  return Error{"cannot take over a listening socket: " + error.message(), ""};
}

}  // namespace

Result<tcp::acceptor> open_listener(EventLoop& loop, const ServerOptions& options) {
  tcp::acceptor acceptor{loop.context()};
  if (options.listener >= 0) {
    ENI_CHECK(take_over(acceptor, options.listener));
    return acceptor;
  }
  error_code error;
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
  if (error)
    return Error{"cannot listen on " + options.address + ": not an IP address",
                 "give one, e.g. --listen 127.0.0.1:4566"};
  const tcp::endpoint endpoint{address, options.port};
  const auto patience = std::chrono::steady_clock::now() + kPortPatience;
  error = bind_and_listen(acceptor, endpoint);
  while (error == asio::error::address_in_use && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(kPortPause);
    error = bind_and_listen(acceptor, endpoint);
  }
  if (error) return listen_error(options, error);
  return acceptor;
}

std::uint16_t port_of(tcp::acceptor& acceptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (!acceptor.is_open() ||
      getsockname(acceptor.native_handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return 0;
  // An asio endpoint of TCP has no room for a Unix socket's name.
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

}  // namespace eni::net
