#include "sandbox/task_engine/network/host_sockets.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>

#include "sandbox/task_engine/network/world_sockets.h"
#include "vpc/names.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr int kHostBacklog = 128;

/// All addresses would be those of the VPC, too.
std::string loopback_of(const std::string& address) { return address == "0.0.0.0" ? "127.0.0.1" : address; }

}  // namespace

Task<Result<std::unique_ptr<HostNetwork>>> open_host_network(Store& store, world::World& world, Vpcs& vpcs,
                                                             HostLinks& links, HostToOpen host) {
  auto linking = links.find(host.instance, host.region);
  ENI_CO_TRY(const std::shared_ptr<HostEndpoints> endpoints, co_await std::move(linking));
  auto connecting = vpcs.connect_to_host(host.instance);
  ENI_CO_TRY(const ConnectedTask connected, co_await std::move(connecting));
  auto made = std::make_unique<HostNetwork>();
  made->boot = host.boot;
  made->network.reset(fcntl(connected.network->descriptor.get(), F_DUPFD_CLOEXEC, 0));
  if (!made->network) co_return Error{std::string("the host's network: ") + std::strerror(errno), ""};
  const vpc::Cidr4 block = block_of_vpc(store, connected.interface.vpc).value_or(vpc::Cidr4{});
  made->name_server = vpc::to_text(block.first + 2);
  made->search_domain = vpc::private_domain(host.region.value);
  made->services = endpoints;
  if (host.sandbox) {
    const auto address = vpc::parse_ipv4(loopback_of(host.sandbox->address));
    if (!address) co_return Error{"'" + host.sandbox->address + "' is no IPv4 address", ""};
    auto listening =
        open_socket(world, {made->network.get(), *address, host.sandbox->port}, SOCK_STREAM, kHostBacklog);
    ENI_CO_TRY(made->sandbox, co_await std::move(listening));
  }
  co_return std::move(made);
}

}  // namespace eni::sandbox::task_engine
