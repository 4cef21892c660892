#include "sandbox/task_engine/endpoints/dns_name.h"

#include <gtest/gtest.h>

#include "sandbox/task_engine/endpoints/test_dns.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::string_view kHeader = "000000000000000000000000";

/// The text of the name at `at` behind a header, and where it ends; "no name" if there is none.
std::string read(const std::string& behind_header, std::size_t at = 0) {
  const std::string message = bytes(kHeader) + behind_header;
  std::size_t position = kDnsHeaderBytes + at;
  const auto name = read_name(message, position);
  return name ? name_text(*name) + " " + std::to_string(position - kDnsHeaderBytes) : "no name";
}

TEST(DnsName, IsReadWithItsPointers) {
  const struct {
    std::string_view message;
    std::size_t at;
    std::string_view expected;
  } rows[] = {
      {"00", 0, " 1"},
      {"02 6442 03 636f6d 00", 0, "db.com 8"},
      {"03 636f6d 00 02 6462 c00c", 5, "db.com 10"},
      {"03 636f6d 00 02 6462 c00c c011", 10, "db.com 12"},
      {"03 612e62 00", 0, "a\\046b 5"},
      {"02 5c00 00", 0, "\\092\\000 4"},
      {"01 ff 00", 0, "\\255 3"},
  };
  for (const auto& row : rows) EXPECT_EQ(read(bytes(row.message), row.at), row.expected) << row.message;
}

TEST(DnsName, IsRefusedWhereItIsNone) {
  const struct {
    std::string_view what;
    std::string_view message;
    std::size_t at;
  } rows[] = {
      {"nothing", "", 0},
      {"no root", "02 6462", 0},
      {"a label that is cut", "05 6462", 0},
      {"a pointer that is cut", "c0", 0},
      {"a pointer to itself", "c00c", 0},
      {"a pointer to its own labels", "02 6462 c00c", 0},
      {"a pointer to its own labels' middle", "02 0162 c00d", 0},
      {"two that lead to each other", "c00e c00c", 2},
      {"a pointer forwards", "c010 0000 00", 0},
      {"a pointer behind the message", "ffff", 0},
      {"a pointer into the header", "c000", 0},
      {"an unknown kind of label", "41 61 00", 0},
      {"another", "80 61 00", 0},
  };
  for (const auto& row : rows) EXPECT_EQ(read(bytes(row.message), row.at), "no name") << row.what;
}

TEST(DnsName, HasABoundOnItsLengthThatPointersDoNotLift) {
  const std::string label = std::string(1, '\x3f') + std::string(63, 'a');
  const std::string last = std::string(1, '\x3d') + std::string(61, 'a');
  const std::string longest = label + label + label + last + std::string(1, '\0');
  EXPECT_EQ(longest.size(), kMaxWireNameBytes);
  EXPECT_NE(read(longest), "no name");
  EXPECT_EQ(read("\x01z" + longest), "no name");
  EXPECT_EQ(read(longest + bytes("01 7a c00c"), longest.size()), "no name");
  // Each is a label and a pointer to the one before: 200 jumps.
  std::string chain(1, '\0');
  for (std::size_t at = 0, last_at = 0; at < 200; ++at) {
    const std::size_t begin = chain.size();
    const std::size_t target = kDnsHeaderBytes + last_at;
    chain += std::string{1, 'a', static_cast<char>(0xc0 | target >> 8), static_cast<char>(target & 0xff)};
    last_at = begin;
  }
  EXPECT_EQ(read(chain, chain.size() - 4), "no name");
}

TEST(DnsName, FromText) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } rows[] = {{"", "00"},
              {".", "00"},
              {"db", "02646200"},
              {"DB.a.", "024442016100"},
              {"_x._tcp", "025f78045f74637000"}};
  for (const auto& row : rows) EXPECT_EQ(to_wire_name(row.text), bytes(row.expected)) << row.text;
  for (const std::string& text :
       {std::string(".a"), std::string("a..b"), std::string("a.."), std::string(64, 'a')})
    EXPECT_EQ(to_wire_name(text), std::nullopt) << text;
  std::string name = "a";
  for (int count = 0; count < 126; ++count) name += ".a";
  EXPECT_TRUE(to_wire_name(name).has_value());
  EXPECT_FALSE(to_wire_name(name + ".a").has_value());
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
