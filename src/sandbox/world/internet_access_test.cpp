/// Ways out of a VPC in a real world. What is outside is a network of the test's.
#include "sandbox/world/internet_access.h"

#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/world/network_settings.h"
#include "sandbox/world/route_tables.h"
#include "sandbox/world/test_outside.h"
#include "sandbox/world/test_vpc.h"

namespace eni::sandbox::world {
namespace {

using enum RouteTarget;

constexpr std::uint16_t kPort = 8080;
/// For whom no answer is expected.
constexpr int kBlockedMilliseconds = 100;

constexpr const char* kServer = "192.0.2.10";
constexpr const char* kTask = "10.0.1.20";
/// Where the machine may have services that nobody else may reach.
const std::vector<std::string> kRefused{"169.254.169.254", "168.63.129.16", "100.100.100.200", "198.18.0.7"};
constexpr const char* kServer6 = "2001:2::10";
constexpr const char* kTask6 = "2001:db8:0:1::14";
const std::vector<std::string> kRefused6{"fd00:ec2::254",      "fd20:ce::254",       "fd00:42::42",
                                         "fd00:c1::a9fe:a9fe", "fd00:a9fe:a9fe::1",  "fd00:100::100:200",
                                         "2002:a9fe:a9fe::1",  "64:ff9b::a9fe:a9fe", "2001:db8:0:9::9"};

std::vector<std::string> addresses() {
  std::vector<std::string> all{kServer};
  all.insert(all.end(), kRefused.begin(), kRefused.end());
  if (!has_ipv6()) return all;
  all.emplace_back(kServer6);
  all.insert(all.end(), kRefused6.begin(), kRefused6.end());
  return all;
}

/// Interfaces are made by it. udev lets everybody open it, other machines only root, and containers often nobody.
bool is_device_open_to(As user) {
  const pid_t child = fork();
  if (child == 0) {
    const bool is_user = user == As::kThisUser || become_ordinary_user();
    _exit(is_user && open("/dev/net/tun", O_RDWR | O_CLOEXEC) >= 0 ? 0 : 1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

class InternetAccessTest : public OutsideTest {
 protected:
  void SetUp() override {
    OutsideTest::SetUp();
    if (IsSkipped()) return;
    const std::string reason =
        run({}, [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
          auto trying = try_internet_access(loop, world);
          ENI_CO_CHECK(co_await std::move(trying));
          co_return std::string{};
        });
    if (reason.empty()) return;
    ASSERT_FALSE(std::filesystem::exists("/usr/bin/slirp4netns") && is_device_open_to(GetParam())) << reason;
    GTEST_SKIP() << reason;
  }
};
INSTANTIATE_TEST_SUITE_P(, InternetAccessTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         name_of_user);

/// A VPC with two tasks and a way out.
struct Vpc {
  std::unique_ptr<VpcNetwork> network;
  std::optional<RouteTables> routes;
  std::unique_ptr<InternetAccess> access;
};

Task<Result<Vpc>> make_vpc(net::EventLoop& loop, World& world) {
  Vpc vpc;
  auto making = make_two_tasks(world);
  ENI_CO_TRY(vpc.network, co_await std::move(making));
  ENI_CO_TRY(vpc.routes, RouteTables::make(vpc.network->router()));
  auto opening = InternetAccess::make(loop, world, vpc.network->router(), nullptr);
  ENI_CO_TRY(vpc.access, co_await std::move(opening));
  co_return std::move(vpc);
}

Route route(const char* destination, RouteTarget target) { return {*vpc::Cidr::parse(destination), target}; }

/// Whether somebody in that network reaches a listener outside.
Task<Result<bool>> reaches_from(World& world, const Network& network, std::string address, bool expected) {
  const net::Descriptor server = listen_outside(address, kPort);
  auto opening = world.make_socket(network.descriptor.get(), client(address));
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const int milliseconds = expected ? kSocketMilliseconds : kBlockedMilliseconds;
  if (connect_to(caller.get(), address, kPort, milliseconds) != "connected") co_return false;
  // slirp4netns itself takes the connection first, and then makes its own.
  co_return wait_for(server.get(), POLLIN, milliseconds);
}

/// Whether task-1 does.
Task<Result<bool>> reaches(World& world, const Vpc& vpc, std::string address, bool expected) {
  return reaches_from(world, *vpc.network->find("task-1"), std::move(address), expected);
}

struct Case {
  const char* name;
  std::vector<Route> routes;
  bool has_public_address = false;
  std::vector<vpc::Cidr> closed_off;
  bool reaches = false;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"no route", {}, true, {}, false},
      {"a NAT gateway", {route("0.0.0.0/0", kNatGateway)}, false, {}, true},
      {"an internet gateway, with a public address", {route("0.0.0.0/0", kInternetGateway)}, true, {}, true},
      {"an internet gateway, without one", {route("0.0.0.0/0", kInternetGateway)}, false, {}, false},
      {"a blackhole", {route("0.0.0.0/0", kNowhere)}, true, {}, false},
      {"a blackhole with a longer prefix",
       {route("0.0.0.0/0", kNatGateway), route("192.0.2.0/24", kNowhere)},
       false,
       {},
       false},
      {"a gateway with a longer prefix",
       {route("192.0.2.0/24", kNatGateway), route("0.0.0.0/0", kNowhere)},
       false,
       {},
       true},
      {"a route to another network", {route("198.51.100.0/24", kNatGateway)}, false, {}, false},
      {"the block of another VPC",
       {route("0.0.0.0/0", kNatGateway)},
       false,
       {*vpc::Cidr::parse("192.0.2.0/25")},
       false},
  };
  return all;
}

TEST_P(InternetAccessTest, IsForThoseWhoseRoutesLeadThere) {
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        auto without = reaches(world, vpc, kServer, false);
        ENI_CO_TRY(const bool reaches_without_table, co_await std::move(without));
        std::string wrong = reaches_without_table ? "without a table\n" : "";
        for (const Case& each : cases()) {
          ENI_CO_CHECK(vpc.routes->close_off(each.closed_off));
          ENI_CO_CHECK(vpc.routes->put({"rtb-1", each.routes}));
          ENI_CO_CHECK(vpc.routes->assign(ip(kTask), {"rtb-1", each.has_public_address}));
          auto trying = reaches(world, vpc, kServer, each.reaches);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached != each.reaches) wrong += std::string(each.name) + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

const std::vector<Case>& cases6() {
  static const std::vector<Case> all{
      {"no route", {}, true, {}, false},
      {"a route of IPv4", {route("0.0.0.0/0", kNatGateway)}, true, {}, false},
      {"an internet gateway", {route("::/0", kInternetGateway)}, true, {}, true},
      {"an egress-only internet gateway", {route("::/0", kNatGateway)}, true, {}, true},
      {"a blackhole with a longer prefix",
       {route("::/0", kInternetGateway), route("2001:2::/48", kNowhere)},
       true,
       {},
       false},
      {"the block of another VPC",
       {route("::/0", kInternetGateway)},
       true,
       {*vpc::Cidr::parse("2001:2::/56")},
       false},
  };
  return all;
}

TEST_P(InternetAccessTest, IsByIpv6ForThoseWhoseRoutesLeadThere) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        std::string wrong;
        if (const auto& failure = vpc.access->ipv6_failure()) wrong += to_string(*failure) + "\n";
        for (const Case& each : cases6()) {
          ENI_CO_CHECK(vpc.routes->close_off(each.closed_off));
          ENI_CO_CHECK(vpc.routes->put({"rtb-1", each.routes}));
          ENI_CO_CHECK(vpc.routes->assign(*vpc::Address::parse(kTask6), {"rtb-1", each.has_public_address}));
          auto trying = reaches(world, vpc, kServer6, each.reaches);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached != each.reaches) wrong += std::string(each.name) + "\n";
        }
        auto router = reaches_from(world, vpc.network->router(), kServer6, false);
        ENI_CO_TRY(const bool router_reaches, co_await std::move(router));
        co_return wrong + (router_reaches ? "the router" : "");
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(InternetAccessTest, LeadsToNoServicesOfTheMachineByIpv6) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {route("::/0", kInternetGateway)}}));
        ENI_CO_CHECK(vpc.routes->assign(*vpc::Address::parse(kTask6), {"rtb-1", true}));
        std::string wrong;
        const net::Descriptor on_loopback = listen_outside("::1", kPort);
        const net::Descriptor on_loopback4 = listen_outside("127.0.0.1", kPort);
        std::vector<std::string> refused = kRefused6;
        // The loopback's, and the program's own, by which it would lead there and to name servers.
        refused.insert(refused.end(),
                       {"::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::2", "fd00::3", "fd00::100"});
        for (const std::string& address : refused) {
          auto trying = reaches(world, vpc, address, false);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached || wait_for(on_loopback.get(), POLLIN, 0) || wait_for(on_loopback4.get(), POLLIN, 0))
            wrong += address + "\n";
        }
        auto trying = reaches(world, vpc, kServer6, true);
        ENI_CO_TRY(const bool reaches_server, co_await std::move(trying));
        co_return wrong + (reaches_server ? "" : "not even the server");
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(InternetAccessTest, LeadsToNoServicesOfTheMachine) {
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {route("0.0.0.0/0", kNatGateway)}}));
        ENI_CO_CHECK(vpc.routes->assign(ip(kTask), {"rtb-1", false}));
        std::string wrong;
        const net::Descriptor on_loopback = listen_outside("127.0.0.1", kPort);
        std::vector<std::string> refused = kRefused;
        // The program's own, by which it would lead to the loopback and to name servers.
        refused.insert(refused.end(), {"169.254.255.2", "169.254.255.3"});
        for (const std::string& address : refused) {
          auto trying = reaches(world, vpc, address, false);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached || wait_for(on_loopback.get(), POLLIN, 0)) wrong += address + "\n";
        }
        auto trying = reaches(world, vpc, kServer, true);
        ENI_CO_TRY(const bool reaches_server, co_await std::move(trying));
        // Load balancers' targets may be anywhere.
        auto router = reaches_from(world, vpc.network->router(), kServer, false);
        ENI_CO_TRY(const bool router_reaches, co_await std::move(router));
        co_return wrong + (reaches_server ? "" : "not even the server") +
            (router_reaches ? "the router" : "");
      });
  EXPECT_EQ(outcome, "");
}

