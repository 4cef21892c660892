#pragma once
/// Passes datagrams between programs in a jail and one server in the machine's network. No socket of the machine's network gets
/// into the jail: what is sent on a datagram socket may name any address, and nobody could look at it.
#include <memory>
#include <sys/socket.h>

#include "net/descriptor.h"
#include "net/event_loop.h"

namespace eni::sandbox::isolation {

class DatagramRelay {
 public:
  /// @param inside  a datagram socket of the jail's network, bound to the server's address as programs know it
  static std::unique_ptr<DatagramRelay> make(net::EventLoop& loop, net::Descriptor inside,
                                             const sockaddr_storage& server);
  virtual ~DatagramRelay() = default;
};

}  // namespace eni::sandbox::isolation
