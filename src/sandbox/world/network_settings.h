#pragma once
/// Settings of the networks of a VPC, for World::make_network().
#include <string>
#include <vector>

namespace eni::sandbox::world {

/// As root of a host's user data has no rights over its network, and users of a container have no capability, so, as in Docker's networks,
/// all may listen at the ports below 1024.
inline constexpr const char* kUnprivilegedPorts = "net/ipv4/ip_unprivileged_port_start=0";

/// Of those without an address of IPv6: there is none of it at all, ::1 included, as Docker and the ECS agent leave them.
inline constexpr const char* kNoIpv6 = "net/ipv6/conf/all/disable_ipv6=1";

/// Whether the machine's kernel has IPv6.
bool has_ipv6();

/// Hosts forward for containers behind them (HostBridge), as Docker tells them to, and tell nobody of shorter ways. Their programs reach
/// published ports at 127.0.0.1, too. By IPv6 they forward nothing and believe nobody, whatever the machine's own defaults are.
std::vector<std::string> host_settings();

/// Nobody there tells of routers and prefixes, so nobody is believed, whatever the machine's own defaults are.
/// @param has_address6  whether its interface has an address of IPv6
std::vector<std::string> task_settings(bool has_address6);

/// Forwards between any two interfaces, also back out of the one it came in by, answers ARP for all that it leads to, and takes packets of
/// IPv4 only by the interface that leads back to their source: the source check of network interfaces, which each of them may have
/// switched off; of IPv6, and of fragments, see allowed_sources.h. Its interfaces have no link-local addresses, so it redirects nobody.
std::vector<std::string> router_settings();

}  // namespace eni::sandbox::world
