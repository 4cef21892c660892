/// The answers of a VPC's resolver to names of Cloud Map's, as its rows say.
#include "sandbox/task_engine/network/private_zones.h"

#include <gtest/gtest.h>
#include <set>

#include "sandbox/store/service_discovery_repository.h"

namespace eni::sandbox::task_engine {
namespace {

using endpoints::NameLookup;
using endpoints::RecordType;
using Outcome = NameLookup::Outcome;

class PrivateZonesTest : public testing::Test {
 protected:
  PrivateZonesTest() {
    add_zone("ns-1", "shop.local");
    add_service("ns-1", "srv-1", "web", R"({"DnsRecords": [{"Type": "A", "TTL": 10}]})");
  }

  ServiceDiscoveryRepository& rows() { return store_->get<ServiceDiscoveryRepository>(); }
  void add_zone(const std::string& id, const std::string& domain, const std::string& vpc = "vpc-1") {
    const json::object owner{{"Account", "1"}, {"Region", "r"}, {"Id", id}};
    rows().zones.put({"", "", ServiceDiscoveryRepository::zone_key(vpc, domain), 0, owner});
  }
  void add_service(const std::string& within, const std::string& id, const std::string& name,
                   const char* dns_config) {
    json::object document;
    if (*dns_config != '\0') document["DnsConfig"] = json::parse(dns_config);
    rows().services.put({"1", "r", id, 0, std::move(document)});
    const std::string key = ServiceDiscoveryRepository::service_key(within, name);
    rows().service_names.put({"1", "r", key, 0, json::object{{"Id", id}}});
  }
  void add_instance(const std::string& service, const std::string& id, const std::string& address,
                    const char* health = "HEALTHY") {
    add_instance_with(service, id, {{"AWS_INSTANCE_IPV4", address}, {"AWS_INSTANCE_PORT", "8080"}}, health);
  }
  void add_instance_with(const std::string& service, const std::string& id, const json::object& attributes,
                         const char* health = "HEALTHY") {
    const json::object document{{"Attributes", attributes}, {"Health", health}};
    rows().instances.put({"1", "r", ServiceDiscoveryRepository::instance_key(service, id), 0, document});
  }
  NameLookup find(const std::string& name, RecordType type = RecordType::kA,
                  const std::string& vpc = "vpc-1") {
    const auto addresses = [](const std::string& balancer) {
      return balancer == "lb-1.r.elb.amazonaws.com" ? std::vector<vpc::Ipv4>{0x0a000101, 0x0a000201}
                                                    : std::vector<vpc::Ipv4>{};
    };
    return find_in_private_zones(*store_, random_, vpc, name, type, addresses);
  }
  /// The addresses in an answer.
  std::set<std::string> addresses(const std::string& name, const std::string& vpc = "vpc-1") {
    std::set<std::string> found;
    for (const auto& record : find(name, RecordType::kA, vpc).records)
      found.insert(vpc::to_text(std::get<vpc::Ipv4>(record.data)));
    return found;
  }

