#include "sandbox/world/host_bridge.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sandbox/world/netlink/bridges.h"
#include "sandbox/world/network_settings.h"

namespace eni::sandbox::world {
namespace {

using netlink::Batch;
using netlink::Index;
using netlink::TranslationChanges;

constexpr const char* kBridgeName = "docker0";
constexpr Index kBridge = 120;
/// In a container's network.
constexpr const char* kMemberName = "eth0";
constexpr Index kMember = 101;
/// The kernel's answers to more would not fit into the socket.
constexpr std::size_t kMaxPortsOfABatch = 64;

std::string end_name(Index index) { return "veth" + std::to_string(index); }

/// As Docker makes them of addresses.
vpc::Mac mac_of(vpc::Ipv4 address) {
  const auto byte = [address](int shift) { return static_cast<std::uint8_t>(address >> shift); };
  return {0x02, 0x42, byte(24), byte(16), byte(8), byte(0)};
}

std::string any_address(std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  return {reinterpret_cast<const char*>(&name), sizeof name};
}

/// Docker's, of a port that it has given to another container.
Error is_allocated(std::uint16_t port) {
  return {"Bind for 0.0.0.0:" + std::to_string(port) + " failed: port is already allocated", ""};
}

/// Docker's, of a port that a program of the host has.
Error is_in_use(const netlink::PublishedPort& port) {
  const std::string network = port.protocol == IPPROTO_UDP ? "udp4" : "tcp4";
  return {"Error starting userland proxy: listen " + network + " 0.0.0.0:" + std::to_string(port.host_port) +
              ": bind: address already in use",
          ""};
}

}  // namespace

vpc::Cidr4 bridge_block_beside(const vpc::Cidr4& taken) {
  constexpr vpc::Ipv4 kFirst = 0xAC11'0000;  // 172.17.0.0
  constexpr vpc::Ipv4 kLast = 0xAC1F'0000;
  constexpr int kPrefix = 16;
  for (vpc::Ipv4 first = kFirst; first <= kLast; first += 0x1'0000)
    if (const vpc::Cidr4 block{first, kPrefix}; !block.overlaps(taken)) return block;
  return {0xC0A8'0000, 20};  // Docker's next: 192.168.0.0/20.
}

Task<Result<std::unique_ptr<HostBridge>>> HostBridge::make(World& world, const Network& host,
                                                           vpc::Ipv4 address, vpc::Cidr4 block) {
  std::unique_ptr<HostBridge> made{
      new HostBridge{world, host, {address, block.first + 1, block, kHostEndpointsIndex}}};
  ENI_CO_CHECK(made->open());
  co_return std::move(made);
}

Result<void> HostBridge::open() {
  Batch batch;
  netlink::add_bridge(batch, {kBridgeName, kBridge, mac_of(translator_.gateway), 0});
  netlink::add_address(batch, kBridge, translator_.gateway, translator_.block.prefix);
  netlink::set_up(batch, kBridge, kBridgeName);
  ENI_CHECK(host_.routes.send(batch));
  TranslationChanges changes;
  changes.translate(translator_);
  return host_.filters.send(changes.finish());
}

Result<vpc::Ipv4> HostBridge::take_address() {
  for (vpc::Ipv4 address = translator_.gateway + 1; address < translator_.block.last(); ++address)
    if (members_.try_emplace(address, 0).second) return address;
  return Error{"no available IPv4 addresses on this network's address pools: bridge", ""};
}

Task<Result<BridgedNetwork>> HostBridge::connect() {
  ENI_CO_TRY(const vpc::Ipv4 address, take_address());
  auto making = world_.make_network(task_settings(false));
  auto made = co_await std::move(making);
  if (made.has_error()) {
    members_.erase(address);
    co_return made.error();
  }
  BridgedNetwork member{*std::move(made), address};
  if (const auto plugged = plug_in(member); plugged.has_error()) {
    disconnect(address);
    co_return plugged.error();
  }
  co_return std::move(member);
}

/// From the container's side: kernels before 6.13 look for the new eth0 where the message comes from, and the host has one.
Result<void> HostBridge::plug_in(const BridgedNetwork& member) {
  const Index end = ++last_index_;
  members_[member.address] = end;
  Batch inside;
  netlink::add_veth(inside, {kMemberName, kMember, mac_of(member.address), 0}, {end_name(end), end, {}, 0},
                    host_.descriptor.get());
  netlink::set_up(inside, netlink::kLoopback, "lo");
  netlink::add_address(inside, kMember, member.address, translator_.block.prefix);
  netlink::set_up(inside, kMember, kMemberName);
  netlink::add_route(inside, {{}, kMember, translator_.gateway});
  ENI_CHECK(member.network.routes.send(inside));
  Batch at_host;
  netlink::add_to_bridge(at_host, end, kBridge, end_name(end));
  netlink::set_up(at_host, end, end_name(end));
  return host_.routes.send(at_host);
}

void HostBridge::disconnect(vpc::Ipv4 address) {
  const auto member = members_.find(address);
  if (member == members_.end()) return;
  for (auto at = published_.begin(); at != published_.end();) {
    const auto next = std::next(at);
    const netlink::PublishedPort& port = at->second.port;
    if (port.address == address) release({port.protocol, port.container_port, 1, port.host_port});
    at = next;
  }
  if (member->second != 0) {
    Batch batch;
    netlink::delete_link(batch, member->second, end_name(member->second));
    (void)host_.routes.send(batch);  // It may have gone with the container's network.
  }
  members_.erase(member);
}

Task<Result<void>> HostBridge::reserve(netlink::PublishedPort port) {
  const Port key{port.protocol, port.host_port};
  if (!published_.try_emplace(key, Publication{port, {}}).second) co_return is_allocated(port.host_port);
  const bool is_udp = port.protocol == IPPROTO_UDP;
  // One that listens, so that nobody can share it.
  SocketOptions options{AF_INET, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0, any_address(port.host_port),
                        is_udp ? 0 : 1};
  auto making = world_.make_socket(host_.descriptor.get(), std::move(options));
  auto made = co_await std::move(making);
  if (made.has_error()) {
    published_.erase(key);
    if (made.error().message.ends_with(std::strerror(EADDRINUSE))) co_return is_in_use(port);
    co_return made.error();
  }
  const int no = 0;
  setsockopt(made->get(), SOL_SOCKET, SO_REUSEADDR, &no, sizeof no);
  published_[key].socket = *std::move(made);
  co_return Result<void>{};
}

Task<Result<void>> HostBridge::reserve_all(vpc::Ipv4 address, PortsToPublish ports) {
  for (std::uint16_t at = 0; at < ports.count; ++at) {
    const auto host_port = static_cast<std::uint16_t>(ports.host_first + at);
    const auto own_port = static_cast<std::uint16_t>(ports.first + at);
    auto reserving = reserve({ports.protocol, host_port, address, own_port});
    if (const Result<void> reserved = co_await std::move(reserving); reserved.has_error()) {
      ports.count = at;
      release(ports);
      co_return reserved.error();
    }
  }
  co_return Result<void>{};
}

/// Behind the last one that was given, as Docker counts; only where no container has any of them.
std::optional<std::uint16_t> HostBridge::next_dynamic(const PortsToPublish& ports) {
  std::uint16_t& last = last_dynamic_.try_emplace(ports.protocol, kLastDynamicPort).first->second;
  constexpr int kAll = kLastDynamicPort - kFirstDynamicPort + 1;
  int first = last;
  int free = 0;
  for (int tried = 0; tried < kAll + ports.count; ++tried) {
    int port = first + free + 1;
    if (port > kLastDynamicPort) {
      first = kFirstDynamicPort - 1;
      free = 0;
      port = kFirstDynamicPort;
    }
    if (published_.contains({ports.protocol, static_cast<std::uint16_t>(port)})) {
      first = port;
      free = 0;
      continue;
    }
    if (++free < ports.count) continue;
    last = static_cast<std::uint16_t>(port);
    return static_cast<std::uint16_t>(first + 1);
  }
  return std::nullopt;
}

Task<Result<std::uint16_t>> HostBridge::publish(vpc::Ipv4 address, PortsToPublish ports) {
  if (!members_.contains(address)) co_return Error{vpc::to_text(address) + " is not on the bridge", ""};
  const bool is_dynamic = ports.host_first == 0;
  constexpr int kMaxAttempts = 1000;  // Programs of the host may have ports that Docker does not know.
  for (int attempt = 0; attempt < (is_dynamic ? kMaxAttempts : 1); ++attempt) {
    if (is_dynamic) {
      const auto first = next_dynamic(ports);
      if (!first) break;
      ports.host_first = *first;
    }
    auto reserving = reserve_all(address, ports);
    const Result<void> reserved = co_await std::move(reserving);
    if (reserved.has_error() && !is_dynamic) co_return reserved.error();
    if (reserved.has_error()) continue;
    if (const auto announced = announce(ports); announced.has_error()) {
      release(ports);
      co_return announced.error();
    }
    co_return ports.host_first;
  }
  co_return Error{"all ports are allocated", ""};
}

Result<void> HostBridge::announce(const PortsToPublish& ports) {
  for (std::size_t at = 0; at < ports.count;) {
    TranslationChanges changes;
    for (std::size_t count = 0; count < kMaxPortsOfABatch && at < ports.count; ++count, ++at) {
      const auto host_port = static_cast<std::uint16_t>(ports.host_first + at);
      changes.publish(published_.at({ports.protocol, host_port}).port);
    }
    ENI_CHECK(host_.filters.send(changes.finish()));
  }
  return {};
}

/// Whether they were announced or not.
void HostBridge::release(const PortsToPublish& ports) {
  for (std::size_t at = 0; at < ports.count; ++at) {
    const auto found = published_.find({ports.protocol, static_cast<std::uint16_t>(ports.host_first + at)});
    if (found == published_.end()) continue;
    TranslationChanges changes;
    changes.withdraw(found->second.port);
    (void)host_.filters.send(changes.finish());
    published_.erase(found);
  }
}

}  // namespace eni::sandbox::world
