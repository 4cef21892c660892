/// Hosts, trunks and branches in a real world: who reaches whom, and what the wire carries.
#include "sandbox/world/vpc_network.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class VpcNetworkTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(, VpcNetworkTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

vpc::Mac mac(const char* text) { return *vpc::parse_mac(text); }

Interface interface(const char* hardware, const char* address, const char* subnet) {
  return {mac(hardware), ip(address), *vpc::Cidr4::parse(subnet)};
}

/// Two hosts in a subnet, with a trunk each; tasks on their branches in another two.
Task<Result<std::unique_ptr<VpcNetwork>>> make_vpc(World& world) {
  auto finding = find_tagging(world);
  ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
  auto making = VpcNetwork::make(world, tagging);
  ENI_CO_TRY(std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
  auto first = vpc->add_host("i-1", interface("0e:00:00:00:01:00", "10.0.0.11", "10.0.0.0/24"));
  ENI_CO_CHECK(co_await std::move(first));
  auto second = vpc->add_host("i-2", interface("0e:00:00:00:02:00", "10.0.0.12", "10.0.0.0/24"));
  ENI_CO_CHECK(co_await std::move(second));
  ENI_CO_CHECK(vpc->add_trunk("i-1", mac("0e:00:00:00:01:01")));
  ENI_CO_CHECK(vpc->add_trunk("i-2", mac("0e:00:00:00:02:01")));
  struct Wanted {
    const char* task;
    const char* host;
    VlanId vlan;
    const char* hardware;
    const char* address;
    const char* subnet;
  };
  for (const Wanted& each : {Wanted{"a", "i-1", 5, "0e:00:00:00:01:05", "10.0.1.11", "10.0.1.0/24"},
                             Wanted{"b", "i-1", 6, "0e:00:00:00:01:06", "10.0.1.12", "10.0.1.0/24"},
                             Wanted{"c", "i-2", 5, "0e:00:00:00:02:05", "10.0.2.13", "10.0.2.0/24"}}) {
    auto adding =
        vpc->add_branch(each.task, each.host, each.vlan, interface(each.hardware, each.address, each.subnet));
    ENI_CO_CHECK(co_await std::move(adding));
  }
  auto plain = vpc->add_task("d", interface("0e:00:00:00:02:07", "10.0.2.14", "10.0.2.0/24"));
  ENI_CO_CHECK(co_await std::move(plain));
  co_return std::move(vpc);
}

/// What comes of a connection from one to the address of another: who is seen there.
Task<Result<std::string>> call(World& world, const VpcNetwork& vpc, std::string from, std::string to,
                               std::string address) {
  auto listening = world.make_socket(vpc.find(to)->descriptor.get(), listener(address, 8080));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  auto opening = world.make_socket(vpc.find(from)->descriptor.get(), client());
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const std::string connected = connect_to(caller.get(), address, 8080);
  if (connected != "connected") co_return connected;
  co_return peer_of_next(server.get());
}

TEST_P(VpcNetworkTest, LetsAllReachEachOtherByTheirOwnAddresses) {
  struct Case {
    const char* from;
    const char* to;
    const char* address;
    const char* seen;
  };
  constexpr Case kCases[] = {
      {"a", "b", "10.0.1.12", "10.0.1.11"},    // two tasks of a host
      {"a", "c", "10.0.2.13", "10.0.1.11"},    // of two hosts, in two subnets
      {"c", "a", "10.0.1.11", "10.0.2.13"},    // and back
      {"a", "i-1", "10.0.0.11", "10.0.1.11"},  // its own host
      {"i-2", "a", "10.0.1.11", "10.0.0.12"},  // another host
      {"i-1", "i-2", "10.0.0.12", "10.0.0.11"},
      {"d", "c", "10.0.2.13",
       "10.0.2.14"},  // a task with an interface of its own, in one subnet with a branch
      {"b", "d", "10.0.2.14", "10.0.1.12"},
  };
  const std::string outcome =
      run([&](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        std::string wrong;
        for (const Case& each : kCases) {
          auto calling = call(world, *vpc, each.from, each.to, each.address);
          ENI_CO_TRY(const std::string seen, co_await std::move(calling));
          if (seen != each.seen) wrong += std::string(each.from) + " to " + each.to + ": " + seen + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

/// The next frame that carries IPv4 over TCP to port 8080: "TAG SOURCE > DESTINATION".
std::string next_frame(int tap) {
  for (int i = 0; i < 100 && wait_for(tap, POLLIN); ++i) {
    std::array<unsigned char, 256> frame{};
    alignas(cmsghdr) std::array<char, 256> control{};
    iovec part{frame.data(), frame.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (recvmsg(tap, &message, MSG_DONTWAIT) < 54) continue;
    // Where the kernel took the tag out of the frame for us it says so.
    int tag = 0;
    for (cmsghdr* head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
      tpacket_auxdata extra{};
      if (head->cmsg_level != SOL_PACKET || head->cmsg_type != PACKET_AUXDATA) continue;
      std::memcpy(&extra, CMSG_DATA(head), sizeof extra);
      if ((extra.tp_status & TP_STATUS_VLAN_VALID) != 0) tag = extra.tp_vlan_tci & 0xFFF;
    }
    const bool tagged = frame[12] == 0x81 && frame[13] == 0x00;
    if (tagged) tag = (frame[14] << 8 | frame[15]) & 0xFFF;
    const unsigned char* packet = frame.data() + (tagged ? 18 : 14);
    if (packet[9] != IPPROTO_TCP || (packet[22] << 8 | packet[23]) != 8080) continue;
    vpc::Mac source{};
    std::memcpy(source.data(), frame.data() + 6, source.size());
    return std::to_string(tag) + " " + vpc::to_text(source);
  }
  return "none";
}

constexpr int kTrunkIndex = 102;
constexpr int kAllInterfaces = 0;

/// A socket that gets all frames of a member's interface.
Task<Result<net::Descriptor>> tap_interface(World& world, const VpcNetwork& vpc, std::string member,
                                            int index) {
  sockaddr_ll name{};
  name.sll_family = AF_PACKET;
  name.sll_protocol = htons(ETH_P_ALL);
  name.sll_ifindex = index;
  SocketOptions options{AF_PACKET, SOCK_RAW, 0,
                        std::string(reinterpret_cast<const char*>(&name), sizeof name), 0};
  auto opening = world.make_socket(vpc.find(member)->descriptor.get(), std::move(options));
  co_return co_await std::move(opening);
}

/// What a tap on a host's trunk sees first of a connection.
Task<Result<std::string>> capture(World& world, const VpcNetwork& vpc, std::string host, std::string from,
                                  std::string to, std::string address) {
  auto tapping = tap_interface(world, vpc, host, kTrunkIndex);
  ENI_CO_TRY(const net::Descriptor tap, co_await std::move(tapping));
  const int yes = 1;
  setsockopt(tap.get(), SOL_PACKET, PACKET_AUXDATA, &yes, sizeof yes);
  auto calling = call(world, vpc, from, to, address);
  ENI_CO_CHECK(co_await std::move(calling));
  co_return next_frame(tap.get());
}

TEST_P(VpcNetworkTest, CarriesEachTasksFramesWithItsTagAndMac) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto finding = find_tagging(world);
        ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
        if (tagging == Tagging::kNone) co_return "untagged";
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto first = capture(world, *vpc, "i-1", "a", "c", "10.0.2.13");
        ENI_CO_TRY(const std::string of_a, co_await std::move(first));
        auto second = capture(world, *vpc, "i-1", "b", "a", "10.0.1.11");
        ENI_CO_TRY(const std::string of_b, co_await std::move(second));
        co_return of_a + "; " + of_b;
      });
  if (outcome == "untagged") GTEST_SKIP() << "tags need 802.1Q in the kernel, or root";
  EXPECT_EQ(outcome, "5 0e:00:00:00:01:05; 6 0e:00:00:00:01:06");
}

/// The size of the largest frame on the tap while a stream goes from one socket to the other.
std::size_t largest_frame_of_stream(int tap, int from, int to) {
  constexpr std::size_t kStreamBytes = 16 << 20;
  std::vector<char> bytes(1 << 20);
  std::size_t largest = 0;
  for (std::size_t read = 0; read < kStreamBytes && wait_for(from, POLLOUT);) {
    (void)send(from, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    for (ssize_t size = 1; size > 0; read += size > 0 ? static_cast<std::size_t>(size) : 0)
      size = recv(to, bytes.data(), bytes.size(), MSG_DONTWAIT);
    for (ssize_t size = 1; size > 0;
         largest = std::max(largest, size > 0 ? static_cast<std::size_t>(size) : 0))
      size = recv(tap, bytes.data(), 1, MSG_DONTWAIT | MSG_TRUNC);
  }
  return largest;
}

bool knows_large_segments() {
  utsname kernel{};
  int major = 0;
  int minor = 0;
  return uname(&kernel) == 0 && std::sscanf(kernel.release, "%d.%d", &major, &minor) == 2 &&
         std::pair{major, minor} >= std::pair{6, 3};
}

TEST_P(VpcNetworkTest, CarriesStreamsInLargeSegments) {
  if (!knows_large_segments()) GTEST_SKIP() << "kernels before 6.3 have 64 KiB at most";
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto listening = world.make_socket(vpc->find("c")->descriptor.get(), listener("10.0.2.13", 8080));
        ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
        auto opening = world.make_socket(vpc->find("a")->descriptor.get(), client());
        ENI_CO_TRY(const net::Descriptor from, co_await std::move(opening));
        auto tapping = tap_interface(world, *vpc, "c", kAllInterfaces);
        ENI_CO_TRY(const net::Descriptor tap, co_await std::move(tapping));
        const std::string connected = connect_to(from.get(), "10.0.2.13", 8080);
        if (!wait_for(server.get(), POLLIN)) co_return "nobody";
        const net::Descriptor to{accept(server.get(), nullptr, nullptr)};
        const std::size_t largest = largest_frame_of_stream(tap.get(), from.get(), to.get());
        co_return connected + (largest > 100'000 ? ", large" : ", " + std::to_string(largest) + " bytes");
      });
  EXPECT_EQ(outcome, "connected, large");
}

TEST_P(VpcNetworkTest, ForgetsWhatIsRemovedAndGivesItsVlanIdAgain) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        vpc->remove("a");
        if (vpc->find("a")) co_return "still there";
        auto adding =
            vpc->add_branch("e", "i-1", 5, interface("0e:00:00:00:01:15", "10.0.1.11", "10.0.1.0/24"));
        ENI_CO_CHECK(co_await std::move(adding));
        auto calling = call(world, *vpc, "e", "c", "10.0.2.13");
        ENI_CO_TRY(std::string seen, co_await std::move(calling));
        vpc->remove("i-1");
        for (const char* gone : {"i-1", "b", "e"}) {
          if (vpc->find(gone)) seen += std::string("; still there: ") + gone;
        }
        co_return seen;
      });
  EXPECT_EQ(outcome, "10.0.1.11");
}

