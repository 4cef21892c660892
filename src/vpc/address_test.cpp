#include "vpc/address.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

Cidr block(const char* text) { return Cidr::parse(text).value(); }
Address address(const char* text) { return Address::parse(text).value(); }

TEST(Address, IsReadAndShownInEitherFamily) {
  for (const char* text : {"10.0.1.20", "255.255.255.255", "2001:db8::1", "::", "fe80::1:2:3:4"})
    EXPECT_EQ(address(text).text(), text);
  EXPECT_EQ(address("10.0.1.20"), Address{Ipv4{0x0a000114}});
  EXPECT_EQ(address("2001:db8::1"), (Address{Ipv6{0x2001'0db8'0000'0000, 1}}));
  for (const char* text : {"", "10.0.1", "2001:db8:::1", "::ffff:10.0.0.1", "web"})
    EXPECT_FALSE(Address::parse(text)) << text;
}

TEST(Address, IsInPacketsMostSignificantByteFirst) {
  EXPECT_EQ(address("10.0.1.20").bytes(), std::string_view("\x0a\x00\x01\x14", 4));
  EXPECT_EQ(address("2001:db8::1").bytes(),
            std::string_view("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16));
  for (const char* text : {"10.0.1.20", "2001:db8::1"})
    EXPECT_EQ(Address::of_bytes(address(text).bytes()), address(text));
}

TEST(Cidr, ReachesFromItsFirstToItsLast) {
  struct Case {
    const char* block;
    const char* last;
    const char* gateway;
  };
  for (const Case& each :
       {Case{"10.0.0.0/20", "10.0.15.255", "10.0.0.1"}, Case{"10.0.0.16/28", "10.0.0.31", "10.0.0.17"},
        Case{"2001:db8:0:1a00::/56", "2001:db8:0:1aff:ffff:ffff:ffff:ffff", "2001:db8:0:1a00::1"},
        Case{"2001:db8:0:1a01::/64", "2001:db8:0:1a01:ffff:ffff:ffff:ffff", "2001:db8:0:1a01::1"},
        Case{"::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::1"}}) {
    EXPECT_EQ(block(each.block).text(), each.block);
    EXPECT_EQ(block(each.block).last().text(), each.last);
    EXPECT_EQ(gateway_of(block(each.block)).text(), each.gateway);
  }
}

TEST(Cidr, HoldsAddressesOfItsOwnFamily) {
  EXPECT_TRUE(block("10.0.0.0/20").contains(address("10.0.15.255")));
  EXPECT_FALSE(block("10.0.0.0/20").contains(address("10.0.16.0")));
  EXPECT_TRUE(block("2001:db8::/64").contains(address("2001:db8::20")));
  EXPECT_FALSE(block("2001:db8::/64").contains(address("2001:db8:0:1::20")));
  EXPECT_FALSE(block("0.0.0.0/0").contains(address("::1")));
  EXPECT_FALSE(block("::/0").contains(address("10.0.0.1")));
  EXPECT_EQ(everything(Family::kIpv6), block("::/0"));
  EXPECT_EQ(everything(Family::kIpv4), Cidr{});
  EXPECT_EQ(Cidr{address("2001:db8::1")}.text(), "2001:db8::1/128");
  EXPECT_EQ(Cidr{address("10.0.0.1")}.text(), "10.0.0.1/32");
}

}  // namespace
}  // namespace eni::vpc
