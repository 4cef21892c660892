/// Security groups in a real world: what passes the router, and what does not.
#include "sandbox/world/security_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/world/network_settings.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_vpc.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

class SecurityGroupsTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(, SecurityGroupsTest, testing::Values(As::kThisUser, As::kOrdinaryUser),
                         name_of_user);

/// For whom no answer is expected; who expects one waits for as long as a busy machine takes.
constexpr int kBlockedMilliseconds = 100;

const vpc::Cidr kEverybody{};
const vpc::Cidr kEverybody6 = vpc::everything(vpc::Family::kIpv6);

vpc::Cidr block(const char* text) { return *vpc::Cidr::parse(text); }

Permission all_to(std::variant<vpc::Cidr, std::string> peer) { return {-1, -1, -1, std::move(peer)}; }

constexpr const char* kAddresses[] = {"10.0.1.20", "10.0.2.20"};  ///< of task-1 and task-2
constexpr const char* kAddresses6[] = {"2001:db8:0:1::14", "2001:db8:0:2::14"};

/// Whether task-2 reaches task-1 at a port.
Task<Result<bool>> reaches(World& world, const VpcNetwork& vpc, std::uint16_t port, bool expected,
                           std::string address = kAddresses[0]) {
  auto listening = world.make_socket(vpc.find("task-1")->descriptor.get(), listener(address, port));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  auto opening = world.make_socket(vpc.find("task-2")->descriptor.get(), client(address));
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const int milliseconds = expected ? kSocketMilliseconds : kBlockedMilliseconds;
  co_return connect_to(caller.get(), address, port, milliseconds) == "connected";
}

struct Case {
  const char* name;
  std::vector<Permission> ingress;       ///< of sg-1, task-1's
  std::vector<Permission> egress;        ///< of sg-2, task-2's
  std::vector<std::string> more_groups;  ///< of task-1, beside sg-1
  bool reaches_80 = false;
  bool reaches_443 = false;
};

/// By IPv6.
const std::vector<Case>& cases6() {
  const auto all_out = [] { return std::vector{all_to(kEverybody), all_to(kEverybody6)}; };
  static const std::vector<Case> all{
      {"no rules", {}, all_out(), {}, false, false},
      {"everything", {all_to(kEverybody6)}, all_out(), {}, true, true},
      {"everything of IPv4 in", {all_to(kEverybody)}, all_out(), {}, false, false},
      {"everything of IPv4 out", {all_to(kEverybody6)}, {all_to(kEverybody)}, {}, false, false},
      {"a port in", {{6, 80, 80, kEverybody6}}, all_out(), {}, true, false},
      {"a port out", {all_to(kEverybody6)}, {{6, 443, 443, kEverybody6}}, {}, false, true},
      {"from a block it is in", {all_to(block("2001:db8:0:2::/64"))}, all_out(), {}, true, true},
      {"from a block it is not in", {all_to(block("2001:db8:0:1::/64"))}, all_out(), {}, false, false},
      {"from a group it is in", {{6, 80, 80, "sg-2"}}, all_out(), {}, true, false},
      {"from a group it is not in", {all_to("sg-3")}, all_out(), {}, false, false},
      {"to a group it is in", {all_to(kEverybody6)}, {all_to("sg-1")}, {}, true, true},
  };
  return all;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"no rules, which is nothing in", {}, {all_to(kEverybody)}, {}, false, false},
      {"no rules, which is nothing out", {all_to(kEverybody)}, {}, {}, false, false},
      {"everything", {all_to(kEverybody)}, {all_to(kEverybody)}, {}, true, true},
      {"a port in", {{6, 80, 80, kEverybody}}, {all_to(kEverybody)}, {}, true, false},
      {"ports in", {{6, 1, 442, kEverybody}}, {all_to(kEverybody)}, {}, true, false},
      {"a port out", {all_to(kEverybody)}, {{6, 443, 443, kEverybody}}, {}, false, true},
      {"another protocol", {{17, 80, 80, kEverybody}}, {all_to(kEverybody)}, {}, false, false},
      {"from a block it is in", {all_to(block("10.0.2.16/28"))}, {all_to(kEverybody)}, {}, true, true},
      {"from a block it is not in", {all_to(block("10.0.2.32/28"))}, {all_to(kEverybody)}, {}, false, false},
      {"from a group it is in", {{6, 80, 80, "sg-2"}}, {all_to(kEverybody)}, {}, true, false},
      {"from a group it is not in", {all_to("sg-3")}, {all_to(kEverybody)}, {}, false, false},
      {"to a group it is in", {all_to(kEverybody)}, {all_to("sg-1")}, {}, true, true},
      {"to a group it is not in", {all_to(kEverybody)}, {all_to("sg-3")}, {}, false, false},
      {"by one of two groups", {{6, 80, 80, kEverybody}}, {all_to(kEverybody)}, {"sg-443"}, true, true},
  };
  return all;
}