  std::unique_ptr<Store> store_ = std::move(Store::open(":memory:").value());
  SeededRandom random_;
};

TEST_F(PrivateZonesTest, NamesOfOthersAreNotOurs) {
  for (const char* name : {"local", "example.com", "myshop.local", "shop.local.example.com"})
    EXPECT_EQ(find(name).outcome, Outcome::kNotOurs) << name;
  EXPECT_EQ(find("web.shop.local", RecordType::kA, "vpc-2").outcome, Outcome::kNotOurs);
}

TEST_F(PrivateZonesTest, AServiceHasItsNameWhileItHasInstances) {
  EXPECT_EQ(find("shop.local").outcome, Outcome::kExists);
  EXPECT_EQ(find("web.shop.local").outcome, Outcome::kNoSuchName);
  EXPECT_EQ(find("api.shop.local").outcome, Outcome::kNoSuchName);
  add_instance("srv-1", "one", "10.0.0.1");
  EXPECT_EQ(addresses("web.shop.local"), std::set<std::string>{"10.0.0.1"});
  EXPECT_EQ(find("web.shop.local").records[0].ttl, std::chrono::seconds{10});
  EXPECT_EQ(find("one.web.shop.local").outcome, Outcome::kNoSuchName);
}

TEST_F(PrivateZonesTest, ANameWithoutRecordsOfTheTypeExistsAllTheSame) {
  add_instance("srv-1", "one", "10.0.0.1");
  for (const RecordType type : {RecordType::kAaaa, RecordType::kSrv, RecordType::kPtr}) {
    const NameLookup lookup = find("web.shop.local", type);
    EXPECT_EQ(lookup.outcome, Outcome::kExists);
    EXPECT_TRUE(lookup.records.empty());
  }
}

TEST_F(PrivateZonesTest, UnhealthyInstancesAreLeftOutUnlessAllAre) {
  add_instance("srv-1", "one", "10.0.0.1");
  add_instance("srv-1", "two", "10.0.0.2", "UNHEALTHY");
  EXPECT_EQ(addresses("web.shop.local"), std::set<std::string>{"10.0.0.1"});
  add_instance("srv-1", "one", "10.0.0.1", "UNHEALTHY");
  EXPECT_EQ(addresses("web.shop.local"), (std::set<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST_F(PrivateZonesTest, EightOfManyAreToldEachTimeOthers) {
  std::set<std::string> told;
  for (int number = 0; number < 20; ++number)
    add_instance("srv-1", std::to_string(number), "10.0.0." + std::to_string(number));
  for (int time = 0; time < 100; ++time) {
    const auto some = addresses("web.shop.local");
    EXPECT_EQ(some.size(), 8U);
    told.insert(some.begin(), some.end());
  }
  EXPECT_EQ(told.size(), 20U);
}

TEST_F(PrivateZonesTest, OneOfAWeightedServiceIsTold) {
  add_service("ns-1", "srv-1", "web",
              R"({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "A", "TTL": 10}]})");
  add_instance("srv-1", "one", "10.0.0.1");
  add_instance("srv-1", "two", "10.0.0.2");
  std::set<std::string> told;
  for (int time = 0; time < 50; ++time) {
    EXPECT_EQ(addresses("web.shop.local").size(), 1U);
    told.merge(addresses("web.shop.local"));
  }
  EXPECT_EQ(told.size(), 2U);
}

TEST_F(PrivateZonesTest, AServiceRecordPointsToANameOfTheInstance) {
  add_service("ns-1", "srv-2", "api", R"({"DnsRecords": [{"Type": "SRV", "TTL": 5}]})");
  add_instance("srv-2", "one", "10.0.0.1");
  const NameLookup lookup = find("api.shop.local", RecordType::kSrv);
  ASSERT_EQ(lookup.records.size(), 1U);
  const auto& record = std::get<endpoints::ServiceRecord>(lookup.records[0].data);
  EXPECT_EQ(record.priority, 1);
  EXPECT_EQ(record.weight, 1);
  EXPECT_EQ(record.port, 8080);
  EXPECT_EQ(record.target, "one.api.shop.local");
  EXPECT_EQ(addresses("one.api.shop.local"), std::set<std::string>{"10.0.0.1"});
  EXPECT_EQ(find("two.api.shop.local").outcome, Outcome::kNoSuchName);
}

TEST_F(PrivateZonesTest, TheInnermostZoneAnswers) {
  add_zone("ns-2", "eu.shop.local");
  add_service("ns-2", "srv-2", "web", R"({"DnsRecords": [{"Type": "A", "TTL": 10}]})");
  add_instance("srv-1", "one", "10.0.0.1");
  add_instance("srv-2", "two", "10.0.0.2");
  EXPECT_EQ(addresses("web.shop.local"), std::set<std::string>{"10.0.0.1"});
  EXPECT_EQ(addresses("web.eu.shop.local"), std::set<std::string>{"10.0.0.2"});
}

TEST_F(PrivateZonesTest, AnInstanceMayBeAnotherNameWhateverIsAskedFor) {
  add_service("ns-1", "srv-2", "www",
              R"({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "CNAME", "TTL": 5}]})");
  EXPECT_EQ(find("www.shop.local").outcome, Outcome::kNoSuchName);
  const json::object attributes{{"AWS_INSTANCE_CNAME", "www.example.com"}};
  add_instance_with("srv-2", "one", attributes);
  for (const RecordType type : {RecordType::kA, RecordType::kCname, RecordType::kSrv}) {
    const NameLookup lookup = find("www.shop.local", type);
    ASSERT_EQ(lookup.records.size(), 1U);
    EXPECT_EQ(std::get<endpoints::CanonicalName>(lookup.records[0].data).name, "www.example.com");
    EXPECT_EQ(lookup.records[0].ttl, std::chrono::seconds{5});
  }
  add_instance("srv-1", "one", "10.0.0.1");
  EXPECT_TRUE(find("web.shop.local", RecordType::kCname).records.empty());
}

TEST_F(PrivateZonesTest, AnAliasHasTheAddressesOfItsLoadBalancer) {
  add_service(
      "ns-1", "srv-2", "lb",
      R"({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "A", "TTL": 5}, {"Type": "AAAA", "TTL": 5}]})");
  add_instance_with("srv-2", "one", {{"AWS_ALIAS_DNS_NAME", "dualstack.LB-1.r.elb.amazonaws.com"}});
  EXPECT_EQ(addresses("lb.shop.local"), (std::set<std::string>{"10.0.1.1", "10.0.2.1"}));
  EXPECT_EQ(find("lb.shop.local").records[0].ttl, std::chrono::seconds{60});
  EXPECT_TRUE(find("lb.shop.local", RecordType::kAaaa).records.empty());
  add_instance_with("srv-2", "one", {{"AWS_ALIAS_DNS_NAME", "lb-2.r.elb.amazonaws.com"}});
  EXPECT_EQ(find("lb.shop.local").outcome, Outcome::kExists);
  EXPECT_TRUE(find("lb.shop.local").records.empty());
}

TEST_F(PrivateZonesTest, EachVpcHasItsOwnZoneOfAName) {
  add_zone("ns-2", "shop.local", "vpc-2");
  add_service("ns-2", "srv-2", "web", R"({"DnsRecords": [{"Type": "A", "TTL": 10}]})");
  add_instance("srv-1", "one", "10.0.0.1");
  add_instance("srv-2", "two", "10.0.0.2");
  EXPECT_EQ(addresses("web.shop.local", "vpc-1"), std::set<std::string>{"10.0.0.1"});
  EXPECT_EQ(addresses("web.shop.local", "vpc-2"), std::set<std::string>{"10.0.0.2"});
}

TEST_F(PrivateZonesTest, AServiceForApiCallsHasNoName) {
  add_service("ns-1", "srv-2", "calls", "");
  add_instance("srv-2", "one", "10.0.0.1");
  EXPECT_EQ(find("calls.shop.local").outcome, Outcome::kNoSuchName);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