TEST_P(VpcNetworkTest, GivesAGatewaysAddressToATaskOnceItsSubnetIsGone) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        for (const char* task : {"a", "b"}) vpc->remove(task);
        auto adding = vpc->add_task("e", interface("0e:00:00:00:02:15", "10.0.1.1", "10.0.0.0/23"));
        ENI_CO_CHECK(co_await std::move(adding));
        // Once more: what is there is another's, and stays.
        auto again = vpc->add_task("e", interface("0e:00:00:00:02:15", "10.0.1.1", "10.0.0.0/23"));
        ENI_CO_CHECK(co_await std::move(again));
        auto calling = call(world, *vpc, "d", "e", "10.0.1.1");
        co_return co_await std::move(calling);
      });
  EXPECT_EQ(outcome, "10.0.2.14");
}

TEST_P(VpcNetworkTest, TakesNoBranchsTagAway) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto adding =
            vpc->add_branch("e", "i-1", 5, interface("0e:00:00:00:01:15", "10.0.1.15", "10.0.1.0/24"));
        const auto added = co_await std::move(adding);
        auto calling = call(world, *vpc, "a", "c", "10.0.2.13");
        ENI_CO_TRY(const std::string seen, co_await std::move(calling));
        co_return (added ? "added" : added.error().message) + "; " + seen;
      });
  EXPECT_EQ(outcome, "VLAN id 5, 0e:00:00:00:01:15 on host i-1: one of them is taken by a; 10.0.1.11");
}