/// What differs from the case, a line each.
Task<Result<std::string>> try_case(World& world, const VpcNetwork& vpc, SecurityGroups& groups,
                                   const Case& each, bool is_ipv6) {
  ENI_CO_CHECK(groups.put({"sg-1", each.ingress, {}}));
  ENI_CO_CHECK(groups.put({"sg-2", {}, each.egress}));
  ENI_CO_CHECK(groups.put({"sg-443", {{6, 443, 443, kEverybody}}, {}}));
  std::vector<std::string> of_task = each.more_groups;
  of_task.push_back("sg-1");
  const auto& [first_address, second_address] = is_ipv6 ? kAddresses6 : kAddresses;
  ENI_CO_CHECK(groups.assign(*vpc::Address::parse(first_address), of_task));
  ENI_CO_CHECK(groups.assign(*vpc::Address::parse(second_address), {"sg-2"}));
  auto first = reaches(world, vpc, 80, each.reaches_80, first_address);
  ENI_CO_TRY(const bool reaches_80, co_await std::move(first));
  auto second = reaches(world, vpc, 443, each.reaches_443, first_address);
  ENI_CO_TRY(const bool reaches_443, co_await std::move(second));
  if (reaches_80 == each.reaches_80 && reaches_443 == each.reaches_443) co_return std::string{};
  co_return std::string(each.name) + ": " + std::to_string(reaches_80) + " " + std::to_string(reaches_443) +
      "\n";
}

TEST_P(SecurityGroupsTest, LetThroughWhatTheirRulesSay) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_TRY(SecurityGroups groups, SecurityGroups::make(vpc->router()));
        std::string wrong;
        for (const bool is_ipv6 : {false, true}) {
          if (is_ipv6 && !has_ipv6()) break;
          for (const Case& each : is_ipv6 ? cases6() : cases()) {
            auto trying = try_case(world, *vpc, groups, each, is_ipv6);
            ENI_CO_TRY(const std::string difference, co_await std::move(trying));
            wrong += difference;
          }
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

/// What the router sends from 10.0.9.9, an address of its own. @return  what differs from what is expected
Task<Result<std::string>> try_own(World& world, const VpcNetwork& vpc, std::string_view what, bool expected) {
  auto listening = world.make_socket(vpc.find("task-1")->descriptor.get(), listener("10.0.1.20", 80));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  SocketOptions options = client();
  options.address = listener("10.0.9.9", 0).address;
  auto opening = world.make_socket(vpc.router().descriptor.get(), std::move(options));
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const int milliseconds = expected ? kSocketMilliseconds : kBlockedMilliseconds;
  const bool is_connected = connect_to(caller.get(), "10.0.1.20", 80, milliseconds) == "connected";
  co_return is_connected == expected ? std::string{} : std::string(what) + "\n";
}

/// A load balancer, whose sockets are the router's, is no other than the VPC's members.
TEST_P(SecurityGroupsTest, HoldForAddressesOfTheRoutersOwn) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        netlink::Batch batch;
        netlink::add_address(batch, netlink::kLoopback, ip("10.0.9.9"), 32);
        ENI_CO_CHECK(vpc->router().routes.send(batch));
        ENI_CO_TRY(SecurityGroups groups, SecurityGroups::make(vpc->router()));
        ENI_CO_CHECK(groups.put({"sg-1", {{6, 80, 80, "sg-lb"}}, {}}));
        ENI_CO_CHECK(groups.put({"sg-lb", {}, {all_to(kEverybody)}}));
        ENI_CO_CHECK(groups.assign(ip("10.0.1.20"), {"sg-1"}));
        auto first = try_own(world, *vpc, "what is nobody's passes", true);
        ENI_CO_TRY(std::string wrong, co_await std::move(first));
        ENI_CO_CHECK(groups.guard_own(ip("10.0.9.9")));
        auto second = try_own(world, *vpc, "without a group it is in no group", false);
        ENI_CO_TRY(const std::string without, co_await std::move(second));
        ENI_CO_CHECK(groups.assign(ip("10.0.9.9"), {"sg-lb"}));
        auto third = try_own(world, *vpc, "its group is let in", true);
        ENI_CO_TRY(const std::string as_member, co_await std::move(third));
        ENI_CO_CHECK(groups.put({"sg-lb", {}, {}}));
        auto fourth = try_own(world, *vpc, "its group lets nothing out", false);
        ENI_CO_TRY(const std::string mute, co_await std::move(fourth));
        ENI_CO_CHECK(groups.leave_own(ip("10.0.9.9")));
        auto fifth = try_own(world, *vpc, "it is nobody's again", true);
        ENI_CO_TRY(const std::string left, co_await std::move(fifth));
        co_return wrong + without + as_member + mute + left;
      });
  EXPECT_EQ(outcome, "");
}

