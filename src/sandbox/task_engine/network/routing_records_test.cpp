#include "sandbox/task_engine/network/routing_records.h"

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::task_engine {
namespace {

const TimePoint kNow = *parse_iso8601("2026-01-02T03:04:05Z");

class Records {
 public:
  Records() : store_{Store::open(":memory:").value()} {
    add("vpc", "vpc-1", "",
        R"({"cidrBlockAssociationSet": [{"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}]})");
    add("vpc", "vpc-2", "",
        R"({"cidrBlockAssociationSet": [{"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.2.0.0/16"}]})");
    add("subnet", "subnet-1", "vpc-1", R"({"cidrBlock": "10.0.1.0/24",
        "ipv6CidrBlockAssociationSet": [{"ipv6CidrBlock": "2001:db8:0:1::/64"}]})");
    add("subnet", "subnet-2", "vpc-1", R"({"cidrBlock": "10.0.2.0/24"})");
    add("internet-gateway", "igw-1", "vpc-1", "{}");
    add("internet-gateway", "igw-2", "", "{}");
    add("egress-only-internet-gateway", "eigw-1", "vpc-1", "{}");
    add("egress-only-internet-gateway", "eigw-2", "vpc-2", "{}");
    add("route-table", "rtb-main", "vpc-1", R"({"associationSet": [{"main": true}],
        "routeSet": [{"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]})");
    add("network-acl", "acl-1", "vpc-1",
        R"({"associationSet": [{"subnetId": "subnet-1"}, {"subnetId": "subnet-2"}],
        "entrySet": []})");
  }

  void add(const char* kind, const char* id, const char* scope, const std::string& document) {
    repository().insert(
        {id, "111122223333", "eu-central-1", kind, scope, parse_json(document).value().as_object()});
  }
  void remove(const char* id) { repository().remove(id); }
  Ec2Repository& repository() { return store_->get<Ec2Repository>(); }
  Store& store() { return *store_; }

 private:
  std::unique_ptr<Store> store_;
};

struct RouteCase {
  const char* name;
  const char* route;    ///< members beside its destination
  const char* gateway;  ///< the document of nat-1
  world::RouteTarget target;
};

class RouteTargetTest : public testing::TestWithParam<RouteCase> {};

