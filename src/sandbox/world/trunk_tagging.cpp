#include "sandbox/world/trunk_tagging.h"

#include "sandbox/world/netlink/links.h"
#include "sandbox/world/trunk/tag_programs.h"

namespace eni::sandbox::world {
namespace {

using netlink::Batch;

/// Low numbers may be taken: a kernel with tunnels gives each namespace its fallback interfaces.
constexpr netlink::Index kTrunk = 102;
constexpr netlink::Index kBranch = 103;
constexpr const char* kTrunkName = "eth1";
constexpr const char* kBranchName = "eth1.1";
constexpr vpc::Mac kBranchMac{0x02, 0, 0, 0, 0, 1};

/// Both ends of a wire between two new networks.
struct Pair {
  Network first;
  Network second;
};

Task<Result<Pair>> make_pair_of_networks(World& world) {
  auto making_first = world.make_network({});
  ENI_CO_TRY(Network first, co_await std::move(making_first));
  auto making_second = world.make_network({});
  ENI_CO_TRY(Network second, co_await std::move(making_second));
  Batch batch;
  netlink::add_veth(batch, {kTrunkName, kTrunk, {}, 0}, {kTrunkName, kTrunk, {}, 0}, second.descriptor.get());
  ENI_CO_CHECK(first.routes.send(batch));
  co_return Pair{std::move(first), std::move(second)};
}

}  // namespace

const char* to_text(Tagging tagging) {
  switch (tagging) {
    case Tagging::kVlan:
      return "802.1Q";
    case Tagging::kPrograms:
      return "BPF programs";
    case Tagging::kNone:
      break;
  }
  return "none";
}

Task<Result<Tagging>> find_tagging(World& world) {
  auto making = make_pair_of_networks(world);
  ENI_CO_TRY(const Pair pair, co_await std::move(making));
  Batch batch;
  netlink::add_vlan(batch, {kBranchName, kBranch, kBranchMac, 0}, kTrunk, 1, pair.second.descriptor.get());
  if (pair.first.routes.send(batch).has_value()) co_return Tagging::kVlan;
  Batch without;
  netlink::add_macvlan(without, {kBranchName, kBranch, kBranchMac, 0}, kTrunk, pair.second.descriptor.get());
  ENI_CO_CHECK(pair.first.routes.send(without));
  const auto programs = TagPrograms::load();
  if (!programs) co_return Tagging::kNone;
  Batch attached;
  netlink::add_programs(attached, kTrunk, programs->host_incoming(), programs->host_outgoing());
  co_return pair.first.routes.send(attached).has_value() ? Tagging::kPrograms : Tagging::kNone;
}

}  // namespace eni::sandbox::world
