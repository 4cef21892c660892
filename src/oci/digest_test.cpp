#include "oci/digest.h"

#include <gtest/gtest.h>

namespace eni::oci {
namespace {

const std::string kEmpty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, HasAnAlgorithmAndItsDigits) {
  const struct {
    std::string text;
    std::string error;  ///< "" where it is one
  } rows[] = {
      {kEmpty, ""},
      {"sha256:e3b0", "sha256:e3b0 is not a digest: sha256 has 64 digits, in lower case"},
      {"sha256:" + std::string(64, 'A'),
       "sha256:" + std::string(64, 'A') + " is not a digest: sha256 has 64 digits, in lower case"},
      {"sha512:00", "sha512:00 is not a digest: only the algorithm sha256 is known here"},
      {"latest", "latest is not a digest: expected sha256: and 64 digits"},
      {"sha256:", "sha256: is not a digest: expected sha256: and 64 digits"},
      {"", " is not a digest: expected sha256: and 64 digits"},
  };
  for (const auto& row : rows) {
    const auto digest = Digest::parse(row.text);
    EXPECT_EQ(digest.has_error() ? digest.error().message : "", row.error);
    EXPECT_EQ(digest ? digest->text() : "", row.error.empty() ? row.text : "");
  }
}

TEST(Digest, IsThatOfBytes) {
  EXPECT_EQ(Digest::of("").text(), kEmpty);
  EXPECT_EQ(Digest::of("").hex(), kEmpty.substr(7));
}

TEST(Digest, QuotesNoMoreThanAPieceOfWhatWasSent) {
  EXPECT_LT(Digest::parse(std::string(100000, 'a')).error().message.size(), 200U);
}

}  // namespace
}  // namespace eni::oci
