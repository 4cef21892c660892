#pragma once
/// What nf_tables is told of a host that publishes ports of containers behind it, and sends what they send under its own address, as
/// Docker tells it by iptables. All belongs to one table of IPv4, "docker". Values only.
/// Source: nft(8), linux/netfilter/nf_tables.h; moby, libnetwork/drivers/bridge, for what the rules are.
#include <cstdint>

#include "sandbox/world/netlink/batch.h"
#include "sandbox/world/netlink/links.h"
#include "vpc/ipv4.h"

namespace eni::sandbox::world::netlink {

/// Who translates.
struct Translator {
  vpc::Ipv4 address = 0;    ///< of the host's own interface
  vpc::Ipv4 gateway = 0;    ///< the host's address in `block`
  vpc::Cidr4 block;         ///< of the containers behind it
  Index own_interface = 0;  ///< of the host's own programs alone: nothing is forwarded there
};

/// A port of a host that is one of a container's.
struct PublishedPort {
  std::uint8_t protocol = 0;  ///< IPPROTO_TCP or IPPROTO_UDP
  std::uint16_t host_port = 0;
  vpc::Ipv4 address = 0;  ///< the container's
  std::uint16_t container_port = 0;
};

/// Changes of the table, all of them or none.
class TranslationChanges {
 public:
  TranslationChanges();
  /// The table: at first no port is published. What comes to a published port of one of the host's addresses goes to the
  /// container; what containers send to somebody outside of the block has the host's address as its source.
  TranslationChanges& translate(const Translator& translator);
  TranslationChanges& publish(const PublishedPort& port);
  TranslationChanges& withdraw(const PublishedPort& port);
  /// To be sent whole.
  Batch finish();

 private:
  Batch& message(std::uint8_t type, std::uint16_t flags, std::string subject);
  void add_map();
  void add_chain(const char* chain, const char* type, std::uint32_t hook, std::int32_t priority);
  void put_port(std::uint8_t type, std::uint16_t flags, const PublishedPort& port);

  Batch batch_;
};

}  // namespace eni::sandbox::world::netlink
