#pragma once
/// A packet socket, which a sandbox has made in one of its networks, and what comes by it.
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/descriptor.h"
#include "packets/pcap.h"

namespace eni::command {

struct CapturedFrame {
  packets::FrameTime time{};
  std::string bytes;            ///< with its VLAN tag, wherever the kernel had it
  std::size_t whole_bytes = 0;  ///< its size on the wire
};

class PacketSocket {
 public:
  /// Asks the kernel for times.
  explicit PacketSocket(net::Descriptor socket);

  int descriptor() const { return socket_.get(); }
  /// @return  nothing if none is there now
  /// @error   the interface is gone
  Result<std::optional<CapturedFrame>> next();
  /// How many have come while nobody had room.
  std::uint64_t dropped() const;

 private:
  net::Descriptor socket_;
  std::string buffer_;
};

}  // namespace eni::command
