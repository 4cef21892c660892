/// IPv6 between hosts and tasks of a VPC in a real world.
#include <gtest/gtest.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>

#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/network_settings.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_vpc.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

class Ipv6NetworkTest : public WorldTest {
 protected:
  void SetUp() override {
    if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
    WorldTest::SetUp();
  }
};
INSTANTIATE_TEST_SUITE_P(, Ipv6NetworkTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

constexpr const char* kHost1 = "2001:db8:0:1::a";
constexpr const char* kHost2 = "2001:db8:0:2::a";
constexpr const char* kTask1 = "2001:db8:0:1::14";
constexpr const char* kTask2 = "2001:db8:0:2::14";
constexpr const char* kTask3 = "2001:db8:0:1::15";  ///< on the same trunk as the first, in its subnet
constexpr const char* kTask4 = "2001:db8:0:2::16";  ///< with an interface of its own
constexpr const char* kNobody = "2001:db8:0:9::9";

constexpr std::uint16_t kPort = 8080;
constexpr int kBlockedMilliseconds = 100;
constexpr int kAttempts = 600;  ///< of what is to arrive

Task<Result<std::unique_ptr<VpcNetwork>>> make_vpc(World& world) {
  auto making = make_two_tasks(world);
  ENI_CO_TRY(std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
  auto branching = vpc->add_branch("task-3", "i-1", 8, dual_stack({0x0e, 0, 0, 0, 1, 8}, 1, 0x15));
  ENI_CO_CHECK(co_await std::move(branching));
  auto adding = vpc->add_task("task-4", dual_stack({0x0e, 0, 0, 0, 2, 9}, 2, 0x16));
  ENI_CO_CHECK(co_await std::move(adding));
  co_return std::move(vpc);
}

/// What comes of a connection from one to the address of another: who is seen there.
Task<Result<std::string>> call(World& world, const VpcNetwork& vpc, std::string from, std::string to,
                               std::string address) {
  auto listening = world.make_socket(vpc.find(to)->descriptor.get(), listener(address, kPort));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  auto opening = world.make_socket(vpc.find(from)->descriptor.get(), client(address));
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const std::string connected = connect_to(caller.get(), address, kPort);
  if (connected != "connected") co_return connected;
  co_return peer_of_next(server.get());
}

TEST_P(Ipv6NetworkTest, LetsAllReachEachOtherByTheirOwnAddresses) {
  struct Case {
    const char* from;
    const char* to;
    const char* address;
    const char* seen;
  };
  constexpr Case kCases[] = {
      {"task-1", "task-2", kTask2, kTask1},  // of two hosts, in two subnets
      {"task-2", "task-1", kTask1, kTask2},
      {"task-1", "task-3", kTask3, kTask1},  // of a host and a subnet
      {"task-1", "i-1", kHost1, kTask1},     // its own host
      {"i-2", "task-1", kTask1, kHost2},
      {"i-1", "i-2", kHost2, kHost1},
      {"task-4", "task-1", kTask1, kTask4},
      {"task-2", "task-4", kTask4, kTask2},
      {"task-1", "task-2", "10.0.2.20", "10.0.1.20"},
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

TEST_P(Ipv6NetworkTest, IsOffWhereAnInterfaceHasNoAddressOfIt) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        Interface own = dual_stack({0x0e, 0, 0, 0, 1, 9}, 1, 0x17);
        own.addresses6.clear();
        auto adding = vpc->add_branch("task-5", "i-1", 9, own);
        ENI_CO_CHECK(co_await std::move(adding));
        auto with = world.make_socket(vpc->find("task-1")->descriptor.get(), listener("::1", kPort));
        const bool has_loopback = (co_await std::move(with)).has_value();
        auto without = world.make_socket(vpc->find("task-5")->descriptor.get(), listener("::1", kPort));
        const bool has_none = (co_await std::move(without)).has_error();
        auto calling = call(world, *vpc, "task-5", "task-1", "10.0.1.20");
        ENI_CO_TRY(const std::string seen, co_await std::move(calling));
        co_return std::to_string(has_loopback) + std::to_string(has_none) + " " + seen;
      });
  EXPECT_EQ(outcome, "11 10.0.1.23");
}

TEST_P(Ipv6NetworkTest, HostsMayGetOtherAddresses) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        std::string seen;
        for (const std::uint8_t host : {std::uint8_t{0x31}, std::uint8_t{0x32}}) {
          const Interface now = dual_stack({}, 1, host);
          ENI_CO_CHECK(vpc->set_addresses6("i-1", now));
          auto calling = call(world, *vpc, "task-2", "i-1", now.addresses()[1].text());
          ENI_CO_TRY(const std::string by, co_await std::move(calling));
          auto back = call(world, *vpc, "i-1", "task-2", kTask2);
          ENI_CO_TRY(const std::string from, co_await std::move(back));
          seen += by + " " + from + ", ";
        }
        Interface none = dual_stack({}, 1, 10);
        none.addresses6.clear();
        ENI_CO_CHECK(vpc->set_addresses6("i-1", none));
        auto listening =
            world.make_socket(vpc->find("i-1")->descriptor.get(), listener("2001:db8:0:1::32", kPort));
        co_return seen + ((co_await std::move(listening)).has_error() ? "none" : "one");
      });
  EXPECT_EQ(outcome, "2001:db8:0:2::14 2001:db8:0:1::31, 2001:db8:0:2::14 2001:db8:0:1::32, none");
}