TEST_P(RouteTargetTest, IsWhatIsThere) {
  Records records;
  records.add("natgateway", "nat-1", "subnet-2", GetParam().gateway);
  records.add("route-table", "rtb-1", "vpc-1",
              std::string(R"({"associationSet": [{"main": false, "subnetId": "subnet-1"}],
                  "routeSet": [{"destinationCidrBlock": "0.0.0.0/0", )") +
                  GetParam().route + R"(}, {"destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"}]})");
  const auto subnet = find_subnet(records.store(), "subnet-1", kNow);
  ASSERT_TRUE(subnet);
  EXPECT_EQ(subnet->routes.id, "rtb-1");
  ASSERT_EQ(subnet->routes.routes.size(), 2U);
  EXPECT_EQ(subnet->routes.routes[0].target, GetParam().target);
  const world::Route ipv6{vpc::everything(vpc::Family::kIpv6), world::RouteTarget::kInternetGateway};
  EXPECT_EQ(subnet->routes.routes[1], ipv6);
}

constexpr const char* kByNat = R"("natGatewayId": "nat-1")";
constexpr const char* kOrdinary = R"({"connectivityType": "public", "subnetId": "subnet-2"})";

INSTANTIATE_TEST_SUITE_P(
    Kinds, RouteTargetTest,
    testing::Values(
        RouteCase{"Internet", R"("gatewayId": "igw-1")", "{}", world::RouteTarget::kInternetGateway},
        RouteCase{"AnothersInternet", R"("gatewayId": "igw-2")", "{}", world::RouteTarget::kNowhere},
        RouteCase{"NoInternet", R"("gatewayId": "igw-3")", "{}", world::RouteTarget::kNowhere},
        RouteCase{"EgressOnly", R"("egressOnlyInternetGatewayId": "eigw-1")", "{}",
                  world::RouteTarget::kNatGateway},
        RouteCase{"AnothersEgressOnly", R"("egressOnlyInternetGatewayId": "eigw-2")", "{}",
                  world::RouteTarget::kNowhere},
        RouteCase{"Interface", R"("networkInterfaceId": "eni-1")", "{}", world::RouteTarget::kNowhere},
        RouteCase{"Nat", kByNat, kOrdinary, world::RouteTarget::kNatGateway},
        RouteCase{"NoNat", R"("natGatewayId": "nat-2")", kOrdinary, world::RouteTarget::kNowhere},
        RouteCase{"PrivateNat", kByNat, R"({"connectivityType": "private", "subnetId": "subnet-2"})",
                  world::RouteTarget::kNowhere},
        RouteCase{
            "NatThatFailed", kByNat,
            R"({"connectivityType": "public", "subnetId": "subnet-2", "failureCode": "Gateway.NotAttached"})",
            world::RouteTarget::kNowhere},
        RouteCase{
            "NatThatIsDeleted", kByNat,
            R"({"connectivityType": "public", "subnetId": "subnet-2", "deleteTime": "2026-01-02T03:04:05Z"})",
            world::RouteTarget::kNowhere},
        RouteCase{"NatInASubnetWithoutAWay", kByNat,
                  R"({"connectivityType": "public", "subnetId": "subnet-1"})", world::RouteTarget::kNowhere}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(RoutingRecords, ANatGatewayWorksFromTheTimeOnWhenItIsAvailable) {
  Records records;
  records.add(
      "natgateway", "nat-1", "subnet-2",
      R"({"connectivityType": "public", "subnetId": "subnet-2", "_availableTime": "2026-01-02T03:05:00Z"})");
  records.add("route-table", "rtb-1", "vpc-1",
              R"({"associationSet": [{"main": false, "subnetId": "subnet-1"}],
      "routeSet": [{"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}]})");
  const auto before = find_subnet(records.store(), "subnet-1", kNow);
  ASSERT_TRUE(before && before->changes_at);
  EXPECT_EQ(before->routes.routes[0].target, world::RouteTarget::kNowhere);
  const auto then = find_subnet(records.store(), "subnet-1", *before->changes_at);
  ASSERT_TRUE(then);
  EXPECT_EQ(then->routes.routes[0].target, world::RouteTarget::kNatGateway);
  EXPECT_FALSE(then->changes_at);
}

TEST(RoutingRecords, ASubnetWithoutATableOfItsOwnHasTheMainOne) {
  Records records;
  const auto subnet = find_subnet(records.store(), "subnet-2", kNow);
  ASSERT_TRUE(subnet);
  EXPECT_EQ(subnet->routes.id, "rtb-main");
  EXPECT_EQ(subnet->blocks[0].text(), "10.0.2.0/24");
  EXPECT_FALSE(find_subnet(records.store(), "subnet-3", kNow));
  EXPECT_FALSE(find_subnet(records.store(), "vpc-1", kNow));
}

TEST(RoutingRecords, ASubnetHasBlocksOfBothFamilies) {
  Records records;
  const auto subnet = find_subnet(records.store(), "subnet-1", kNow);
  ASSERT_TRUE(subnet);
  std::string text;
  for (const vpc::Cidr& block : subnet->blocks) text += block.text() + " ";
  EXPECT_EQ(text, "10.0.1.0/24 2001:db8:0:1::/64 ");
}

TEST(RoutingRecords, AnAclHasItsRulesOfBothFamiliesInTheirOrder) {
  Records records;
  records.remove("acl-1");
  records.add("network-acl", "acl-2", "vpc-1", R"({"associationSet": [{"subnetId": "subnet-1"}], "entrySet": [
      {"egress": true, "ruleNumber": 100, "protocol": "-1", "ruleAction": "allow", "cidrBlock": "0.0.0.0/0"},
      {"egress": true, "ruleNumber": 101, "protocol": "-1", "ruleAction": "allow", "ipv6CidrBlock": "::/0"},
      {"egress": false, "ruleNumber": 50, "protocol": "6", "ruleAction": "deny", "cidrBlock": "10.0.9.0/24",
       "portRange": {"from": 80, "to": 90}},
      {"egress": false, "ruleNumber": 60, "protocol": "1", "ruleAction": "allow", "cidrBlock": "0.0.0.0/0",
       "icmpTypeCode": {"type": 8, "code": -1}},
      {"egress": false, "ruleNumber": 61, "protocol": "58", "ruleAction": "allow", "ipv6CidrBlock": "2001:db8::/32",
       "icmpTypeCode": {"type": 128, "code": 0}}]})");
  const auto subnet = find_subnet(records.store(), "subnet-1", kNow);
  ASSERT_TRUE(subnet);
  const world::NetworkAcl expected{
      "acl-2",
      {{false, 6, 80, 90, *vpc::Cidr::parse("10.0.9.0/24")},
       {true, 1, 8, -1, {}},
       {true, 58, 128, 0, *vpc::Cidr::parse("2001:db8::/32")}},
      {{true, -1, -1, -1, {}}, {true, -1, -1, -1, vpc::everything(vpc::Family::kIpv6)}}};
  EXPECT_EQ(subnet->acl, expected);
}

TEST(RoutingRecords, BlocksOfAllVpcsOfTheRegionAreKnown) {
  Records records;
  std::string text;
  for (const vpc::Cidr& block : blocks_of_vpcs(records.store(), "vpc-1")) text += block.text() + " ";
  EXPECT_EQ(text, "10.0.0.0/16 10.1.0.0/16 10.2.0.0/16 ");
}

TEST(RoutingRecords, OfManyVpcsAllPrivateBlocksAreClosed) {
  Records records;
  for (int number = 0; number < 250; ++number)
    records.add(
        "vpc", ("vpc-x" + std::to_string(number)).c_str(), "",
        R"({"cidrBlockAssociationSet": [{"cidrBlock": "192.168.)" + std::to_string(number) + R"(.0/24"}]})");
  std::string text;
  for (const vpc::Cidr& block : blocks_of_vpcs(records.store(), "vpc-2")) text += block.text() + " ";
  EXPECT_EQ(text, "10.0.0.0/16 10.2.0.0/16 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 ");
}

}  // namespace
}  // namespace eni::sandbox::task_engine
