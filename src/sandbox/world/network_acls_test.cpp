/// Network ACLs in a real world.
#include "sandbox/world/network_acls.h"

#include <gtest/gtest.h>

#include "sandbox/world/network_settings.h"
#include "sandbox/world/security_groups.h"
#include "sandbox/world/test_sockets.h"
#include "sandbox/world/test_vpc.h"
#include "sandbox/world/test_world.h"

namespace eni::sandbox::world {
namespace {

class NetworkAclsTest : public WorldTest {};
INSTANTIATE_TEST_SUITE_P(, NetworkAclsTest, testing::Values(As::kThisUser, As::kOrdinaryUser), name_of_user);

constexpr int kBlockedMilliseconds = 100;
constexpr int kTcp = 6;

const AclRule kAllowAll{true, -1, -1, -1, {}};
const AclRule kAllowAll6{true, -1, -1, -1, vpc::everything(vpc::Family::kIpv6)};
/// Where clients' own ports are.
const AclRule kAllowAnswers{true, kTcp, 1024, 65535, {}};

vpc::Cidr block(const char* text) { return *vpc::Cidr::parse(text); }

AclRule tcp(bool allows, int port, const char* peer) { return {allows, kTcp, port, port, block(peer)}; }

/// Whether one reaches a port of another.
Task<Result<bool>> reaches(World& world, const VpcNetwork& vpc, std::string from, std::string to,
                           std::string address, bool expected) {
  auto listening = world.make_socket(vpc.find(to)->descriptor.get(), listener(address, 80));
  ENI_CO_TRY(const net::Descriptor server, co_await std::move(listening));
  auto opening = world.make_socket(vpc.find(from)->descriptor.get(), client(address));
  ENI_CO_TRY(const net::Descriptor caller, co_await std::move(opening));
  const int milliseconds = expected ? kSocketMilliseconds : kBlockedMilliseconds;
  co_return connect_to(caller.get(), address, 80, milliseconds) == "connected";
}

struct Case {
  const char* name;
  NetworkAcl first;   ///< of task-1's subnet, the server's
  NetworkAcl second;  ///< of task-2's, the client's
  bool reaches = false;
};

const std::vector<Case>& cases() {
  static const NetworkAcl kOpen{"acl-2", {kAllowAll}, {kAllowAll}};
  static const std::vector<Case> all{
      {"all is allowed", {"acl-1", {kAllowAll}, {kAllowAll}}, kOpen, true},
      {"no rules", {"acl-1", {}, {}}, kOpen, false},
      {"the port in, and answers out", {"acl-1", {tcp(true, 80, "0.0.0.0/0")}, {kAllowAnswers}}, kOpen, true},
      {"another port in", {"acl-1", {tcp(true, 443, "0.0.0.0/0")}, {kAllowAnswers}}, kOpen, false},
      {"answers are not let out", {"acl-1", {kAllowAll}, {tcp(true, 80, "0.0.0.0/0")}}, kOpen, false},
      {"the first rule counts: denied",
       {"acl-1", {tcp(false, 80, "10.0.2.0/24"), kAllowAll}, {kAllowAll}},
       kOpen,
       false},
      {"the first rule counts: allowed",
       {"acl-1", {tcp(true, 80, "10.0.2.0/24"), {false, -1, -1, -1, {}}}, {kAllowAll}},
       kOpen,
       true},
      {"of another block", {"acl-1", {tcp(true, 80, "10.0.3.0/24")}, {kAllowAll}}, kOpen, false},
      {"not let out by the client's",
       {"acl-1", {kAllowAll}, {kAllowAll}},
       {"acl-2", {kAllowAll}, {tcp(false, 80, "10.0.1.0/24"), kAllowAll}},
       false},
      {"answers are not let in by the client's",
       {"acl-1", {kAllowAll}, {kAllowAll}},
       {"acl-2", {tcp(true, 80, "0.0.0.0/0")}, {kAllowAll}},
       false},
  };
  return all;
}

/// With security groups that let everything through: who is let through there is not by ACLs.
Task<Result<SecurityGroups>> make_open_groups(const VpcNetwork& vpc) {
  ENI_CO_TRY(SecurityGroups groups, SecurityGroups::make(vpc.router()));
  const Permission all{-1, -1, -1, vpc::Cidr{}};
  const Permission all6{-1, -1, -1, vpc::everything(vpc::Family::kIpv6)};
  ENI_CO_CHECK(groups.put({"sg-1", {all, all6}, {all, all6}}));
  for (const char* address :
       {"10.0.1.10", "10.0.1.20", "10.0.2.20", "2001:db8:0:1::a", "2001:db8:0:1::14", "2001:db8:0:2::14"})
    ENI_CO_CHECK(groups.assign(*vpc::Address::parse(address), {"sg-1"}));
  co_return std::move(groups);
}

TEST_P(NetworkAclsTest, LetThroughWhatTheirFirstRuleSays) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto opening = make_open_groups(*vpc);
        ENI_CO_TRY(const SecurityGroups groups, co_await std::move(opening));
        ENI_CO_TRY(NetworkAcls acls, NetworkAcls::make(vpc->router()));
        std::string wrong;
        for (const Case& each : cases()) {
          ENI_CO_CHECK(acls.put(each.first));
          ENI_CO_CHECK(acls.put(each.second));
          ENI_CO_CHECK(acls.assign(block("10.0.1.0/24"), "acl-1"));
          ENI_CO_CHECK(acls.assign(block("10.0.2.0/24"), "acl-2"));
          auto trying = reaches(world, *vpc, "task-2", "task-1", "10.0.1.20", each.reaches);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached != each.reaches) wrong += std::string(each.name) + "\n";
        }
        co_return wrong;
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(NetworkAclsTest, HaveRulesOfIpv6Beside) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  static const NetworkAcl kOpen{"acl-2", {kAllowAll6}, {kAllowAll6}};
  static const std::vector<Case> all{
      {"rules of IPv4 alone", {"acl-1", {kAllowAll}, {kAllowAll}}, kOpen, false},
      {"all is allowed", {"acl-1", {kAllowAll6}, {kAllowAll6}}, kOpen, true},
      {"a block is denied",
       {"acl-1", {tcp(false, 80, "2001:db8:0:2::/64"), kAllowAll6}, {kAllowAll6}},
       kOpen,
       false},
      {"another block is denied",
       {"acl-1", {tcp(false, 80, "2001:db8:0:3::/64"), kAllowAll6}, {kAllowAll6}},
       kOpen,
       true},
      {"answers are not let out", {"acl-1", {kAllowAll6}, {tcp(true, 80, "::/0")}}, kOpen, false},
  };
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto opening = make_open_groups(*vpc);
        ENI_CO_TRY(const SecurityGroups groups, co_await std::move(opening));
        ENI_CO_TRY(NetworkAcls acls, NetworkAcls::make(vpc->router()));
        std::string wrong;
        for (const Case& each : all) {
          ENI_CO_CHECK(acls.put(each.first));
          ENI_CO_CHECK(acls.put(each.second));
          ENI_CO_CHECK(acls.assign(block("2001:db8:0:1::/64"), "acl-1"));
          ENI_CO_CHECK(acls.assign(block("2001:db8:0:2::/64"), "acl-2"));
          auto trying = reaches(world, *vpc, "task-2", "task-1", "2001:db8:0:1::14", each.reaches);
          ENI_CO_TRY(const bool reached, co_await std::move(trying));
          if (reached != each.reaches) wrong += std::string(each.name) + "\n";
        }
        ENI_CO_CHECK(acls.put({"acl-1", {}, {}}));
        auto within = reaches(world, *vpc, "i-1", "task-1", "2001:db8:0:1::14", true);
        ENI_CO_TRY(const bool reached_within, co_await std::move(within));
        co_return wrong + (reached_within ? "" : "within its subnet");
      });
  EXPECT_EQ(outcome, "");
}