TEST_P(Ipv6NetworkTest, HostsMayGetAnAddressThatAGatewayHad) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc->set_addresses6("i-1", dual_stack({}, 3, 10)));
        Interface now = dual_stack({}, 3, 1);  // The gateway of the subnet that is gone,
        now.subnet6.prefix = 48;               // in a larger one.
        now.subnet6.first.high = 0x2001'0db8'0000'0000U;
        ENI_CO_CHECK(vpc->set_addresses6("i-1", now));
        auto calling = call(world, *vpc, "task-2", "i-1", now.addresses()[1].text());
        co_return co_await std::move(calling);
      });
  EXPECT_EQ(outcome, kTask2);
}

TEST_P(Ipv6NetworkTest, ForgetsAddressesThatOthersHaveNow) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        vpc->remove("task-1");
        auto branching = vpc->add_branch("task-6", "i-2", 9, dual_stack({0x0e, 0, 0, 0, 2, 6}, 1, 20));
        ENI_CO_CHECK(co_await std::move(branching));
        auto calling = call(world, *vpc, "task-3", "task-6", kTask1);
        ENI_CO_TRY(const std::string seen, co_await std::move(calling));
        auto back = call(world, *vpc, "task-6", "task-3", kTask3);
        ENI_CO_TRY(const std::string seen_back, co_await std::move(back));
        co_return seen + " " + seen_back;
      });
  EXPECT_EQ(outcome, std::string(kTask3) + " " + kTask1);
}

/// @param payload  of even length
std::string datagram(const std::string& source, const std::string& destination, std::string_view payload) {
  struct {
    ip6_hdr ip{};
    udphdr udp{};
  } packet;
  const auto size = htons(static_cast<std::uint16_t>(sizeof packet.udp + payload.size()));
  packet.ip.ip6_vfc = 0x60;
  packet.ip.ip6_plen = size;
  packet.ip.ip6_nxt = IPPROTO_UDP;
  packet.ip.ip6_hlim = 64;
  inet_pton(AF_INET6, source.c_str(), &packet.ip.ip6_src);
  inet_pton(AF_INET6, destination.c_str(), &packet.ip.ip6_dst);
  packet.udp.uh_dport = htons(kPort);
  packet.udp.uh_ulen = size;
  // The sum of all, which IPv6 asks for.
  std::uint32_t sum = htons(IPPROTO_UDP) + size;
  const auto add = [&](const void* from, std::size_t length) {
    for (std::size_t at = 0; at < length; at += 2) {
      std::uint16_t word = 0;
      std::memcpy(&word, static_cast<const char*>(from) + at, sizeof word);
      sum += word;
    }
  };
  add(&packet.ip.ip6_src, 32);
  add(&packet.udp, sizeof packet.udp);
  add(payload.data(), payload.size());
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  packet.udp.uh_sum = static_cast<std::uint16_t>(~sum);
  return std::string{reinterpret_cast<const char*>(&packet), sizeof packet} + std::string{payload};
}

SocketOptions datagrams(const std::string& address) {
  SocketOptions options = listener(address, kPort);
  options.type = SOCK_DGRAM;
  options.backlog = 0;
  return options;
}

