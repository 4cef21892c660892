#include "sandbox/world/network_settings.h"

#include <unistd.h>

namespace eni::sandbox::world {

bool has_ipv6() { return access("/proc/sys/net/ipv6", F_OK) == 0; }

std::vector<std::string> host_settings() {
  return {
      "net/ipv4/ip_forward=1",
      "net/ipv4/conf/all/send_redirects=0",
      "net/ipv4/conf/default/send_redirects=0",
      "net/ipv4/conf/default/route_localnet=1",
      "net/ipv6/conf/all/disable_ipv6=0",
      "net/ipv6/conf/all/forwarding=0",
      "net/ipv6/conf/all/accept_redirects=0",
      "net/ipv6/conf/default/accept_redirects=0",
      "net/ipv6/conf/default/accept_ra=0",
      kUnprivilegedPorts,
  };
}

std::vector<std::string> task_settings(bool has_address6) {
  if (!has_address6) return {kNoIpv6, kUnprivilegedPorts};
  return {
      "net/ipv6/conf/all/disable_ipv6=0",
      "net/ipv6/conf/default/accept_ra=0",
      "net/ipv6/conf/default/accept_dad=0",
      kUnprivilegedPorts,
  };
}

std::vector<std::string> router_settings() {
  return {
      "net/ipv4/ip_forward=1",
      "net/ipv4/conf/all/rp_filter=0",
      "net/ipv4/conf/default/rp_filter=1",
      "net/ipv4/conf/all/send_redirects=0",
      "net/ipv4/conf/default/send_redirects=0",
      "net/ipv4/conf/default/proxy_arp=1",
      "net/ipv4/conf/default/proxy_arp_pvlan=1",
      "net/ipv6/conf/all/disable_ipv6=0",
      "net/ipv6/conf/all/forwarding=1",
      "net/ipv6/conf/default/addr_gen_mode=1",
      "net/ipv6/conf/default/accept_dad=0",
  };
}

}  // namespace eni::sandbox::world
