#include "vpc/names.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

TEST(Names, OfAddresses) {
  const Ipv4 address = *parse_ipv4("10.0.1.2");
  EXPECT_EQ(private_dns_name(address, "eu-central-1"), "ip-10-0-1-2.eu-central-1.compute.internal");
  EXPECT_EQ(private_dns_name(address, "us-east-1"), "ip-10-0-1-2.ec2.internal");
  EXPECT_EQ(public_dns_name(address, "eu-central-1", "amazonaws.com"),
            "ec2-10-0-1-2.eu-central-1.compute.amazonaws.com");
  EXPECT_EQ(public_dns_name(address, "us-east-1", "amazonaws.com"), "ec2-10-0-1-2.compute-1.amazonaws.com");
  EXPECT_EQ(resource_dns_name("i-0123456789abcdef0", "us-east-1"),
            "i-0123456789abcdef0.us-east-1.compute.internal");
}

TEST(MacAddress, IsLocalAndUnicast) {
  EXPECT_EQ(mac_address(0), "06:00:00:00:00:00");
  EXPECT_EQ(mac_address(0xFFFFFF1A2B3C4D5E), "06:1a:2b:3c:4d:5e");
}

}  // namespace
}  // namespace eni::vpc
