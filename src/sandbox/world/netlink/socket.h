#pragma once
/// A netlink socket: of the network namespace in which it was made, whoever sends on it.
#include "base/result.h"
#include "net/descriptor.h"
#include "sandbox/world/netlink/batch.h"

namespace eni::sandbox::world::netlink {

class Socket {
 public:
  Socket() = default;
  /// Asks the kernel to explain what it refuses.
  explicit Socket(net::Descriptor descriptor);

  /// Sends all, and reads what the kernel says to what it refuses and to the last; it carries out a batch before send() returns, and
  /// goes on after a message that it refuses.
  /// @error  the first that it refused: "the interface eth1: File exists", with its explanation where it has one
  Result<void> send(const Batch& batch) const;
  int descriptor() const { return descriptor_.get(); }

 private:
  net::Descriptor descriptor_;
  mutable std::uint32_t last_number_ = 0;
};

}  // namespace eni::sandbox::world::netlink