/// What the kernel answers to each of so many messages fits where it waits to be read, on kernels of Debian's, too.
TEST_P(SecurityGroupsTest, MayHaveManyRulesThatReferToOthers) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        ENI_CO_TRY(SecurityGroups groups, SecurityGroups::make(vpc->router()));
        SecurityGroup group{"sg-1", {}, {}};
        for (int number = 0; number < 30; ++number) {
          group.ingress.push_back({6, 80, 80, "sg-in-" + std::to_string(number)});
          group.egress.push_back({6, 80, 80, "sg-out-" + std::to_string(number)});
        }
        ENI_CO_CHECK(groups.put(group));
        ENI_CO_CHECK(groups.put({"sg-in-29", {}, {all_to(kEverybody)}}));
        ENI_CO_CHECK(groups.assign(ip("10.0.1.20"), {"sg-1"}));
        ENI_CO_CHECK(groups.assign(ip("10.0.2.20"), {"sg-in-29"}));
        auto calling = reaches(world, *vpc, 80, true);
        ENI_CO_TRY(const bool reached, co_await std::move(calling));
        co_return reached ? "" : "not the last one";
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(SecurityGroupsTest, ForgetMembersAndAreGoneWhenNobodyRefersToThem) {
  const std::string outcome = run([](net::EventLoop&, World& world,
                                     const std::string&) -> Task<Result<std::string>> {
    auto making = make_two_tasks(world);
    ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
    ENI_CO_TRY(SecurityGroups groups, SecurityGroups::make(vpc->router()));
    ENI_CO_CHECK(groups.put({"sg-1", {all_to("sg-2")}, {all_to(kEverybody)}}));
    ENI_CO_CHECK(groups.put({"sg-2", {}, {all_to(kEverybody)}}));
    ENI_CO_CHECK(groups.assign(ip("10.0.1.20"), {"sg-1"}));
    ENI_CO_CHECK(groups.assign(ip("10.0.2.20"), {"sg-2"}));
    const bool refused = groups.remove("sg-2").has_error();
    ENI_CO_CHECK(groups.unassign(ip("10.0.2.20")));
    ENI_CO_CHECK(groups.assign(ip("10.0.2.20"), {"sg-1"}));
    auto first = reaches(world, *vpc, 80, false);
    ENI_CO_TRY(const bool reaches_without, co_await std::move(first));
    ENI_CO_CHECK(groups.put({"sg-1", {all_to("sg-1")}, {all_to(kEverybody)}}));
    ENI_CO_CHECK(groups.remove("sg-2"));
    auto second = reaches(world, *vpc, 80, true);
    ENI_CO_TRY(const bool reaches_as_member, co_await std::move(second));
    co_return std::to_string(refused) + std::to_string(reaches_without) + std::to_string(reaches_as_member);
  });
  EXPECT_EQ(outcome, "101");
}

}  // namespace
}  // namespace eni::sandbox::world
