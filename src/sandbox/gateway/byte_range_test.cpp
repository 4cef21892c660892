#include "sandbox/gateway/byte_range.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(ByteRange, IsCutToTheObject) {
  const struct {
    const char* header;
    std::int64_t size;
    std::optional<ByteRange> range;
  } rows[] = {
      {"", 10, std::nullopt},
      {"bytes=0-3", 10, ByteRange{0, 4}},
      {"bytes=3-3", 10, ByteRange{3, 1}},
      {"bytes=8-100", 10, ByteRange{8, 2}},
      {"bytes=4-", 10, ByteRange{4, 6}},
      {"bytes=-3", 10, ByteRange{7, 3}},
      {"bytes=-30", 10, ByteRange{0, 10}},
      {"bytes=5-2", 10, std::nullopt},
      {"bytes=0-1,3-4", 10, std::nullopt},
      {"bytes=a-b", 10, std::nullopt},
      {"bytes=-", 10, std::nullopt},
      {"items=0-3", 10, std::nullopt},
      {"bytes=99999999999999999999-", 10, std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(*read_byte_range(row.header, row.size), row.range) << row.header;
}

TEST(ByteRange, WithoutAByteIsAnError) {
  for (const char* header : {"bytes=10-", "bytes=10-20", "bytes=-0"})
    EXPECT_EQ(read_byte_range(header, 10).error().message,
              std::string("no byte of 10 is in the range ") + header);
  EXPECT_TRUE(read_byte_range("bytes=0-", 0).has_error());
}

TEST(ByteRange, IsWrittenWithTheWholeSize) { EXPECT_EQ(content_range({2, 3}, 10), "bytes 2-4/10"); }

}  // namespace
}  // namespace eni::sandbox
