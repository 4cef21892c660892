#include "sandbox/world/allowed_sources.h"

#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/route_tables.h"

namespace eni::sandbox::world {
namespace {

using netlink::FilterChanges;
using netlink::FilterRule;

constexpr const char* kArriving = "arriving";
constexpr const char* kSources = "sources";
constexpr const char* kUnchecked = "unchecked interfaces";
/// That fragments are put together, which is done at -400, and by which one with another's source would get into a datagram of that one's.
constexpr std::int32_t kBeforeDefragmentation = -450;

}  // namespace

Result<void> start_source_checks(const Network& router) {
  const auto accept = [](FilterRule rule) { return rule.verdict(netlink::accept_packet()); };
  FilterChanges changes;
  changes.add_table().add_early_chain(kArriving, netlink::Hook::kArrival, kBeforeDefragmentation);
  changes.add_interface_set(kUnchecked)
      .add_source_set(kSources)
      .add_interface(kUnchecked, netlink::kLoopback);
  for (const vpc::Family family : {vpc::Family::kIpv4, vpc::Family::kIpv6})
    changes.add_rule(kArriving, accept(FilterRule{}.comes_from_one_of(family, kSources)));
  changes.add_rule(kArriving, accept(FilterRule{}.comes_in_by_one_of(kUnchecked)));
  changes.add_rule(kArriving, accept(FilterRule{}.comes_in_by(kInternetInterface)));
  changes.add_rule(kArriving, FilterRule{}.verdict(netlink::drop_packet()));
  return router.filters.send(changes.finish());
}

Result<void> allow_sources(const Network& router, netlink::Index interface,
                           const std::vector<vpc::Address>& sources) {
  FilterChanges changes;
  for (const vpc::Address& source : sources) changes.add_source(kSources, interface, source);
  return router.filters.send(changes.finish());
}

/// Numbers of wires are never given again: what the kernel still had of one would be in nobody's way.
/// One by one, as the kernel takes back all changes if one of them is to something that is not there.
void disallow_sources(const Network& router, netlink::Index interface,
                      const std::vector<vpc::Address>& sources) {
  for (const vpc::Address& source : sources) {
    FilterChanges changes;
    changes.delete_source(kSources, interface, source);
    (void)router.filters.send(changes.finish());
  }
}

Result<void> check_sources_of(const Network& router, netlink::Index interface, bool is_on) {
  FilterChanges changes;
  if (is_on)
    changes.delete_interface(kUnchecked, interface);
  else
    changes.add_interface(kUnchecked, interface);
  return router.filters.send(changes.finish());
}

}  // namespace eni::sandbox::world
