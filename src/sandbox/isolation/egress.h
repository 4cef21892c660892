#pragma once
/// The way out of a jail: connections that the sandbox makes on behalf of programs which have no network of their own.
///
/// The kernel announces each connect() (seccomp user notification), and the sandbox makes it. In the jail's own network it uses the
/// program's socket. A TCP connection to any other is made in the machine's network and put in place of the program's socket; so
/// programs see what they would see without a jail. Refused are the addresses at which the machine may have a metadata service
/// with credentials of its own (egress_route.h). Datagrams leave through relays to name servers alone (datagram_relay.h).
///
/// A socket that was put in must reach nothing but what it was connected to. So it is neither connected again nor listened on;
/// the filter (init/seccomp_filter.h) refuses TCP fast open, the other way to connect; and no call goes on in the kernel after it
/// was looked at, for by then the descriptor may be another socket's.
#include <memory>
#include <vector>

#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation {

class EgressBroker {
 public:
  virtual ~EgressBroker() = default;
};

/// @param announcements  the seccomp listener
/// @param on_machine     servers that are reached in the machine's network whatever their addresses
std::unique_ptr<EgressBroker> broker_connections(net::EventLoop& loop, net::Descriptor announcements,
                                                 std::vector<Listener> on_machine);

}  // namespace eni::sandbox::isolation
