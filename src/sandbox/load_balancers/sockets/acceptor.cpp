#include "sandbox/load_balancers/sockets/acceptor.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace eni::sandbox::load_balancers {
namespace {

/// After so many others get their turn.
constexpr int kMaxAtOnce = 64;
/// When there are no descriptors left: some will be free again.
constexpr Duration kPause = std::chrono::milliseconds{100};
constexpr int kBacklog = 1024;

Peer peer_of(const sockaddr_storage& name) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(v4.sin_port)};
  }
  if (name.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    return {text.data(), ntohs(v6.sin6_port)};
  }
  return {};
}

}  // namespace

Acceptor::Acceptor(net::EventLoop& loop, net::SocketPoller& poller, net::Descriptor listener, Accept accept)
    : loop_{loop}, poller_{poller}, listener_{std::move(listener)}, accept_{std::move(accept)} {
  poller_.add(listener_.get(), *this);
}

Acceptor::~Acceptor() {
  poller_.remove(listener_.get(), *this);
  if (next_) loop_.cancel(*next_);
}

std::uint16_t Acceptor::port() const {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
  return peer_of(name).port;
}

void Acceptor::ready(net::SocketPoller::Readiness readiness) {
  if (readiness.readable && !next_) accept_some();
}

void Acceptor::accept_some() {
  Duration pause{0};
  for (int count = 0; count < kMaxAtOnce; ++count) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    net::Descriptor socket{
        ::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&name), &size, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      pause = kPause;
      break;
    }
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    accept_(std::move(socket), peer_of(name));
  }
  next_ = loop_.call_at(loop_.now() + pause, [this] {
    next_.reset();
    accept_some();
  });
}

net::Descriptor listen_locally() {
  net::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!socket || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 ||
      ::listen(socket.get(), kBacklog) != 0)
    return net::Descriptor{};
  return socket;
}

}  // namespace eni::sandbox::load_balancers
