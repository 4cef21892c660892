#pragma once
/// The way out of a jail: connections that the sandbox makes on behalf of programs which have no network of their own.
///
/// The kernel announces each connect() (seccomp user notification). Those to the jail's own loopback go on there. Any other
/// is made by the sandbox, in the machine's network, and put in place of the program's socket; so programs see what they
/// would see without a jail. Refused are the link-local addresses: there the machine may have a metadata service with
/// credentials of its own. What is sent without connect() goes nowhere.
#include <memory>
#include <vector>

#include "net/event_loop.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation {

class EgressBroker {
 public:
  virtual ~EgressBroker() = default;
};

/// @param announcements  the seccomp listener; becomes the broker's own
/// @param on_machine     addresses of the loopback that mean the machine's
std::unique_ptr<EgressBroker> broker_connections(net::EventLoop& loop, int announcements,
                                                 std::vector<Listener> on_machine);

}  // namespace eni::sandbox::isolation
