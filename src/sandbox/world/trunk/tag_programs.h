#pragma once
/// Tags for kernels without 802.1Q (`CONFIG_VLAN_8021Q`): four small programs (BPF, direct action) at both ends of a trunk
/// push each frame's tag by its MAC, and pop it where the tag's interface has that MAC. Taps on the trunk see frames as they are on
/// the wire: with tags. The kernel loads programs for root alone.
#include <memory>

#include "base/result.h"
#include "net/descriptor.h"
#include "vpc/mac.h"

namespace eni::sandbox::world {

using VlanId = std::uint16_t;  ///< 1 to 4094

/// Of one trunk. The kernel keeps programs for as long as an interface passes frames to them.
class TagPrograms {
 public:
  /// @error  what the kernel refused; an ordinary user may not load programs
  static Result<TagPrograms> load();

  /// The host's end: what goes out with a branch's MAC gets its tag; what comes in with a tag must be for that branch's MAC, or for all.
  int host_incoming() const { return host_incoming_.get(); }
  int host_outgoing() const { return host_outgoing_.get(); }
  /// The network's end: what comes in with a tag must come from its branch's MAC; what goes out must be for a branch.
  int network_incoming() const { return network_incoming_.get(); }
  int network_outgoing() const { return network_outgoing_.get(); }

  Result<void> add(VlanId vlan_id, const vpc::Mac& mac);
  void remove(VlanId vlan_id, const vpc::Mac& mac);

 private:
  net::Descriptor vlan_of_mac_;
  net::Descriptor mac_of_vlan_;
  net::Descriptor host_incoming_;
  net::Descriptor host_outgoing_;
  net::Descriptor network_incoming_;
  net::Descriptor network_outgoing_;
};

}  // namespace eni::sandbox::world
