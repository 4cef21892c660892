#include "vpc/ipv6.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

struct AddressCase {
  std::string_view text;
  std::string_view canonical;  ///< "" if it is none
};

TEST(Ipv6, IsWrittenAsShortAsItMayBe) {
  const AddressCase cases[] = {
      {"2001:db8:0:0:0:0:0:1", "2001:db8::1"},
      {"2001:DB8::1", "2001:db8::1"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"1:0:2:0:0:3:0:0", "1:0:2::3:0:0"},
      {"1:2:3:4:5:6:0:8", "1:2:3:4:5:6:0:8"},
      {"0:0:1:0:0:0:1:0", "0:0:1::1:0"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7", ""},
      {"1:2:3:4:5:6:7:8:9", ""},
      {"1::2::3", ""},
      {"1:2:3:4::5:6:7:8", ""},
      {"12345::", ""},
      {"g::", ""},
      {":1", ""},
      {"", ""},
  };
  for (const auto& [text, canonical] : cases) {
    const auto address = parse_ipv6(text);
    EXPECT_EQ(address ? to_text(*address) : "", canonical) << text;
  }
}

TEST(Cidr6, ContainsWhatSharesItsPrefix) {
  const auto vpc = *Cidr6::parse("2001:db8:1234:1a00::/56");
  EXPECT_EQ(vpc.text(), "2001:db8:1234:1a00::/56");
  EXPECT_EQ(Cidr6::parse("2001:db8:1234:1aff::1/56"), vpc);
  EXPECT_TRUE(vpc.contains(*Cidr6::parse("2001:db8:1234:1a07::/64")));
  EXPECT_FALSE(vpc.contains(*Cidr6::parse("2001:db8:1234:1b00::/64")));
  EXPECT_TRUE(vpc.overlaps(*Cidr6::parse("2001:db8::/32")));
  EXPECT_TRUE(Cidr6::parse("::/0")->contains(vpc));
  EXPECT_TRUE(Cidr6::parse("2001:db8::/127")->contains(*parse_ipv6("2001:db8::1")));
  EXPECT_FALSE(Cidr6::parse("2001:db8::/127")->contains(*parse_ipv6("2001:db8::2")));
  EXPECT_FALSE(Cidr6::parse("2001:db8::/129"));
  EXPECT_FALSE(Cidr6::parse("2001:db8::"));
}

}  // namespace
}  // namespace eni::vpc
