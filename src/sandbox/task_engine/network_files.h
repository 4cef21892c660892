#pragma once
/// /etc/hosts, /etc/hostname and /etc/resolv.conf of a container, as Docker makes them: those of whose network it shares.
#include <string>
#include <vector>

#include "base/result.h"
#include "sandbox/task_engine/containers/container_spec.h"
#include "sandbox/world/world.h"
#include "vpc/ipv4.h"

namespace eni::sandbox::task_engine {

struct NetworkNames {
  std::string host_name;             ///< "ip-10-0-1-20.ec2.internal"
  std::optional<vpc::Ipv4> address;  ///< its; nothing in a network without one
  std::vector<std::string> dns_servers;
  std::vector<std::string> search_domains;
  std::vector<HostEntry> extra_hosts;
};

std::string hosts_file(const NetworkNames& names);
std::string resolver_file(const NetworkNames& names);

/// Writes them into a new folder, which is the world's root user's.
/// @error  "cannot write PATH: …"
Result<void> write_network_files(world::World& world, const std::string& folder, const NetworkNames& names);
/// Shows them in a container, but where it has volumes there.
/// @param folder  as the world sees it
void show_network_files(world::Container& container, const std::string& folder);

}  // namespace eni::sandbox::task_engine
