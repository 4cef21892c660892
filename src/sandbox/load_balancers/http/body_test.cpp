#include "sandbox/load_balancers/http/body.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

using Kind = BodyFraming::Kind;

/// What is in a body that comes in pieces of a size: its payload, how it ended, and what was left.
std::string decode(BodyFraming framing, std::string_view bytes, std::size_t step) {
  BodyDecoder decoder{framing};
  std::string payload;
  while (!bytes.empty() && !decoder.is_complete() && !decoder.has_failed()) {
    const auto piece = decoder.take(bytes.substr(0, step));
    payload += piece.payload;
    bytes.remove_prefix(piece.taken);
  }
  if (!decoder.is_complete() && !decoder.has_failed() && !decoder.end()) payload += "|cut";
  return payload + (decoder.has_failed() ? "|failed" : "") +
         (bytes.empty() ? "" : "|rest " + std::string(bytes));
}

struct Row {
  BodyFraming framing;
  std::string bytes;
  std::string expected;
};

TEST(Body, IsTakenApartHoweverItComes) {
  const Row rows[] = {
      {{Kind::kNone, 0}, "next", "|rest next"},
      {{Kind::kLength, 3}, "abcnext", "abc|rest next"},
      {{Kind::kLength, 5}, "abc", "abc|cut|failed"},
      {{Kind::kUntilClose, 0}, "abc", "abc"},
      {{Kind::kChunked, 0}, "3\r\nabc\r\n0\r\n\r\nnext", "abc|rest next"},
      {{Kind::kChunked, 0},
       "3;a=\"b\"\r\nabc\r\n00A \r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n",
       "abc0123456789"},
      {{Kind::kChunked, 0}, "3\r\nabc\r\n", "abc|cut|failed"},
      {{Kind::kChunked, 0}, "3\nabc", "|failed"},
      {{Kind::kChunked, 0}, "-3\r\n", "|failed"},
      {{Kind::kChunked, 0}, "\r\n", "|failed"},
      {{Kind::kChunked, 0}, "10000000000000000\r\n", "|failed"},
  };
  for (const Row& row : rows) {
    for (const std::size_t step : {1000U, 1U}) {
      SCOPED_TRACE(row.bytes);
      const std::string decoded = decode(row.framing, row.bytes, step);
      // One that has failed may have been given more at once than it looked at.
      EXPECT_EQ(decoded.substr(0, row.expected.size()), row.expected);
    }
  }
}

TEST(Body, LinesBetweenChunksHaveALimit) {
  EXPECT_EQ(decode({Kind::kChunked, 0}, std::string(5000, '0'), 10'000), "|failed");
  std::string trailers = "0\r\n";
  for (int at = 0; at < 100; ++at) trailers += std::string(1000, 't') + "\r\n";
  EXPECT_TRUE(decode({Kind::kChunked, 0}, trailers, 10'000).starts_with("|failed"));
}

TEST(Body, IsPutTogether) {
  std::string plain;
  std::string chunked;
  for (const bool is_chunked : {false, true}) {
    const BodyEncoder encoder{is_chunked};
    std::string& out = is_chunked ? chunked : plain;
    encoder.add("abc", out);
    encoder.add("", out);
    encoder.add(std::string(26, 'x'), out);
    encoder.finish(out);
  }
  EXPECT_EQ(plain, "abc" + std::string(26, 'x'));
  EXPECT_EQ(chunked, "3\r\nabc\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