/// What arrives of a byte that is sent: "x", or nothing.
std::string arrives(int from, int to, int milliseconds) {
  (void)!send(from, "x", 1, MSG_NOSIGNAL);
  char byte = 0;
  return wait_for(to, POLLIN, milliseconds) && recv(to, &byte, 1, MSG_DONTWAIT) == 1 ? std::string(1, byte)
                                                                                     : "";
}

TEST_P(InternetAccessTest, ConnectionsStopWithTheirRoute) {
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {route("0.0.0.0/0", kNatGateway)}}));
        ENI_CO_CHECK(vpc.routes->assign(ip(kTask), {"rtb-1", false}));
        const net::Descriptor server = listen_outside(kServer, kPort);
        auto opening = world.make_socket(vpc.network->find("task-1")->descriptor.get(), client());
        ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
        if (connect_to(caller.get(), kServer, kPort) != "connected") co_return "not connected";
        if (!wait_for(server.get(), POLLIN)) co_return "not accepted";
        const net::Descriptor accepted{accept4(server.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        std::string heard = arrives(caller.get(), accepted.get(), kSocketMilliseconds);
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {}}));
        heard += "," + arrives(caller.get(), accepted.get(), kBlockedMilliseconds);
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {route("0.0.0.0/0", kNatGateway)}}));
        heard += "," + arrives(caller.get(), accepted.get(), kSocketMilliseconds);
        co_return heard;
      });
  EXPECT_EQ(outcome, "x,,x");
}

TEST_P(InternetAccessTest, EndsWithItsObject) {
  const std::string outcome = run(
      addresses(), [](net::EventLoop& loop, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_vpc(loop, world);
        ENI_CO_TRY(Vpc vpc, co_await std::move(making));
        ENI_CO_CHECK(vpc.routes->put({"rtb-1", {route("0.0.0.0/0", kNatGateway)}}));
        ENI_CO_CHECK(vpc.routes->assign(ip(kTask), {"rtb-1", false}));
        vpc.access.reset();
        auto trying = reaches(world, vpc, kServer, false);
        ENI_CO_TRY(const bool reached, co_await std::move(trying));
        auto opening = InternetAccess::make(loop, world, vpc.network->router(), nullptr);
        ENI_CO_TRY(vpc.access, co_await std::move(opening));
        auto again = reaches(world, vpc, kServer, true);
        ENI_CO_TRY(const bool reached_again, co_await std::move(again));
        co_return std::string(reached ? "still" : "") + (reached_again ? "again" : "");
      });
  EXPECT_EQ(outcome, "again");
}

}  // namespace
}  // namespace eni::sandbox::world
