#include "sandbox/world/netlink/bridges.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace eni::sandbox::world::netlink {
namespace {

ifinfomsg interface_with(Index index) {
  ifinfomsg header{};
  header.ifi_index = index;
  return header;
}

ifinfomsg bridge_port(Index index) {
  ifinfomsg header = interface_with(index);
  header.ifi_family = AF_BRIDGE;
  return header;
}

}  // namespace

void add_bridge(Batch& batch, const Link& link) {
  batch.message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, interface_with(link.index),
                "the bridge " + link.name);
  batch.text(IFLA_IFNAME, link.name).bytes(IFLA_ADDRESS, link.mac.data(), link.mac.size());
  batch.nest(IFLA_LINKINFO).text(IFLA_INFO_KIND, "bridge").end();
}

void add_to_bridge(Batch& batch, Index index, Index bridge, const std::string& name) {
  batch.message(RTM_NEWLINK, 0, interface_with(index), "the bridge's port " + name);
  batch.number(IFLA_MASTER, bridge);
  batch.message(RTM_SETLINK, 0, bridge_port(index), "the hairpin mode of " + name);
  batch.nest(IFLA_PROTINFO).number(IFLA_BRPORT_MODE, std::uint8_t{1}).end();
}

}  // namespace eni::sandbox::world::netlink
