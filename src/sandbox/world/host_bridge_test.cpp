/// Docker's bridge on a host in a real world: who reaches whom, who is seen, and which ports are whose.
#include "sandbox/world/host_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>

#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_vpc.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

class HostBridgeTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(, HostBridgeTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

constexpr int kRefusedMilliseconds = 100;
constexpr std::uint16_t kPort = 8080;

/// Two hosts with a task each, and two containers at the bridge of the first.
struct Place {
  std::unique_ptr<VpcNetwork> vpc;
  std::unique_ptr<HostBridge> bridge;
  BridgedNetwork web;    ///< 172.17.0.2
  BridgedNetwork other;  ///< 172.17.0.3

  const Network& at(const std::string& name) const {
    if (name == "web") return web.network;
    return name == "other" ? other.network : *vpc->find(name);
  }
};

Task<Result<Place>> make_place(World& world) {
  Place place;
  auto making = make_two_tasks(world);
  ENI_CO_TRY(place.vpc, co_await std::move(making));
  auto bridging = HostBridge::make(world, *place.vpc->find("i-1"), ip("10.0.1.10"),
                                   bridge_block_beside({ip("10.0.0.0"), 16}));
  ENI_CO_TRY(place.bridge, co_await std::move(bridging));
  auto first = place.bridge->connect();
  ENI_CO_TRY(place.web, co_await std::move(first));
  auto second = place.bridge->connect();
  ENI_CO_TRY(place.other, co_await std::move(second));
  co_return std::move(place);
}

/// Who is seen by a listener at `to` when somebody calls `address`:`port`, or why nobody is.
Task<Result<std::string>> call(World& world, const Place& place, std::string from, std::string to,
                               std::string address, std::uint16_t port) {
  auto listening = world.make_socket(place.at(to).descriptor.get(), listener("0.0.0.0", kPort));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  auto opening = world.make_socket(place.at(from).descriptor.get(), client());
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const std::string connected = connect_to(caller.get(), address, port);
  if (connected != "connected") co_return connected;
  co_return peer_of_next(server.get());
}

TEST_P(HostBridgeTest, TranslatesAsDockerDoes) {
  struct Case {
    const char* from;
    const char* to;
    const char* address;
    std::uint16_t port;
    const char* seen;
  };
  constexpr Case kCases[] = {
      {"web", "task-2", "10.0.2.20", kPort, "10.0.1.10"},   // out: as the host
      {"web", "i-2", "10.0.2.10", kPort, "10.0.1.10"},      //
      {"web", "other", "172.17.0.3", kPort, "172.17.0.2"},  // to its neighbour: as itself
      {"web", "i-1", "172.17.0.1", kPort, "172.17.0.2"},    // to the host's own program
      {"web", "i-1", "10.0.1.10", kPort, "172.17.0.2"},     //
      {"task-2", "web", "10.0.1.10", 80, "10.0.2.20"},      // to the published port
      {"i-1", "web", "10.0.1.10", 80, "10.0.1.10"},         // of the host itself
      {"i-1", "web", "127.0.0.1", 80, "172.17.0.1"},        //
      {"other", "web", "10.0.1.10", 80, "172.17.0.1"},      // of a neighbour by the host
      {"other", "web", "172.17.0.1", 80, "172.17.0.1"},     //
      {"web", "web", "10.0.1.10", 80, "172.17.0.1"},        // of itself by the host
      {"i-1", "web", "172.17.0.2", kPort, "172.17.0.1"},    // by its own address
      {"task-1", "web", "10.0.1.10", 80, "10.0.1.20"},      // of a task on the same host's trunk
      {"web", "task-1", "10.0.1.20", kPort, "10.0.1.10"},   // and to it
  };
  const std::string outcome =
      run([&](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_place(world);
        ENI_CO_TRY(const Place place, co_await std::move(making));
        auto publishing = place.bridge->publish(place.web.address, {IPPROTO_TCP, kPort, 1, 80});
        ENI_CO_CHECK(co_await std::move(publishing));
        std::string wrong;
        for (const Case& each : kCases) {
          auto calling = call(world, place, each.from, each.to, each.address, each.port);
          ENI_CO_TRY(const std::string seen, co_await std::move(calling));
          if (seen != each.seen)
            wrong += std::string(each.from) + " to " + each.to + " by " + each.address + ": " + seen + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(HostBridgeTest, PublishesPortsOfUdpApartFromThoseOfTcp) {
  const std::string outcome = run([](net::EventLoop&, World& world,
                                     const std::string&) -> Task<Result<std::string>> {
    auto making = make_place(world);
    ENI_CO_TRY(const Place place, co_await std::move(making));
    auto tcp = place.bridge->publish(place.other.address, {IPPROTO_TCP, 53, 1, 53});
    ENI_CO_CHECK(co_await std::move(tcp));
    auto udp = place.bridge->publish(place.web.address, {IPPROTO_UDP, 53, 1, 53});
    ENI_CO_CHECK(co_await std::move(udp));
    SocketOptions bound = listener("0.0.0.0", 53);
    bound.type = SOCK_DGRAM;
    bound.backlog = 0;
    auto receiving = world.make_socket(place.web.network.descriptor.get(), std::move(bound));
    ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
    auto sending = world.make_socket(place.at("task-2").descriptor.get(), {AF_INET, SOCK_DGRAM, 0, "", 0});
    ENI_CO_TRY(const net::Descriptor sender, co_await std::move(sending));
    const SocketName target = name_of("10.0.1.10", 53);
    if (sendto(sender.get(), "x", 1, 0, target.raw(), target.size) != 1) co_return std::strerror(errno);
    co_return wait_for(receiver.get(), POLLIN) ? "arrives" : "does not";
  });
  EXPECT_EQ(outcome, "arrives");
}

/// The host's first port, or why there is none.
Task<std::string> publish(HostBridge& bridge, vpc::Ipv4 address, PortsToPublish ports) {
  auto publishing = bridge.publish(address, ports);
  const auto published = co_await std::move(publishing);
  co_return published ? std::to_string(*published) : published.error().message;
}

TEST_P(HostBridgeTest, GivesEachPortOnce) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_place(world);
        ENI_CO_TRY(const Place place, co_await std::move(making));
        const vpc::Ipv4 web = place.web.address;
        const vpc::Ipv4 other = place.other.address;
        // A program of the host's, of which Docker knows nothing.
        auto listening = world.make_socket(place.at("i-1").descriptor.get(), listener("0.0.0.0", 32'770));
        ENI_CO_TRY(const net::Descriptor program, co_await std::move(listening));
        std::string said;
        struct Wanted {
          vpc::Ipv4 address;
          PortsToPublish ports;
        };
        for (const Wanted& wanted : {Wanted{web, {IPPROTO_TCP, 80, 1, 0}},          // 32768
                                     Wanted{other, {IPPROTO_TCP, 80, 1, 0}},        // 32769
                                     Wanted{web, {IPPROTO_TCP, 81, 1, 0}},          // 32770 is taken
                                     Wanted{web, {IPPROTO_UDP, 81, 1, 0}},          // UDP has its own
                                     Wanted{web, {IPPROTO_TCP, 9000, 3, 0}},        // in a row
                                     Wanted{web, {IPPROTO_TCP, 443, 1, 443}},       //
                                     Wanted{other, {IPPROTO_TCP, 443, 1, 443}},     // a container's
                                     Wanted{web, {IPPROTO_TCP, 82, 1, 32'770}}}) {  // the program's
          auto publishing = publish(*place.bridge, wanted.address, wanted.ports);
          said += co_await std::move(publishing) + "\n";
        }
        auto binding = world.make_socket(place.at("i-1").descriptor.get(), listener("0.0.0.0", 443));
        const auto bound = co_await std::move(binding);
        said += bound ? "bound" : bound.error().message;
        co_return said;
      });
  EXPECT_EQ(outcome,
            "32768\n32769\n32771\n32768\n32772\n443\n"
            "Bind for 0.0.0.0:443 failed: port is already allocated\n"
            "Error starting userland proxy: listen tcp4 0.0.0.0:32770: bind: address already in use\n"
            "bind(): Address already in use");
}

TEST_P(HostBridgeTest, TakesAwayWhatADisconnectedContainerHad) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_place(world);
        ENI_CO_TRY(Place place, co_await std::move(making));
        auto first = publish(*place.bridge, place.web.address, {IPPROTO_TCP, kPort, 1, 80});
        std::string said = co_await std::move(first) + "\n";
        place.bridge->disconnect(place.web.address);
        auto opening = world.make_socket(place.at("task-2").descriptor.get(), client());
        ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
        said += connect_to(caller.get(), "10.0.1.10", 80, kRefusedMilliseconds) + "\n";
        auto connecting = place.bridge->connect();
        ENI_CO_TRY(place.web, co_await std::move(connecting));
        said += vpc::to_text(place.web.address) + "\n";
        auto second = publish(*place.bridge, place.web.address, {IPPROTO_TCP, kPort, 1, 80});
        said += co_await std::move(second) + "\n";
        auto calling = call(world, place, "task-2", "web", "10.0.1.10", 80);
        ENI_CO_TRY(const std::string seen, co_await std::move(calling));
        co_return said + seen;
      });
  EXPECT_EQ(outcome, "80\nConnection refused\n172.17.0.2\n80\n10.0.2.20");
}

/// A whole frame from the first container to its gateway, with a datagram for any address.
std::string frame_for(const char* destination, std::uint16_t port) {
  struct {
    ethhdr ethernet{};
    iphdr ip{};
    udphdr udp{};
  } __attribute__((packed)) frame;
  constexpr unsigned char kGateway[] = {0x02, 0x42, 172, 17, 0, 1};
  constexpr unsigned char kContainer[] = {0x02, 0x42, 172, 17, 0, 2};
  std::memcpy(frame.ethernet.h_dest, kGateway, sizeof kGateway);
  std::memcpy(frame.ethernet.h_source, kContainer, sizeof kContainer);
  frame.ethernet.h_proto = htons(ETH_P_IP);
  frame.ip.version = 4;
  frame.ip.ihl = sizeof frame.ip / 4;
  frame.ip.ttl = 64;
  frame.ip.protocol = IPPROTO_UDP;
  frame.ip.tot_len = htons(sizeof frame.ip + sizeof frame.udp);
  frame.ip.saddr = htonl(ip("172.17.0.2"));
  frame.ip.daddr = htonl(ip(destination));
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < sizeof frame.ip; at += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&frame) + sizeof frame.ethernet + at, sizeof word);
    sum += word;
  }
  frame.ip.check = static_cast<std::uint16_t>(~((sum & 0xFFFF) + (sum >> 16)));
  frame.udp.dest = htons(port);
  frame.udp.len = htons(sizeof frame.udp);
  return {reinterpret_cast<const char*>(&frame), sizeof frame};
}

/// Whether a program of the host, which listens at all of its addresses, gets it.
Task<Result<std::string>> reaches_host(World& world, const Place& place, std::string destination,
                                       int milliseconds) {
  constexpr std::uint16_t kProgramsPort = 9000;
  SocketOptions bound = listener("0.0.0.0", kProgramsPort);
  bound.type = SOCK_DGRAM;
  bound.backlog = 0;
  auto receiving = world.make_socket(place.at("i-1").descriptor.get(), std::move(bound));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  auto opening = world.make_socket(place.web.network.descriptor.get(), {AF_PACKET, SOCK_RAW, 0, "", 0});
  ENI_CO_TRY(const net::Descriptor sender, co_await std::move(opening));
  constexpr int kIndexOfEth0 = 101;
  sockaddr_ll out{};
  out.sll_family = AF_PACKET;
  out.sll_protocol = htons(ETH_P_IP);
  out.sll_ifindex = kIndexOfEth0;
  const std::string frame = frame_for(destination.c_str(), kProgramsPort);
  if (sendto(sender.get(), frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&out),
             sizeof out) < 0)
    co_return std::strerror(errno);
  co_return wait_for(receiver.get(), POLLIN, milliseconds) ? "arrives" : "does not";
}