/// A datagram with any source, as a program that may make raw sockets writes it.
std::string datagram(const std::string& source, const std::string& destination, std::uint16_t port) {
  struct {
    iphdr ip{};
    udphdr udp{};
    char text = 'x';
  } __attribute__((packed)) packet;
  packet.ip.version = 4;
  packet.ip.ihl = sizeof packet.ip / 4;
  packet.ip.ttl = 64;
  packet.ip.protocol = IPPROTO_UDP;
  packet.ip.saddr = htonl(ip(source));
  packet.ip.daddr = htonl(ip(destination));
  packet.udp.source = htons(port);
  packet.udp.dest = htons(port);
  packet.udp.len = htons(sizeof packet - sizeof packet.ip);
  return std::string(reinterpret_cast<const char*>(&packet), sizeof packet);
}

/// Whether a datagram from `source` arrives, which "d", with an interface of its own, sends to task "c".
Task<Result<std::string>> send_from(World& world, const VpcNetwork& vpc, std::string source, bool expected) {
  SocketOptions options = listener("10.0.2.13", 9000);
  options.type = SOCK_DGRAM;
  options.backlog = 0;
  auto receiving = world.make_socket(vpc.find("c")->descriptor.get(), std::move(options));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  auto sending = world.make_socket(vpc.find("d")->descriptor.get(), {AF_INET, SOCK_RAW, IPPROTO_RAW, "", 0});
  ENI_CO_TRY(const net::Descriptor sender, co_await std::move(sending));
  const SocketName target = name_of("10.0.2.13", 0);
  const std::string packet = datagram(source, "10.0.2.13", 9000);
  if (sendto(sender.get(), packet.data(), packet.size(), 0, target.raw(), target.size) < 0)
    co_return std::strerror(errno);
  constexpr int kForgedMilliseconds = 100;
  co_return wait_for(receiver.get(), POLLIN, expected ? kSocketMilliseconds : kForgedMilliseconds)
      ? "arrives"
      : "does not";
}

