#pragma once
/// What Docker makes of a host: the bridge docker0, containers' networks at its ports, and ports of the host that are published. What
/// containers send leaves under the host's address; what comes to a published port goes to its container.
/// Sources: docs.docker.com, "Bridge network driver", "Port publishing and mapping"; moby, libnetwork, portallocator; Amazon ECS API
/// Reference, PortMapping.
#include <map>
#include <memory>
#include <set>
#include <string>

#include "sandbox/world/netlink/address_translation.h"
#include "sandbox/world/world.h"
#include "vpc/ipv4.h"

namespace eni::sandbox::world {

/// Of which dynamic ports are: the kernel's ephemeral ones. Source: Linux, net.ipv4.ip_local_port_range.
inline constexpr std::uint16_t kFirstDynamicPort = 32'768;
inline constexpr std::uint16_t kLastDynamicPort = 60'999;

/// Of the interface by which a host's own programs reach what answers them at link-local addresses, where there is one. Containers at the
/// bridge have ways of their own; by the host's they would be taken for its programs, and take its connections from those.
inline constexpr netlink::Index kHostEndpointsIndex = 111;

/// Of a container's, one behind the other, and the host's that they are to be.
struct PortsToPublish {
  std::uint8_t protocol = 0;  ///< IPPROTO_TCP or IPPROTO_UDP
  std::uint16_t first = 0;
  std::uint16_t count = 1;
  std::uint16_t host_first = 0;  ///< 0: any that are free
};

/// A container's own network, with eth0 at the bridge.
struct BridgedNetwork {
  Network network;
  vpc::Ipv4 address = 0;
};

/// Outlives what it has been asked to do.
class HostBridge {
 public:
  /// @param host     its network, which forwards packets; outlives this
  /// @param address  of the host's eth0
  /// @param block    of the bridge, which has its first address
  static Task<Result<std::unique_ptr<HostBridge>>> make(World& world, const Network& host, vpc::Ipv4 address,
                                                        vpc::Cidr4 block);

  /// A network with the lowest address that is free.
  /// @error  none is; what the kernel refused
  Task<Result<BridgedNetwork>> connect();
  /// The address and its ports are free again; the network is nobody's neighbour any more.
  void disconnect(vpc::Ipv4 address);

  /// No program of the host gets these ports any more: they are bound, as by Docker's proxy.
  /// @return  the first of the host's ports
  /// @error   in Docker's words: "Bind for 0.0.0.0:80 failed: port is already allocated"
  Task<Result<std::uint16_t>> publish(vpc::Ipv4 address, PortsToPublish ports);

  const vpc::Cidr4& block() const { return translator_.block; }

 private:
  using Port = std::pair<std::uint8_t, std::uint16_t>;  ///< protocol and port
  struct Publication {
    netlink::PublishedPort port;
    net::Descriptor socket;  ///< holds the port
  };

  HostBridge(World& world, const Network& host, netlink::Translator translator)
      : world_{world}, host_{host}, translator_{translator} {}
  Result<void> open();
  Result<vpc::Ipv4> take_address();
  Result<void> plug_in(const BridgedNetwork& member);
  Task<Result<void>> reserve(netlink::PublishedPort port);
  Task<Result<void>> reserve_all(vpc::Ipv4 address, PortsToPublish ports);
  std::optional<std::uint16_t> next_dynamic(const PortsToPublish& ports);
  Result<void> announce(const PortsToPublish& ports);
  void release(const PortsToPublish& ports);

  World& world_;
  const Network& host_;
  netlink::Translator translator_;
  netlink::Index last_index_ = 1000;  ///< others of the host have lower ones
  std::map<vpc::Ipv4, netlink::Index> members_;
  std::map<Port, Publication> published_;
  std::map<std::uint8_t, std::uint16_t> last_dynamic_;  ///< by protocol
};

/// Where Docker puts the bridge: the first of its blocks that the host's network does not overlap.
/// @param taken  of the host's VPC
/// Source: moby, daemon/libnetwork/ipamutils: 172.17.0.0/16 to 172.31.0.0/16.
vpc::Cidr4 bridge_block_beside(const vpc::Cidr4& taken);

}  // namespace eni::sandbox::world
