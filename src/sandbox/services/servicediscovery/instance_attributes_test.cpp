#include "sandbox/services/servicediscovery/instance_attributes.h"

#include <gtest/gtest.h>

namespace eni::sandbox::service_discovery {
namespace {

struct Case {
  const char* name;
  const char* service;
  const char* attributes;
  const char* refusal;  ///< "" if the instance can have them
};

constexpr const char* kA = R"({"DnsConfig": {"DnsRecords": [{"Type": "A"}]}})";
constexpr const char* kAaaa = R"({"DnsConfig": {"DnsRecords": [{"Type": "AAAA"}]}})";
constexpr const char* kCname =
    R"({"DnsConfig": {"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "CNAME"}]}})";
constexpr const char* kWeighted =
    R"({"DnsConfig": {"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "A"}, {"Type": "AAAA"}]}})";
constexpr const char* kSrv = R"({"DnsConfig": {"DnsRecords": [{"Type": "SRV"}]}})";

TEST(InstanceAttributes, AreWhatTheServicesRecordsNeed) {
  const Case cases[] = {
      {"none for API calls only", "{}", R"({"color": "blue"})", ""},
      {"A", kA, R"({"AWS_INSTANCE_IPV4": "10.0.0.1"})", ""},
      {"A without its address", kA, "{}",
       "The attribute AWS_INSTANCE_IPV4 is required, for the service has a DNS record of the type A"},
      {"AAAA", kAaaa, R"({"AWS_INSTANCE_IPV6": "2001:db8::1"})", ""},
      {"AAAA without its address", kAaaa, R"({"AWS_INSTANCE_IPV4": "10.0.0.1"})",
       "The attribute AWS_INSTANCE_IPV6 is required, for the service has a DNS record of the type AAAA"},
      {"SRV", kSrv, R"({"AWS_INSTANCE_IPV4": "10.0.0.1", "AWS_INSTANCE_PORT": "80"})", ""},
      {"SRV with the other address", kSrv, R"({"AWS_INSTANCE_IPV6": "::1", "AWS_INSTANCE_PORT": "80"})", ""},
      {"SRV without a port", kSrv, R"({"AWS_INSTANCE_IPV4": "10.0.0.1"})",
       "The attribute AWS_INSTANCE_PORT is required, for the service has a DNS record of the type SRV"},
      {"an address that is none", "{}", R"({"AWS_INSTANCE_IPV4": "10.0.0.256"})",
       "The value of AWS_INSTANCE_IPV4 is not valid: 10.0.0.256"},
      {"a port that is none", "{}", R"({"AWS_INSTANCE_PORT": "65536"})",
       "The value of AWS_INSTANCE_PORT is not valid: 65536"},
      {"health that nobody checks", "{}", R"({"AWS_INIT_HEALTH_STATUS": "HEALTHY"})",
       "AWS_INIT_HEALTH_STATUS is valid for services with a HealthCheckCustomConfig only"},
      {"health", R"({"HealthCheckCustomConfig": {}})", R"({"AWS_INIT_HEALTH_STATUS": "UNHEALTHY"})", ""},
      {"health that is none", R"({"HealthCheckCustomConfig": {}})", R"({"AWS_INIT_HEALTH_STATUS": "ILL"})",
       "The value of AWS_INIT_HEALTH_STATUS is not valid: ILL"},
      {"CNAME", kCname, R"({"AWS_INSTANCE_CNAME": "www.example.com"})", ""},
      {"CNAME with a last dot", kCname, R"({"AWS_INSTANCE_CNAME": "www.example.com."})", ""},
      {"CNAME without its name", kCname, R"({"AWS_INSTANCE_IPV4": "10.0.0.1"})",
       "The attribute AWS_INSTANCE_CNAME is required, for the service has a DNS record of the type CNAME"},
      {"a name that is none", kCname, R"({"AWS_INSTANCE_CNAME": "www..example.com"})",
       "The value of AWS_INSTANCE_CNAME is not valid: www..example.com"},
      {"an instance of EC2's", "{}", R"({"AWS_EC2_INSTANCE_ID": "i-0123456789abcdef0"})",
       "The sandbox does not support the attribute AWS_EC2_INSTANCE_ID"},
      {"an alias", kWeighted,
       R"({"AWS_ALIAS_DNS_NAME": "lb-1.eu-central-1.elb.amazonaws.com", "color": "blue"})", ""},
      {"an alias of a network load balancer's", kWeighted,
       R"({"AWS_ALIAS_DNS_NAME": "lb-1.elb.eu-central-1.amazonaws.com"})", ""},
      {"an alias of none", kWeighted, R"({"AWS_ALIAS_DNS_NAME": "lb.example.com"})",
       "The value of AWS_ALIAS_DNS_NAME is not valid: lb.example.com"},
      {"an alias with an address", kWeighted,
       R"({"AWS_ALIAS_DNS_NAME": "lb-1.eu-central-1.elb.amazonaws.com", "AWS_INSTANCE_IPV4": "10.0.0.1"})",
       "AWS_ALIAS_DNS_NAME and AWS_INSTANCE_IPV4 can't be combined"},
      {"an alias without its policy", kA, R"({"AWS_ALIAS_DNS_NAME": "lb-1.eu-central-1.elb.amazonaws.com"})",
       "AWS_ALIAS_DNS_NAME is valid for services with the routing policy WEIGHTED only"},
      {"an alias of another type", kCname, R"({"AWS_ALIAS_DNS_NAME": "lb-1.eu-central-1.elb.amazonaws.com"})",
       "AWS_ALIAS_DNS_NAME is not valid for a service with a DNS record of the type CNAME"},
  };
  for (const Case& one : cases) {
    const auto checked =
        check_attributes(json::parse(one.service).as_object(), json::parse(one.attributes).as_object());
    EXPECT_EQ(checked.has_error() ? checked.error().message : "", one.refusal) << one.name;
  }
}

TEST(InstanceAttributes, AreAtMostThirty) {
  json::object attributes;
  for (int number = 0; number < 30; ++number) attributes["a" + std::to_string(number)] = "b";
  EXPECT_TRUE(check_attributes({}, attributes).has_value());
  attributes["one more"] = "b";
  EXPECT_TRUE(check_attributes({}, attributes).has_error());
}

}  // namespace
}  // namespace eni::sandbox::service_discovery
