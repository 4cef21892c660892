#pragma once
/// What rtnetlink is told of interfaces, addresses, routes and neighbours. Interfaces are named by numbers that the caller
/// chooses, so that nothing has to be asked for. Source: rtnetlink(7), ip-link(8).
#include <optional>
#include <string>

#include "sandbox/world/netlink/batch.h"
#include "vpc/address.h"
#include "vpc/mac.h"

namespace eni::sandbox::world::netlink {

using Index = int;  ///< of an interface in its namespace; the loopback's is 1
inline constexpr Index kLoopback = 1;

struct Link {
  std::string name;  ///< at most 15 bytes
  Index index = 0;
  vpc::Mac mac{};         ///< zeros: the kernel's choice
  std::uint32_t mtu = 0;  ///< 0: the kernel's choice
};

/// Two ends of a wire.
/// @param peer_namespace  where the second lies; the first lies in the socket's
void add_veth(Batch& batch, const Link& link, const Link& peer, int peer_namespace);
/// An interface of the frames that carry this tag on `lower`. It lies in `target`, `lower` in the socket's namespace.
void add_vlan(Batch& batch, const Link& link, Index lower, std::uint16_t vlan_id, int target);
/// An interface of the frames that carry its MAC on `lower`; all that it sends goes out there (VEPA), to neighbours, too.
void add_macvlan(Batch& batch, const Link& link, Index lower, int target);
void delete_link(Batch& batch, Index index, const std::string& name);
void set_up(Batch& batch, Index index, const std::string& name);
/// More of a TCP stream over IPv4 than the 64 KiB that are the kernel's choice goes out by it at once (BIG TCP): routers, filters and
/// programs on its way have their work a segment. Each interface on the way has to take such, or divides them. Kernels before 6.3 pass it
/// over.
void take_large_segments(Batch& batch, Index index, const std::string& name);
/// It must be down.
void rename(Batch& batch, Index index, const std::string& name);
/// One of IPv6 can be used at once (no duplicate address detection), and brings no route to others of its prefix: those of a subnet are
/// reached by its router alone.
void add_address(Batch& batch, Index index, const vpc::Address& address, int prefix);
void delete_address(Batch& batch, Index index, const vpc::Address& address, int prefix);

struct Route {
  vpc::Cidr destination;                ///< 0.0.0.0/0, ::/0: the default
  Index index = 0;                      ///< out of this interface
  std::optional<vpc::Address> gateway;  ///< none: those behind it are neighbours
};

void add_route(Batch& batch, const Route& route);
void delete_route(Batch& batch, const Route& route);
/// Who has this address is known for good, and never asked for.
void add_neighbour(Batch& batch, Index index, const vpc::Address& address, const vpc::Mac& mac);
/// Who asks an interface for an address that it answers in another's place is answered at once, not after up to 0.8 s.
void answer_at_once(Batch& batch, Index index);
void delete_neighbour(Batch& batch, Index index, const vpc::Address& address);

/// Frames that come in and go out by an interface pass programs (BPF, direct action) from here on.
/// @param ingress_program  or kNoProgram; likewise the other
inline constexpr int kNoProgram = -1;
void add_programs(Batch& batch, Index index, int ingress_program, int egress_program);
/// In the place of the one that add_programs() gave it for what goes out.
void replace_egress_program(Batch& batch, Index index, int program);

/// Whether packets of IPv4 are taken only by the interface that leads back to their source (rp_filter), if the namespace's "all" leaves it
/// open. IPv6 has no such setting.
void check_sources(Batch& batch, Index index, const std::string& name, bool is_on);

}  // namespace eni::sandbox::world::netlink
