#pragma once
/// A listening socket, whose connections go to somebody.
#include <functional>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "net/socket_poller.h"

namespace eni::sandbox::load_balancers {

/// Who connects: an address and a port; "" and 0 if the system does not say.
struct Peer {
  std::string address;
  std::uint16_t port = 0;
};

class Acceptor final : public net::SocketPoller::Target {
 public:
  using Accept = std::function<void(net::Descriptor socket, Peer peer)>;

  /// @param listener  does not block
  Acceptor(net::EventLoop& loop, net::SocketPoller& poller, net::Descriptor listener, Accept accept);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// Where it listens.
  std::uint16_t port() const;

  void ready(net::SocketPoller::Readiness readiness) override;

 private:
  void accept_some();

  net::EventLoop& loop_;
  net::SocketPoller& poller_;
  net::Descriptor listener_;
  Accept accept_;
  std::optional<Scheduler::TimerId> next_;
};

/// A listener on 127.0.0.1 at a port that the system chooses. @return  none if the system refuses it
net::Descriptor listen_locally();

}  // namespace eni::sandbox::load_balancers