TEST_P(VpcNetworkTest, ChecksTheSourceOfWhatIsSent) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto first = send_from(world, *vpc, "10.0.2.14", true);
        ENI_CO_TRY(const std::string own, co_await std::move(first));
        auto second = send_from(world, *vpc, "10.0.1.11", false);
        ENI_CO_TRY(const std::string anothers, co_await std::move(second));
        auto third = send_from(world, *vpc, "10.0.9.9", false);
        ENI_CO_TRY(const std::string nobodys, co_await std::move(third));
        co_return own + ", " + anothers + ", " + nobodys;
      });
  EXPECT_EQ(outcome, "arrives, does not, does not");
}

/// One of two parts of a datagram.
std::string fragment(const std::string& packet, bool is_first, std::uint16_t id) {
  constexpr std::size_t kFirst = 8;  // Fragments but the last are of whole units.
  iphdr head{};
  std::memcpy(&head, packet.data(), sizeof head);
  head.id = htons(id);
  head.frag_off = htons(is_first ? IP_MF : kFirst / 8);
  const std::string data = packet.substr(sizeof head);
  return std::string{reinterpret_cast<const char*>(&head), sizeof head} +
         (is_first ? data.substr(0, kFirst) : data.substr(kFirst));
}

/// What comes of a datagram of the host's to "c" when somebody else may have sent its first part.
Task<Result<std::string>> send_in_parts(World& world, const VpcNetwork& vpc, std::string first_sender,
                                        bool expected) {
  constexpr std::uint16_t kPort = 9002;
  SocketOptions options = listener("10.0.2.13", kPort);
  options.type = SOCK_DGRAM;
  options.backlog = 0;
  auto receiving = world.make_socket(vpc.find("c")->descriptor.get(), std::move(options));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  const std::string packet = datagram("10.0.0.11", "10.0.2.13", kPort);
  const SocketName target = name_of("10.0.2.13", 0);
  for (const bool is_first : {true, false}) {
    const std::string sender = is_first ? first_sender : "i-1";
    auto opening =
        world.make_socket(vpc.find(sender)->descriptor.get(), {AF_INET, SOCK_RAW, IPPROTO_RAW, "", 0});
    ENI_CO_TRY(const net::Descriptor raw, co_await std::move(opening));
    const std::string part = fragment(packet, is_first, expected ? 1 : 2);
    if (sendto(raw.get(), part.data(), part.size(), 0, target.raw(), target.size) < 0)
      co_return std::strerror(errno);
  }
  constexpr int kForgedMilliseconds = 100;
  co_return wait_for(receiver.get(), POLLIN, expected ? kSocketMilliseconds : kForgedMilliseconds)
      ? "arrives"
      : "does not";
}

