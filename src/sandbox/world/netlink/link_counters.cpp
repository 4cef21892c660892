#include "sandbox/world/netlink/link_counters.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace eni::sandbox::world::netlink {
namespace {

constexpr std::size_t kMaxLinkReply = 32 * 1024;

std::string question(const std::string& name) {
  std::string out(NLMSG_SPACE(sizeof(ifinfomsg)) + RTA_SPACE(name.size() + 1), '\0');
  nlmsghdr head{};
  head.nlmsg_len = static_cast<std::uint32_t>(out.size());
  head.nlmsg_type = RTM_GETLINK;
  head.nlmsg_flags = NLM_F_REQUEST;  // Number 0, which no batch of the socket has.
  ifinfomsg link{};
  rtattr attribute{};
  attribute.rta_type = IFLA_IFNAME;
  attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(name.size() + 1));
  std::memcpy(out.data(), &head, sizeof head);
  std::memcpy(out.data() + NLMSG_HDRLEN, &link, sizeof link);
  char* at = out.data() + NLMSG_SPACE(sizeof link);
  std::memcpy(at, &attribute, sizeof attribute);
  std::memcpy(at + RTA_LENGTH(0), name.data(), name.size());
  return out;
}

std::optional<LinkCounters> counters_in(const nlmsghdr& head) {
  if (head.nlmsg_len < NLMSG_LENGTH(sizeof(ifinfomsg))) return std::nullopt;
  const char* at = reinterpret_cast<const char*>(&head) + NLMSG_SPACE(sizeof(ifinfomsg));
  const char* end = reinterpret_cast<const char*>(&head) + head.nlmsg_len;
  while (at + sizeof(rtattr) <= end) {
    rtattr attribute{};
    std::memcpy(&attribute, at, sizeof attribute);
    if (attribute.rta_len < sizeof attribute || at + attribute.rta_len > end) break;
    rtnl_link_stats64 stats{};
    // Newer kernels have more of them behind.
    constexpr std::size_t kNeeded = offsetof(rtnl_link_stats64, tx_dropped) + sizeof stats.tx_dropped;
    if (attribute.rta_type == IFLA_STATS64 && attribute.rta_len >= RTA_LENGTH(kNeeded)) {
      std::memcpy(&stats, at + RTA_LENGTH(0), kNeeded);
      return LinkCounters{{stats.rx_bytes, stats.rx_packets, stats.rx_errors, stats.rx_dropped},
                          {stats.tx_bytes, stats.tx_packets, stats.tx_errors, stats.tx_dropped}};
    }
    at += RTA_ALIGN(attribute.rta_len);
  }
  return std::nullopt;
}

}  // namespace

std::optional<LinkCounters> read_link_counters(const Socket& routes, const std::string& name) {
  if (name.size() >= IFNAMSIZ) return std::nullopt;
  const std::string asked = question(name);
  if (::send(routes.descriptor(), asked.data(), asked.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
  alignas(nlmsghdr) std::array<char, kMaxLinkReply> reply;
  for (;;) {
    sockaddr_nl sender{};
    socklen_t sender_size = sizeof sender;
    const ssize_t size = recvfrom(routes.descriptor(), reply.data(), reply.size(), MSG_DONTWAIT,
                                  reinterpret_cast<sockaddr*>(&sender), &sender_size);
    if (size >= 0 && sender.nl_pid != 0) continue;  // Not the kernel: a program of that network.
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    const auto& head = *reinterpret_cast<const nlmsghdr*>(reply.data());
    if (!NLMSG_OK(&head, static_cast<unsigned>(size)) || head.nlmsg_seq != 0) continue;
    return head.nlmsg_type == RTM_NEWLINK ? counters_in(head) : std::nullopt;
  }
}

}  // namespace eni::sandbox::world::netlink
