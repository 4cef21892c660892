#include "sandbox/task_engine/network/host_sockets.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/task_engine/endpoints/resolver.h"
#include "sandbox/task_engine/network/vpc_name_lookup.h"
#include "vpc/names.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr const char* kMetadataOfHosts = "169.254.169.254";
/// Source: Amazon VPC User Guide, "Understanding Amazon DNS": the resolver's other address.
constexpr const char* kResolverOfHosts = "169.254.169.253";
constexpr std::uint16_t kMetadataPort = 80;
constexpr std::uint16_t kNamesPort = 53;
constexpr int kHostBacklog = 128;

/// As the ECS agent's plugin has it on hosts of AWS; there it is a bridge.
constexpr const char* kServiceLink = "ecs-bridge";
constexpr vpc::Ipv4 kHostLinkAddress = 0xA9FE'AC01;  // 169.254.172.1
constexpr vpc::Ipv4 kServiceLinkAddress = 0xA9FE'AC02;
constexpr int kServiceLinkPrefix = 22;
/// Beside those of world::VpcNetwork.
constexpr world::netlink::Index kServiceLinkIndex = 111;
constexpr world::netlink::Index kServiceEndIndex = 101;

struct HostServices final : endpoints::NameSource {
  HostServices(Environment& environment, net::EventLoop& loop, aws::Region its_region, std::string its_vpc)
      : env{environment},
        region{std::move(its_region)},
        vpc{std::move(its_vpc)},
        resolver{endpoints::Resolver::make(loop, *this, environment.random)} {}

  endpoints::NameLookup find(const std::string& name, endpoints::RecordType type) override {
    return find_vpc_name(env, region, vpc, name, type);
  }

  Environment& env;
  aws::Region region;
  std::string vpc;
  world::Network network;  ///< at the other end of the host's link
  std::unique_ptr<endpoints::Resolver> resolver;
};

/// Not in the host's own network, where a program that listens at a port of all addresses would find it taken.
Result<void> link_services(const world::Network& host, const world::Network& services,
                           const std::vector<std::string>& addresses) {
  namespace netlink = world::netlink;
  netlink::Batch former;  // Of an earlier start, which the kernel takes away some time later.
  netlink::delete_link(former, kServiceLinkIndex, kServiceLink);
  static_cast<void>(host.routes.send(former));
  netlink::Batch ours;
  netlink::add_veth(ours, {kServiceLink, kServiceLinkIndex, {}, 0}, {kServiceLink, kServiceEndIndex, {}, 0},
                    services.descriptor.get());
  netlink::set_up(ours, kServiceLinkIndex, kServiceLink);
  netlink::add_address(ours, kServiceLinkIndex, kHostLinkAddress, kServiceLinkPrefix);
  netlink::Batch theirs;
  netlink::set_up(theirs, netlink::kLoopback, "lo");
  netlink::set_up(theirs, kServiceEndIndex, kServiceLink);
  netlink::add_address(theirs, kServiceEndIndex, kServiceLinkAddress, kServiceLinkPrefix);
  for (const std::string& text : addresses) {
    const vpc::Ipv4 address = *vpc::parse_ipv4(text);
    netlink::add_route(ours, {{address, 32}, kServiceLinkIndex, std::nullopt});
    netlink::add_address(theirs, netlink::kLoopback, address, 32);
  }
  ENI_CHECK(host.routes.send(ours));
  return services.routes.send(theirs);
}

Task<Result<net::Descriptor>> open_socket(world::World& world, int network, std::string address,
                                          std::uint16_t port, int type) {
  const auto parsed = vpc::parse_ipv4(address);
  if (!parsed) co_return Error{"'" + address + "' is no IPv4 address", ""};
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(*parsed);
  world::SocketOptions options{AF_INET, type, 0, {reinterpret_cast<const char*>(&name), sizeof name}, 0};
  if (type == SOCK_STREAM) options.backlog = kHostBacklog;
  auto making = world.make_socket(network, std::move(options));
  co_return co_await std::move(making);
}

Task<Result<void>> serve_names(world::World& world, int network, std::string address,
                               endpoints::Resolver& resolver) {
  auto binding = open_socket(world, network, address, kNamesPort, SOCK_DGRAM);
  ENI_CO_TRY(net::Descriptor datagrams, co_await std::move(binding));
  auto listening = open_socket(world, network, address, kNamesPort, SOCK_STREAM);
  ENI_CO_TRY(net::Descriptor connections, co_await std::move(listening));
  resolver.serve(std::move(datagrams), std::move(connections));
  co_return Result<void>{};
}

}  // namespace

Task<Result<std::unique_ptr<HostNetwork>>> open_host_network(Environment& env, net::EventLoop& loop,
                                                             world::World& world, Vpcs& vpcs,
                                                             HostToOpen host) {
  auto connecting = vpcs.connect_to_host(host.instance);
  ENI_CO_TRY(const ConnectedTask connected, co_await std::move(connecting));
  auto made = std::make_unique<HostNetwork>();
  made->network.reset(fcntl(connected.network->descriptor.get(), F_DUPFD_CLOEXEC, 0));
  if (!made->network) co_return Error{std::string("the host's network: ") + std::strerror(errno), ""};
  const vpc::Cidr4 block = block_of_vpc(env.store, connected.interface.vpc).value_or(vpc::Cidr4{});
  made->name_server = vpc::to_text(block.first + 2);
  made->search_domain = vpc::private_domain(host.region.value);
  const auto services = std::make_shared<HostServices>(env, loop, host.region, connected.interface.vpc);
  auto making = world.make_network({});
  ENI_CO_TRY(services->network, co_await std::move(making));
  const world::Network* own = vpcs.find_network(host.instance);  // It may have been terminated meanwhile.
  if (own == nullptr) co_return Error{"the host has gone", ""};
  ENI_CO_CHECK(
      link_services(*own, services->network, {kMetadataOfHosts, kResolverOfHosts, made->name_server}));
  const int beyond = services->network.descriptor.get();
  auto listening = open_socket(world, beyond, kMetadataOfHosts, kMetadataPort, SOCK_STREAM);
  ENI_CO_TRY(made->metadata, co_await std::move(listening));
  for (const std::string& address : {made->name_server, std::string(kResolverOfHosts)}) {
    auto serving = serve_names(world, beyond, address, *services->resolver);
    ENI_CO_CHECK(co_await std::move(serving));
  }
  if (host.sandbox) {
    // All addresses would be those of the VPC, too.
    if (host.sandbox->address == "0.0.0.0") host.sandbox->address = "127.0.0.1";
    auto reaching =
        open_socket(world, made->network.get(), host.sandbox->address, host.sandbox->port, SOCK_STREAM);
    ENI_CO_TRY(made->sandbox, co_await std::move(reaching));
  }
  made->services = services;
  co_return std::move(made);
}

}  // namespace eni::sandbox::task_engine