/// The router puts fragments together wherever a rule asks about connections.
TEST_P(VpcNetworkTest, LetsNobodySendAPartAsAnother) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        netlink::FilterChanges tracking;
        tracking.add_early_chain("tracking", netlink::Hook::kForward, -1);
        tracking.add_rule("tracking", netlink::FilterRule{}.is_answer().verdict(netlink::accept_packet()));
        ENI_CO_CHECK(vpc->router().filters.send(tracking.finish()));
        auto sending = send_in_parts(world, *vpc, "i-1", true);
        ENI_CO_TRY(const std::string own, co_await std::move(sending));
        auto forging = send_in_parts(world, *vpc, "d", false);
        ENI_CO_TRY(const std::string forged, co_await std::move(forging));
        co_return own + ", " + forged;
      });
  EXPECT_EQ(outcome, "arrives, does not");
}

TEST_P(VpcNetworkTest, ChecksNoSourcesOfWhoNeedNot) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        std::string outcomes;
        for (const bool is_on : {false, true}) {
          ENI_CO_CHECK(vpc->set_source_check("d", is_on));
          auto sending = send_from(world, *vpc, "10.0.9.9", !is_on);
          ENI_CO_TRY(const std::string outcome_of_one, co_await std::move(sending));
          outcomes += outcome_of_one + ", ";
        }
        Interface own = interface("0e:00:00:00:02:07", "10.0.2.14", "10.0.2.0/24");
        own.checks_source = false;
        auto adding = vpc->add_task("d", own);
        ENI_CO_CHECK(co_await std::move(adding));
        auto sending = send_from(world, *vpc, "10.0.9.9", true);
        ENI_CO_TRY(const std::string from_the_start, co_await std::move(sending));
        co_return outcomes + from_the_start;
      });
  EXPECT_EQ(outcome, "arrives, does not, arrives");
}

std::uint16_t checksum(std::string_view header) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < header.size(); at += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, header.data() + at, sizeof word);
    sum += word;
  }
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

/// The same of a whole frame that "a", on a branch, sends to the router.
/// @param said  what it tells the kernel that the frame is
Task<Result<std::string>> send_frame_from(World& world, const VpcNetwork& vpc, std::string hardware,
                                          std::string source, bool expected, std::uint16_t said = ETH_P_IP) {
  constexpr std::uint16_t kPort = 9001;
  SocketOptions options = listener("10.0.2.13", kPort);
  options.type = SOCK_DGRAM;
  options.backlog = 0;
  auto receiving = world.make_socket(vpc.find("c")->descriptor.get(), std::move(options));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  auto opening = world.make_socket(vpc.find("a")->descriptor.get(), {AF_PACKET, SOCK_RAW, 0, "", 0});
  ENI_CO_TRY(const net::Descriptor sender, co_await std::move(opening));
  std::string packet = datagram(source, "10.0.2.13", kPort);
  const auto length = htons(static_cast<std::uint16_t>(packet.size()));
  std::memcpy(packet.data() + offsetof(iphdr, tot_len), &length, sizeof length);
  const std::uint16_t sum = checksum(std::string_view{packet}.substr(0, sizeof(iphdr)));
  std::memcpy(packet.data() + offsetof(iphdr, check), &sum, sizeof sum);
  ethhdr ethernet{{0x02, 0xff, 0, 0, 0, 1}, {}, htons(ETH_P_IP)};
  const vpc::Mac from = mac(hardware.c_str());
  std::memcpy(ethernet.h_source, from.data(), from.size());
  const std::string frame = std::string(reinterpret_cast<const char*>(&ethernet), sizeof ethernet) + packet;
  constexpr int kIndexOfBranch = 103;
  sockaddr_ll out{};
  out.sll_family = AF_PACKET;
  out.sll_protocol = htons(said);
  out.sll_ifindex = kIndexOfBranch;
  if (sendto(sender.get(), frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&out),
             sizeof out) < 0)
    co_return errno == ENOBUFS ? "does not" : std::strerror(errno);  // What the kernel says of a dropped one.
  constexpr int kForgedMilliseconds = 100;
  co_return wait_for(receiver.get(), POLLIN, expected ? kSocketMilliseconds : kForgedMilliseconds)
      ? "arrives"
      : "does not";
}

