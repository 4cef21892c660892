#include "placement/port_sets.h"

#include <algorithm>

namespace eni::placement {

PortSets::PortSets() {
  hold(id({}));  // The empty set is for ever.
}

PortSetId PortSets::id(std::vector<HostPort> ports) {
  const auto [entry, is_new] = ids_.try_emplace(std::move(ports), 0);
  if (!is_new) return entry->second;
  if (unused_.empty()) {
    entry->second = static_cast<PortSetId>(sets_.size());
    sets_.push_back({entry, 0});
  } else {
    entry->second = unused_.back();
    unused_.pop_back();
    sets_[entry->second] = {entry, 0};
  }
  return entry->second;
}

PortSetId PortSets::with(PortSetId set, std::span<const HostPort> ports) {
  if (ports.empty()) return set;
  auto all = this->ports(set);
  for (const HostPort& port : ports) all.insert(std::ranges::upper_bound(all, port), port);
  return id(std::move(all));
}

PortSetId PortSets::without(PortSetId set, std::span<const HostPort> ports) {
  if (ports.empty()) return set;
  auto all = this->ports(set);
  for (const HostPort& port : ports) {
    const auto found = std::ranges::lower_bound(all, port);
    if (found != all.end() && *found == port) all.erase(found);
  }
  return id(std::move(all));
}

bool PortSets::any_in(PortSetId set, std::span<const HostPort> ports) const {
  if (ports.empty() || set == kEmpty) return false;
  const auto& taken = this->ports(set);
  return std::ranges::any_of(ports, [&](const HostPort& p) { return std::ranges::binary_search(taken, p); });
}

bool PortSets::takes(PortSetId set, std::span<const HostPort> ports) const {
  if (ports.empty()) return true;
  return this->ports(set).size() + ports.size() <= kMaxPortsInUse && !any_in(set, ports);
}

void PortSets::let_go(PortSetId set) {
  if (--sets_[set].holders > 0) return;
  ids_.erase(sets_[set].entry);
  unused_.push_back(set);
}

}  // namespace eni::placement