/// Whether a datagram that one sends from that source arrives at task-2.
Task<Result<std::string>> send_from(World& world, const VpcNetwork& vpc, std::string sender,
                                    std::string source, bool expected) {
  auto receiving = world.make_socket(vpc.find("task-2")->descriptor.get(), datagrams(kTask2));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  // Its header is the sender's to write.
  auto opening =
      world.make_socket(vpc.find(sender)->descriptor.get(), {AF_INET6, SOCK_RAW, IPPROTO_RAW, "", 0});
  ENI_CO_TRY(const net::Descriptor raw, co_await std::move(opening));
  const std::string packet = datagram(source, kTask2, "");
  const SocketName target = name_of(kTask2, 0);
  // An interface that has just been made may lose the first.
  bool arrives = false;
  for (int attempt = 0; attempt < (expected ? kAttempts : 1) && !arrives; ++attempt) {
    if (sendto(raw.get(), packet.data(), packet.size(), 0, target.raw(), target.size) < 0 && errno != ENOBUFS)
      co_return std::strerror(errno);
    arrives = wait_for(receiver.get(), POLLIN, kBlockedMilliseconds);
  }
  co_return arrives ? "arrives, " : "does not, ";
}

TEST_P(Ipv6NetworkTest, LetsNobodySendAsAnother) {
  struct Case {
    const char* sender;
    const char* source;
    bool arrives;
  };
  constexpr Case kCases[] = {
      {"task-1", kTask1, true},  {"task-1", kNobody, false}, {"task-1", kHost1, false},
      {"task-1", kTask4, false}, {"i-1", kHost1, true},      {"i-1", kTask1, false},
      {"task-4", kTask4, true},  {"task-4", kHost2, false},
  };
  const std::string outcome =
      run([&](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        std::string wrong;
        for (const Case& each : kCases) {
          auto sending = send_from(world, *vpc, each.sender, each.source, each.arrives);
          ENI_CO_TRY(const std::string came, co_await std::move(sending));
          if (came != (each.arrives ? "arrives, " : "does not, "))
            wrong += std::string(each.sender) + " as " + each.source + ": " + came + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

/// A task that forwards what others send.
TEST_P(Ipv6NetworkTest, LetsThoseWithoutASourceCheckSendAsOthers) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto finding = find_tagging(world);
        ENI_CO_TRY(const Tagging tagging, co_await std::move(finding));
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        std::string wrong;
        for (const char* sender : {"task-1", "task-4"}) {
          if (sender == std::string("task-1") && tagging == Tagging::kNone) continue;
          std::string came;
          for (const bool is_checked : {false, true}) {
            ENI_CO_CHECK(vpc->set_source_check(sender, is_checked));
            auto sending = send_from(world, *vpc, sender, kNobody, !is_checked);
            ENI_CO_TRY(const std::string one, co_await std::move(sending));
            came += one;
          }
          if (came != "arrives, does not, ") wrong += std::string(sender) + ": " + came + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

/// One of two parts of a packet, the header of which was written as a whole one's.
std::string fragment(const std::string& packet, bool is_first, std::uint32_t id) {
  constexpr std::size_t kFirst = 8;  // Fragments but the last are of whole units.
  const std::string data = packet.substr(sizeof(ip6_hdr));
  const std::string part = is_first ? data.substr(0, kFirst) : data.substr(kFirst);
  const std::uint16_t place = is_first ? std::uint16_t{IP6F_MORE_FRAG} : htons(kFirst);
  const ip6_frag middle{IPPROTO_UDP, 0, place, htonl(id)};
  ip6_hdr head{};
  std::memcpy(&head, packet.data(), sizeof head);
  head.ip6_nxt = IPPROTO_FRAGMENT;
  head.ip6_plen = htons(static_cast<std::uint16_t>(sizeof middle + part.size()));
  return std::string{reinterpret_cast<const char*>(&head), sizeof head} +
         std::string{reinterpret_cast<const char*>(&middle), sizeof middle} + part;
}

/// What came of two parts of a datagram of the host's to task-2, which they have sent.
Task<Result<std::string>> send_in_parts(World& world, const VpcNetwork& vpc, std::string first_sender,
                                        bool expected) {
  auto receiving = world.make_socket(vpc.find("task-2")->descriptor.get(), datagrams(kTask2));
  ENI_CO_TRY(const net::Descriptor receiver, co_await std::move(receiving));
  const std::string packet = datagram(kHost1, kTask2, "payload.");
  const SocketName target = name_of(kTask2, 0);
  for (const bool is_first : {true, false}) {
    const std::string sender = is_first ? first_sender : "i-1";
    auto opening =
        world.make_socket(vpc.find(sender)->descriptor.get(), {AF_INET6, SOCK_RAW, IPPROTO_RAW, "", 0});
    ENI_CO_TRY(const net::Descriptor raw, co_await std::move(opening));
    const std::string part = fragment(packet, is_first, first_sender == "i-1" ? 1 : 2);
    if (sendto(raw.get(), part.data(), part.size(), 0, target.raw(), target.size) < 0)
      co_return std::strerror(errno);
  }
  co_return wait_for(receiver.get(), POLLIN, expected ? kSocketMilliseconds : kBlockedMilliseconds)
      ? "arrives, "
      : "does not, ";
}

/// As security groups make it: the kernel puts fragments together wherever a rule asks about connections.
Result<void> track_connections(const Network& router) {
  netlink::FilterChanges changes;
  changes.add_early_chain("tracking", netlink::Hook::kForward, -1);
  changes.add_rule("tracking", netlink::FilterRule{}.is_answer().verdict(netlink::accept_packet()));
  return router.filters.send(changes.finish());
}

/// A fragment that is another's must not come to where the router puts them together.
TEST_P(Ipv6NetworkTest, LetsNobodySendAPartAsAnother) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_CHECK(track_connections(vpc->router()));
        auto warming = send_from(world, *vpc, "i-1", kHost1, true);
        ENI_CO_TRY(const std::string warm, co_await std::move(warming));
        auto forging = send_in_parts(world, *vpc, "task-4", false);
        ENI_CO_TRY(const std::string forged, co_await std::move(forging));
        auto sending = send_in_parts(world, *vpc, "i-1", true);
        ENI_CO_TRY(const std::string whole, co_await std::move(sending));
        co_return warm + forged + whole;
      });
  EXPECT_EQ(outcome, "arrives, does not, arrives, ");
}

TEST_P(Ipv6NetworkTest, LetsOnlyTheLastOneThatGotAnAddressSendAsIt) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc->set_addresses6("i-2", dual_stack({}, 2, 0x16)));  // task-4's
        auto former = send_from(world, *vpc, "task-4", kTask4, false);
        ENI_CO_TRY(const std::string before, co_await std::move(former));
        auto latter = send_from(world, *vpc, "i-2", kTask4, true);
        ENI_CO_TRY(const std::string after, co_await std::move(latter));
        // What it has no more is no error, and nobody else's loss.
        Interface none = dual_stack({}, 2, 0x16);
        none.addresses6.clear();
        ENI_CO_CHECK(vpc->set_addresses6("i-1", dual_stack({}, 2, 0x16)));
        ENI_CO_CHECK(vpc->set_addresses6("i-2", none));
        auto last = send_from(world, *vpc, "i-1", kTask4, true);
        ENI_CO_TRY(const std::string at_last, co_await std::move(last));
        co_return before + after + at_last;
      });
  EXPECT_EQ(outcome, "does not, arrives, arrives, ");
}