TEST_P(VpcNetworkTest, SendsNothingAsANeighbourOnTheSameTrunk) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto finding = find_tagging(world);
        ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
        if (tagging == Tagging::kNone) co_return "no tags";
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto first = send_frame_from(world, *vpc, "0e:00:00:00:01:05", "10.0.1.11", true);
        ENI_CO_TRY(const std::string own, co_await std::move(first));
        auto second = send_frame_from(world, *vpc, "0e:00:00:00:01:06", "10.0.1.12", false);
        ENI_CO_TRY(const std::string as_neighbour, co_await std::move(second));
        auto third = send_frame_from(world, *vpc, "0e:00:00:00:01:05", "10.0.1.12", false);
        ENI_CO_TRY(const std::string with_its_address, co_await std::move(third));
        auto fourth = send_frame_from(world, *vpc, "0e:00:00:00:01:05", "10.0.1.12", false, ETH_P_ARP);
        ENI_CO_TRY(const std::string disguised, co_await std::move(fourth));
        ENI_CO_CHECK(vpc->set_source_check("a", false));
        auto fifth = send_frame_from(world, *vpc, "0e:00:00:00:01:05", "10.0.9.9", true);
        ENI_CO_TRY(const std::string unchecked, co_await std::move(fifth));
        // By the kernel's tags the router tells branches apart, whatever MAC they say.
        const bool looks_at_mac = tagging == Tagging::kPrograms;
        auto sixth = send_frame_from(world, *vpc, "0e:00:00:00:01:06", "10.0.1.12", !looks_at_mac);
        ENI_CO_TRY(const std::string with_its_mac, co_await std::move(sixth));
        co_return own + ", " + as_neighbour + ", " + with_its_address + ", " + disguised +
            "; unchecked: " + unchecked + ", " +
            (with_its_mac == (looks_at_mac ? "does not" : "arrives") ? "as its tag allows" : with_its_mac);
      });
  if (outcome == "no tags") GTEST_SKIP() << "trunks have no tags here";
  EXPECT_EQ(outcome, "arrives, does not, does not, does not; unchecked: arrives, as its tag allows");
}

TEST_P(VpcNetworkTest, MakesAHundredAndTwentyBranches) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        for (int number = 0; number < 120; ++number) {
          const Interface branch{{0x0e, 0, 0, 1, 0, static_cast<std::uint8_t>(number)},
                                 ip("10.0.3.10") + static_cast<vpc::Ipv4>(number),
                                 *vpc::Cidr4::parse("10.0.3.0/24")};
          auto adding =
              vpc->add_branch("t" + std::to_string(number), "i-1", static_cast<VlanId>(100 + number), branch);
          ENI_CO_CHECK(co_await std::move(adding));
        }
        auto calling = call(world, *vpc, "t119", "c", "10.0.2.13");
        co_return co_await std::move(calling);
      });
  EXPECT_EQ(outcome, "10.0.3.129");
}

}  // namespace
}  // namespace eni::sandbox::world
