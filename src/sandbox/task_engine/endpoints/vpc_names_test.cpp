#include "sandbox/task_engine/endpoints/vpc_names.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/task_engine/endpoints/local_names.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

TEST(VpcNames, PrivateNamesAndTheirAddresses) {
  EXPECT_EQ(private_name_address("ip-10-0-1-20.ec2.internal", "us-east-1"), vpc::Ipv4{0x0a000114});
  EXPECT_EQ(private_name_address("ip-10-0-1-20.eu-central-1.compute.internal", "eu-central-1"),
            vpc::Ipv4{0x0a000114});
  const struct {
    std::string_view name;
    std::string_view region;
  } rows[] = {
      {"ip-10-0-1-20.ec2.internal", "eu-central-1"},
      {"ip-10-0-1-20.eu-west-1.compute.internal", "eu-central-1"},
      {"ip-10-0-1-20.us-east-1.compute.internal", "us-east-1"},
      {"ip-10-0-1-256.ec2.internal", "us-east-1"},
      {"ip-10-0-1.ec2.internal", "us-east-1"},
      {"ip-10.0-1-20.ec2.internal", "us-east-1"},
      {"ip-010-0-1-20.ec2.internal", "us-east-1"},
      {"a.ip-10-0-1-20.ec2.internal", "us-east-1"},
      {"ip-10-0-1-20.xec2.internal", "us-east-1"},
      {"ec2.internal", "us-east-1"},
      {"", "us-east-1"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(private_name_address(row.name, row.region), std::nullopt) << row.name;
}

TEST(VpcNames, ReverseNames) {
  EXPECT_EQ(reverse_name(vpc::Ipv4{0x0a000114}), "20.1.0.10.in-addr.arpa");
  EXPECT_EQ(reverse_address("20.1.0.10.in-addr.arpa"), vpc::Ipv4{0x0a000114});
  const vpc::Ipv6 address = *vpc::parse_ipv6("2001:db8::567:89ab");
  const std::string name = "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
  EXPECT_EQ(reverse_name(address), name);
  EXPECT_EQ(reverse_address6(name), address);
  for (const std::string_view none :
       {"1.0.10.in-addr.arpa", "1.20.1.0.10.in-addr.arpa", "a.1.0.10.in-addr.arpa", "020.1.0.10.in-addr.arpa",
        "in-addr.arpa", "20.1.0.10", ""})
    EXPECT_EQ(reverse_address(none), std::nullopt) << none;
  for (const std::string& none : {name.substr(2), "z" + name.substr(1), ":" + name.substr(1),
                                  replace_all(name, "b.a.", "b-a."), std::string("ip6.arpa")})
    EXPECT_EQ(reverse_address6(none), std::nullopt) << none;
}

TEST(LocalNames, StayHere) {
  for (const std::string_view name :
       {"", "db", "localhost", "a.localhost", "printer.local", "ip-10-0-0-9.ec2.internal", "router.home.arpa",
        "x.test", "x.onion", "4.3.2.10.in-addr.arpa", "10.in-addr.arpa", "1.168.192.in-addr.arpa",
        "1.0.16.172.in-addr.arpa", "31.172.in-addr.arpa", "9.64.100.in-addr.arpa",
        "254.169.254.169.in-addr.arpa", "0.0.d.f.ip6.arpa", "1.0.a.e.f.ip6.arpa"})
    EXPECT_TRUE(is_local_name(name)) << name;
  for (const std::string_view name :
       {"example.com", "localhost.com", "mylocal.org", "notlocal.de", "x.mylocal", "8.8.8.8.in-addr.arpa",
        "1.15.172.in-addr.arpa", "32.172.in-addr.arpa", "172.in-addr.arpa", "1.63.100.in-addr.arpa",
        "110.in-addr.arpa", "b.d.0.1.0.0.2.ip6.arpa"})
    EXPECT_FALSE(is_local_name(name)) << name;
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
