#include "sandbox/world/netlink/links.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

namespace eni::sandbox::world::netlink {
namespace {

constexpr std::uint16_t kNew{NLM_F_CREATE | NLM_F_EXCL};
constexpr std::uint16_t kNewOrOther{NLM_F_CREATE | NLM_F_REPLACE};

ifinfomsg of(Index index) {
  ifinfomsg header{};
  header.ifi_family = AF_UNSPEC;
  header.ifi_index = index;
  return header;
}

/// IFLA_GSO_IPV4_MAX_SIZE, which older headers lack. Source: Linux, include/uapi/linux/if_link.h.
constexpr std::uint16_t kGsoIpv4MaxSize = 63;
/// As Cilium has it.
constexpr std::uint32_t kLargeSegment = 192 * 1024;

void describe(Batch& batch, const Link& link) {
  batch.text(IFLA_IFNAME, link.name);
  if (link.mac != vpc::Mac{}) batch.bytes(IFLA_ADDRESS, link.mac.data(), link.mac.size());
  if (link.mtu > 0) batch.number(IFLA_MTU, link.mtu);
}

/// On another one, in a namespace of its own.
void add_on(Batch& batch, const Link& link, Index lower, int target, const char* kind) {
  batch.message(RTM_NEWLINK, kNew, of(link.index), "the interface " + link.name);
  describe(batch, link);
  batch.number(IFLA_LINK, lower).number(IFLA_NET_NS_FD, target);
  batch.nest(IFLA_LINKINFO).text(IFLA_INFO_KIND, kind).nest(IFLA_INFO_DATA);
}

unsigned char family_of(const vpc::Address& address) {
  return address.family() == vpc::Family::kIpv4 ? AF_INET : AF_INET6;
}

Batch& put_address(Batch& batch, std::uint16_t type, const vpc::Address& address) {
  const std::string_view bytes = address.bytes();
  return batch.bytes(type, bytes.data(), bytes.size());
}

rtmsg header_of(const Route& route) {
  rtmsg header{};
  header.rtm_family = family_of(route.destination.first);
  header.rtm_dst_len = static_cast<unsigned char>(route.destination.prefix);
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_protocol = RTPROT_STATIC;
  header.rtm_scope = route.gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
  header.rtm_type = RTN_UNICAST;
  return header;
}

void put_route(Batch& batch, std::uint16_t type, std::uint16_t flags, const Route& route) {
  batch.message(type, flags, header_of(route), "the route to " + route.destination.text());
  if (route.destination.prefix > 0) put_address(batch, RTA_DST, route.destination.first);
  if (route.gateway) put_address(batch, RTA_GATEWAY, *route.gateway);
  batch.number(RTA_OIF, route.index);
}

ndmsg neighbour_of(Index index, const vpc::Address& address) {
  ndmsg header{};
  header.ndm_family = family_of(address);
  header.ndm_ifindex = index;
  header.ndm_state = NUD_PERMANENT;
  return header;
}

tcmsg hook_of(Index index, std::uint32_t parent) {
  tcmsg header{};
  header.tcm_family = AF_UNSPEC;
  header.tcm_ifindex = index;
  header.tcm_parent = parent;
  return header;
}

void add_program(Batch& batch, Index index, std::uint32_t direction, int program, const char* name,
                 std::uint16_t flags = kNew) {
  tcmsg header = hook_of(index, TC_H_MAKE(TC_H_CLSACT, direction));
  header.tcm_handle = 1;
  header.tcm_info = TC_H_MAKE(1U << 16, htons(ETH_P_ALL));
  batch.message(RTM_NEWTFILTER, flags, header, std::string("the program for ") + name + " frames");
  batch.text(TCA_KIND, "bpf").nest(TCA_OPTIONS);
  batch.number(TCA_BPF_FD, program).text(TCA_BPF_NAME, name);
  batch.number(TCA_BPF_FLAGS, std::uint32_t{TCA_BPF_FLAG_ACT_DIRECT}).end();
}

}  // namespace

void add_veth(Batch& batch, const Link& link, const Link& peer, int peer_namespace) {
  batch.message(RTM_NEWLINK, kNew, of(link.index), "the interface " + link.name);
  describe(batch, link);
  batch.nest(IFLA_LINKINFO).text(IFLA_INFO_KIND, "veth").nest(IFLA_INFO_DATA);
  batch.nest(VETH_INFO_PEER).header(of(peer.index));
  describe(batch, peer);
  batch.number(IFLA_NET_NS_FD, peer_namespace).end().end().end();
}

void add_vlan(Batch& batch, const Link& link, Index lower, std::uint16_t vlan_id, int target) {
  add_on(batch, link, lower, target, "vlan");
  batch.number(IFLA_VLAN_ID, vlan_id).end().end();
}

void add_macvlan(Batch& batch, const Link& link, Index lower, int target) {
  add_on(batch, link, lower, target, "macvlan");
  batch.number(IFLA_MACVLAN_MODE, std::uint32_t{MACVLAN_MODE_VEPA}).end().end();
}

void delete_link(Batch& batch, Index index, const std::string& name) {
  batch.message(RTM_DELLINK, 0, of(index), "the interface " + name);
}

void set_up(Batch& batch, Index index, const std::string& name) {
  ifinfomsg header = of(index);
  header.ifi_flags = IFF_UP;
  header.ifi_change = IFF_UP;
  batch.message(RTM_NEWLINK, 0, header, "the interface " + name);
}

void take_large_segments(Batch& batch, Index index, const std::string& name) {
  batch.message(RTM_NEWLINK, 0, of(index), "the interface " + name).number(kGsoIpv4MaxSize, kLargeSegment);
}

void rename(Batch& batch, Index index, const std::string& name) {
  batch.message(RTM_NEWLINK, 0, of(index), "the interface " + name).text(IFLA_IFNAME, name);
}

namespace {

void put_interface_address(Batch& batch, std::uint16_t type, std::uint16_t flags, Index index,
                           const vpc::Address& address, int prefix) {
  ifaddrmsg header{};
  header.ifa_family = family_of(address);
  header.ifa_prefixlen = static_cast<unsigned char>(prefix);
  header.ifa_index = static_cast<unsigned>(index);
  batch.message(type, flags, header, "the address " + address.text());
  put_address(batch, IFA_LOCAL, address);
  put_address(batch, IFA_ADDRESS, address);
  if (address.family() == vpc::Family::kIpv6)
    batch.number(IFA_FLAGS, std::uint32_t{IFA_F_NODAD | IFA_F_NOPREFIXROUTE});
}

}  // namespace

void add_address(Batch& batch, Index index, const vpc::Address& address, int prefix) {
  put_interface_address(batch, RTM_NEWADDR, kNew, index, address, prefix);
}

void delete_address(Batch& batch, Index index, const vpc::Address& address, int prefix) {
  put_interface_address(batch, RTM_DELADDR, 0, index, address, prefix);
}

void add_route(Batch& batch, const Route& route) { put_route(batch, RTM_NEWROUTE, kNewOrOther, route); }

void delete_route(Batch& batch, const Route& route) { put_route(batch, RTM_DELROUTE, 0, route); }

void add_neighbour(Batch& batch, Index index, const vpc::Address& address, const vpc::Mac& mac) {
  batch.message(RTM_NEWNEIGH, kNewOrOther, neighbour_of(index, address), "the neighbour " + address.text());
  put_address(batch, NDA_DST, address).bytes(NDA_LLADDR, mac.data(), mac.size());
}

void answer_at_once(Batch& batch, Index index) {
  ndtmsg header{};
  header.ndtm_family = AF_INET;
  batch.message(RTM_SETNEIGHTBL, 0, header, "the delay of ARP").text(NDTA_NAME, "arp_cache").nest(NDTA_PARMS);
  batch.number(NDTPA_IFINDEX, index).number(NDTPA_PROXY_DELAY, std::uint64_t{0}).end();
}

void delete_neighbour(Batch& batch, Index index, const vpc::Address& address) {
  batch.message(RTM_DELNEIGH, 0, neighbour_of(index, address), "the neighbour " + address.text());
  put_address(batch, NDA_DST, address);
}

void add_programs(Batch& batch, Index index, int ingress_program, int egress_program) {
  tcmsg header = hook_of(index, TC_H_CLSACT);
  header.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
  batch.message(RTM_NEWQDISC, kNew, header, "the hooks for programs").text(TCA_KIND, "clsact");
  if (ingress_program != kNoProgram) add_program(batch, index, TC_H_MIN_INGRESS, ingress_program, "incoming");
  if (egress_program != kNoProgram) add_program(batch, index, TC_H_MIN_EGRESS, egress_program, "outgoing");
}

void replace_egress_program(Batch& batch, Index index, int program) {
  add_program(batch, index, TC_H_MIN_EGRESS, program, "outgoing", NLM_F_CREATE);
}

void check_sources(Batch& batch, Index index, const std::string& name, bool is_on) {
  batch.message(RTM_NEWLINK, 0, of(index), "the source check of " + name);
  batch.nest(IFLA_AF_SPEC).nest(AF_INET).nest(IFLA_INET_CONF);
  batch.number(IPV4_DEVCONF_RP_FILTER, std::uint32_t{is_on ? 1U : 0U}).end().end().end();
}

}  // namespace eni::sandbox::world::netlink