TEST_P(NetworkAclsTest, SayNothingWithinASubnet) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto opening = make_open_groups(*vpc);
        ENI_CO_TRY(const SecurityGroups groups, co_await std::move(opening));
        ENI_CO_TRY(NetworkAcls acls, NetworkAcls::make(vpc->router()));
        ENI_CO_CHECK(acls.put({"acl-1", {}, {}}));
        ENI_CO_CHECK(acls.assign(block("10.0.1.0/24"), "acl-1"));
        auto within = reaches(world, *vpc, "i-1", "task-1", "10.0.1.20", true);
        ENI_CO_TRY(const bool reached_within, co_await std::move(within));
        auto across = reaches(world, *vpc, "task-2", "task-1", "10.0.1.20", false);
        ENI_CO_TRY(const bool reached_across, co_await std::move(across));
        co_return std::to_string(reached_within) + std::to_string(reached_across);
      });
  EXPECT_EQ(outcome, "10");
}

TEST_P(NetworkAclsTest, ASubnetThatIsGoneLetsNothingPassBetweenThoseInItsPlace) {
  const std::string outcome =
      run([](net::EventLoop&, World& world, const std::string&) -> Task<Result<std::string>> {
        auto making = make_two_tasks(world);
        ENI_CO_TRY(const std::unique_ptr<VpcNetwork> vpc, co_await std::move(making));
        auto opening = make_open_groups(*vpc);
        ENI_CO_TRY(const SecurityGroups groups, co_await std::move(opening));
        ENI_CO_TRY(NetworkAcls acls, NetworkAcls::make(vpc->router()));
        ENI_CO_CHECK(acls.put({"acl-1", {}, {}}));
        ENI_CO_CHECK(acls.assign(block("10.0.0.0/16"), "acl-1"));
        ENI_CO_CHECK(acls.assign(block("10.0.1.0/24"), "acl-1"));
        auto before = reaches(world, *vpc, "task-2", "task-1", "10.0.1.20", true);
        ENI_CO_TRY(const bool reached_before, co_await std::move(before));
        ENI_CO_CHECK(acls.unassign(block("10.0.0.0/16")));
        auto after = reaches(world, *vpc, "task-2", "task-1", "10.0.1.20", false);
        ENI_CO_TRY(const bool reached_after, co_await std::move(after));
        co_return std::to_string(reached_before) + std::to_string(reached_after);
      });
  EXPECT_EQ(outcome, "10");
}

}  // namespace
}  // namespace eni::sandbox::world
