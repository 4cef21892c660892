#include "vpc/mac.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

TEST(Mac, IsReadAndWrittenAsEc2HasIt) {
  const auto mac = parse_mac("0e:2F:d0:00:00:01");
  ASSERT_TRUE(mac);
  EXPECT_EQ(*mac, (Mac{0x0e, 0x2f, 0xd0, 0, 0, 1}));
  EXPECT_EQ(to_text(*mac), "0e:2f:d0:00:00:01");
}

TEST(Mac, IsNothingElse) {
  for (const char* text :
       {"", "0e:2f:d0:00:00", "0e:2f:d0:00:00:01:02", "0e-2f-d0-00-00-01", "e:2f:d0:00:00:01",
        "0e:2f:d0:00:00:0g", "0e:2f:d0:00:00:001", "0e:2f:d0:00:00:-1", " 0:2f:d0:00:00:01"}) {
    EXPECT_FALSE(parse_mac(text)) << text;
  }
}

}  // namespace
}  // namespace eni::vpc