/// What the router's sets still have of interfaces: an element that is not there cannot be deleted.
std::string left_in_sets(const Network& router) {
  constexpr netlink::Index kFirst = 101;
  constexpr netlink::Index kLast = 120;
  std::string left;
  for (netlink::Index index = kFirst; index <= kLast; ++index) {
    for (const char* source : {kHost1, kTask1, kTask3, kTask4}) {
      netlink::FilterChanges changes;
      changes.delete_source("sources", index, *vpc::Address::parse(source));
      if (router.filters.send(changes.finish()).has_value())
        left += std::to_string(index) + " " + source + ", ";
    }
    netlink::FilterChanges changes;
    changes.delete_interface("unchecked interfaces", index);
    if (router.filters.send(changes.finish()).has_value()) left += std::to_string(index) + " unchecked, ";
  }
  return left;
}

TEST_P(Ipv6NetworkTest, LeavesNothingOfWhatIsRemovedInTheRoutersSets) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc->set_source_check("task-3", false));
        ENI_CO_CHECK(vpc->set_source_check("task-4", false));
        vpc->remove("task-4");
        vpc->remove("i-1");
        vpc->remove("i-2");
        co_return left_in_sets(vpc->router());
      });
  EXPECT_EQ(outcome, "");
}

}  // namespace
}  // namespace eni::sandbox::world
