#pragma once
/// Sets of host ports as small numbers, so that hosts with the same ports in use are told to be the same at once.
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "placement/host.h"

namespace eni::placement {

using PortSetId = std::uint32_t;

/// Of a host, with those that it keeps for itself; whether TCP or UDP. Dynamic ports do not count.
/// Source: Amazon ECS API Reference, PortMapping, "up to 100 reserved ports at a time".
inline constexpr std::size_t kMaxPortsInUse = 100;

/// Ports that are taken twice (tasks placed by hand) are in their set twice.
class PortSets {
 public:
  static constexpr PortSetId kEmpty = 0;

  PortSets();
  /// `set` and `ports`.
  PortSetId with(PortSetId set, std::span<const HostPort> ports);
  /// `set` less `ports`; those that are not in it do not matter.
  PortSetId without(PortSetId set, std::span<const HostPort> ports);
  bool any_in(PortSetId set, std::span<const HostPort> ports) const;
  /// Whether a host with `set` in use takes a task with `ports`: none of them is in use, and there are no more than
  /// kMaxPortsInUse afterwards.
  bool takes(PortSetId set, std::span<const HostPort> ports) const;
  const std::vector<HostPort>& ports(PortSetId set) const { return sets_[set].entry->first; }
  /// A set lives as long as somebody holds it; one that nobody holds may be gone after the next call.
  void hold(PortSetId set) { ++sets_[set].holders; }
  void let_go(PortSetId set);

 private:
  using Ids = std::map<std::vector<HostPort>, PortSetId>;
  struct Set {
    Ids::iterator entry;
    std::size_t holders = 0;
  };

  PortSetId id(std::vector<HostPort> ports);

  Ids ids_;
  std::vector<Set> sets_;
  std::vector<PortSetId> unused_;
};

}  // namespace eni::placement