TEST_P(HostBridgeTest, KeepsContainersFromTheHostsLoopback) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_place(world);
        ENI_CO_TRY(const Place place, co_await std::move(making));
        auto first = reaches_host(world, place, "172.17.0.1", kSocketMilliseconds);
        ENI_CO_TRY(const std::string gateway, co_await std::move(first));
        auto second = reaches_host(world, place, "127.0.0.1", kRefusedMilliseconds);
        ENI_CO_TRY(const std::string loopback, co_await std::move(second));
        co_return gateway + ", " + loopback;
      });
  EXPECT_EQ(outcome, "arrives, does not");
}

/// What answers the host's programs at 169.254.170.2: a network that they reach by an interface for that.
Task<Result<Network>> attach_endpoints(World& world, const Network& host) {
  auto making = world.make_network({});
  ENI_CO_TRY(Network endpoints, co_await std::move(making));
  constexpr netlink::Index kOther = 101;
  netlink::Batch ours;
  netlink::add_veth(ours, {"endpoints", kHostEndpointsIndex, {}, 0}, {"other", kOther, {}, 0},
                    endpoints.descriptor.get());
  netlink::set_up(ours, kHostEndpointsIndex, "endpoints");
  netlink::add_address(ours, kHostEndpointsIndex, ip("169.254.172.1"), 22);
  netlink::add_route(ours, {vpc::Cidr{ip("169.254.170.2")}, kHostEndpointsIndex, std::nullopt});
  ENI_CO_CHECK(host.routes.send(ours));
  netlink::Batch theirs;
  netlink::set_up(theirs, kOther, "other");
  netlink::add_address(theirs, kOther, ip("169.254.170.2"), 32);
  netlink::add_route(theirs, {vpc::Cidr{ip("169.254.172.1")}, kOther, std::nullopt});
  ENI_CO_CHECK(endpoints.routes.send(theirs));
  co_return std::move(endpoints);
}

