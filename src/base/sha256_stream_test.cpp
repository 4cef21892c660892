#include "base/sha256_stream.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace eni {
namespace {

TEST(Sha256Stream, IsTheDigestOfAllPiecesAtAnyMoment) {
  Sha256Stream stream;
  EXPECT_EQ(stream.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  std::string all;
  for (const std::size_t size : {1, 63, 64, 65, 1000}) {
    const std::string piece(size, 'x');
    stream.update(piece);
    all += piece;
    EXPECT_EQ(stream.hex(), sha256_hex(all)) << all.size();
  }
}

}  // namespace
}  // namespace eni
