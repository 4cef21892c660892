#pragma once
/// The machine's own servers of names, which the sandbox asks for names that are not a VPC's. Source: resolv.conf(5).
#include <cstdint>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace eni::sandbox::task_engine::endpoints {

struct NameServer {
  sockaddr_storage address{};
  socklen_t size = 0;
};

/// The `nameserver` lines, three at most. Lines that cannot be read do not count.
std::vector<NameServer> parse_resolv_conf(std::string_view text, std::uint16_t port = 53);

/// Those of /etc/resolv.conf as it is now; 127.0.0.1 if it has none.
std::vector<NameServer> machine_name_servers();

}  // namespace eni::sandbox::task_engine::endpoints