TEST_P(HostBridgeTest, KeepsContainersFromWhatAnswersTheHostsOwnPrograms) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_place(world);
        ENI_CO_TRY(const Place place, co_await std::move(making));
        auto attaching = attach_endpoints(world, place.at("i-1"));
        ENI_CO_TRY(const Network endpoints, co_await std::move(attaching));
        auto listening = world.make_socket(endpoints.descriptor.get(), listener("0.0.0.0", kPort));
        ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
        std::string said;
        for (const char* from : {"i-1", "web"}) {
          auto opening = world.make_socket(place.at(from).descriptor.get(), client());
          ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
          const int limit = from == std::string("web") ? kRefusedMilliseconds : kSocketMilliseconds;
          said += connect_to(caller.get(), "169.254.170.2", kPort, limit) + "\n";
        }
        co_return said + (wait_for(server.get(), POLLIN) ? peer_of_next(server.get()) : "nobody");
      });
  EXPECT_EQ(outcome, "connected\nno answer\n169.254.172.1");
}

TEST(BridgeBlock, LiesBesideTheHostsNetwork) {
  struct Case {
    const char* taken;
    const char* block;
  };
  for (const Case& each : {Case{"10.0.0.0/16", "172.17.0.0/16"}, Case{"172.31.0.0/16", "172.17.0.0/16"},
                           Case{"172.17.4.0/24", "172.18.0.0/16"}, Case{"172.16.0.0/12", "192.168.0.0/20"}})
    EXPECT_EQ(bridge_block_beside(*vpc::Cidr4::parse(each.taken)).text(), each.block) << each.taken;
}

}  // namespace
}  // namespace eni::sandbox::world
