#include "vpc/ipv4.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

struct AddressCase {
  std::string_view text;
  std::optional<Ipv4> address;
};

TEST(Ipv4, IsFourNumbers) {
  const AddressCase cases[] = {
      {"10.0.0.1", 0x0A000001},
      {"0.0.0.0", 0},
      {"255.255.255.255", 0xFFFFFFFF},
      {"256.0.0.1", std::nullopt},
      {"10.0.1", std::nullopt},
      {"10.0.0.01", std::nullopt},
      {"10.0.0.0.1", std::nullopt},
      {"10.0..1", std::nullopt},
      {"10.0.0.+1", std::nullopt},
      {"10.0.0.1 ", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [text, address] : cases) {
    EXPECT_EQ(parse_ipv4(text), address) << text;
    if (address) {
      EXPECT_EQ(to_text(*address), text);
    }
  }
}

struct BlockCase {
  std::string_view text;
  std::string_view canonical;  ///< "" if it is none
  std::string_view last;
};

TEST(Cidr4, ClearsWhatIsBehindThePrefix) {
  const BlockCase cases[] = {
      {"10.0.0.0/16", "10.0.0.0/16", "10.0.255.255"},
      {"10.0.1.7/24", "10.0.1.0/24", "10.0.1.255"},
      {"172.31.16.0/20", "172.31.16.0/20", "172.31.31.255"},
      {"0.0.0.0/0", "0.0.0.0/0", "255.255.255.255"},
      {"10.0.0.1/32", "10.0.0.1/32", "10.0.0.1"},
      {"10.0.0.0/33", "", ""},
      {"10.0.0.0/-1", "", ""},
      {"10.0.0.0", "", ""},
      {"10.0.0/8", "", ""},
      {"10.0.0.0/", "", ""},
  };
  for (const auto& [text, canonical, last] : cases) {
    const auto block = Cidr4::parse(text);
    EXPECT_EQ(block ? block->text() : "", canonical) << text;
    if (block) {
      EXPECT_EQ(to_text(block->last()), last) << text;
    }
  }
}

struct PairCase {
  std::string_view a;
  std::string_view b;
  bool contains;
  bool overlaps;
};

TEST(Cidr4, ContainsAndOverlaps) {
  const PairCase cases[] = {
      {"10.0.0.0/16", "10.0.1.0/24", true, true},   {"10.0.1.0/24", "10.0.0.0/16", false, true},
      {"10.0.0.0/16", "10.1.0.0/16", false, false}, {"10.0.0.0/16", "10.0.0.0/16", true, true},
      {"0.0.0.0/0", "10.0.0.0/8", true, true},
  };
  for (const auto& [a, b, contains, overlaps] : cases) {
    EXPECT_EQ(Cidr4::parse(a)->contains(*Cidr4::parse(b)), contains) << a << " " << b;
    EXPECT_EQ(Cidr4::parse(a)->overlaps(*Cidr4::parse(b)), overlaps) << a << " " << b;
  }
}

struct SubnetCase {
  std::string_view subnet;
  std::string_view first;
  std::string_view last;
  std::uint64_t count;
};

TEST(UsableAddresses, AreAllButTheFiveReserved) {
  const SubnetCase cases[] = {
      {"10.0.0.0/24", "10.0.0.4", "10.0.0.254", 251},
      {"10.0.0.16/28", "10.0.0.20", "10.0.0.30", 11},
      {"172.31.16.0/20", "172.31.16.4", "172.31.31.254", 4091},
      {"10.0.0.0/16", "10.0.0.4", "10.0.255.254", 65531},
  };
  for (const auto& [subnet, first, last, count] : cases) {
    const Ipv4Range range = usable_addresses(*Cidr4::parse(subnet));
    EXPECT_EQ(to_text(range.first), first) << subnet;
    EXPECT_EQ(to_text(range.last), last) << subnet;
    EXPECT_EQ(range.size(), count) << subnet;
  }
}

}  // namespace
}  // namespace eni::vpc
