#include "sandbox/store/s3_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

class S3RepositoryTest : public testing::Test {
 protected:
  S3RepositoryTest() { s3_.create_bucket({"b", "000000000000", "eu-central-1", 1, ""}); }

  std::int64_t put(const char* key, std::string_view bytes, const char* version = "null") {
    S3Object object;
    object.key = key;
    object.version_id = version;
    object.size = static_cast<std::int64_t>(bytes.size());
    const std::int64_t id = s3_.put_object("b", object);
    s3_.put_bytes(id, bytes);
    return id;
  }

  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  S3Repository& s3_ = store_->get<S3Repository>();
};

TEST_F(S3RepositoryTest, BytesOfEveryValueComeBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const std::int64_t id = put("k", all);
  EXPECT_EQ(s3_.bytes(id, 0, 256), all);
  EXPECT_EQ(s3_.bytes(id, 250, 3), all.substr(250, 3));
}

TEST_F(S3RepositoryTest, RangesSpanChunks) {
  const std::int64_t id = put("k", "abc");
  s3_.put_bytes(id, "defg");
  s3_.put_bytes(id, "h");
  const struct {
    std::int64_t offset, length;
    const char* bytes;
  } rows[] = {{0, 8, "abcdefgh"}, {0, 3, "abc"},     {2, 3, "cde"}, {3, 4, "defg"},
              {7, 1, "h"},        {1, 7, "bcdefgh"}, {4, 0, ""}};
  for (const auto& row : rows) EXPECT_EQ(s3_.bytes(id, row.offset, row.length), row.bytes) << row.offset;
}

TEST_F(S3RepositoryTest, LargeContentComesBackFromItsPieces) {
  std::string all;
  while (all.size() < 2'500'000) all += std::to_string(all.size()) + ' ';
  const std::int64_t id = put("k", all);
  const auto size = static_cast<std::int64_t>(all.size());
  EXPECT_EQ(s3_.bytes(id, 0, size), all);
  for (const std::int64_t offset : {0L, 1'048'570L, 2'097'100L})
    EXPECT_EQ(s3_.bytes(id, offset, 100'000), all.substr(static_cast<std::size_t>(offset), 100'000))
        << offset;
}

TEST_F(S3RepositoryTest, AWriteReplacesTheSameVersionAndItsBytes) {
  const std::int64_t old = put("k", "old");
  const std::int64_t id = put("k", "new");
  EXPECT_EQ(s3_.bytes(id, 0, 3), "new");
  EXPECT_EQ(s3_.bytes(old, 0, 3), "");
  EXPECT_EQ(s3_.versions("b", "k").size(), 1U);
}

TEST_F(S3RepositoryTest, TheLatestVersionCountsInListings) {
  put("a", "1", "v1");
  put("a", "2", "v2");
  S3Object marker;
  marker.key = "a";
  marker.version_id = "v3";
  marker.is_delete_marker = true;
  s3_.put_object("b", marker);
  put("c", "3");
  EXPECT_EQ(s3_.next_object("b", "")->key, "c");
  EXPECT_EQ(s3_.next_key("b", ""), "a");
  s3_.delete_version("b", "a", "v3");
  EXPECT_EQ(s3_.next_object("b", "")->version_id, "v2");
  EXPECT_EQ(s3_.next_object("b", std::string_view{"a\0", 2})->key, "c");
  EXPECT_FALSE(s3_.next_object("b", "d"));
}

TEST_F(S3RepositoryTest, PartsBecomeAnObjectAndGoWithTheirUpload) {
  s3_.create_upload({"u", "b", "k", 1, {}});
  s3_.put_part("u", {1, 3, "e1", 1}, "abc");
  s3_.put_part("u", {2, 2, "e2", 1}, "xx");
  s3_.put_part("u", {2, 2, "e3", 1}, "de");
  S3Object object;
  object.key = "k";
  const std::int64_t id = s3_.put_object("b", object);
  s3_.append_part("u", 1, id);
  s3_.append_part("u", 2, id);
  EXPECT_EQ(s3_.bytes(id, 0, 5), "abcde");
  EXPECT_EQ(s3_.list_parts("u").size(), 2U);
  s3_.delete_upload("u");
  EXPECT_TRUE(s3_.list_parts("u").empty());
}

TEST_F(S3RepositoryTest, ADeletedBucketTakesItsSettingsAlong) {
  s3_.put_setting("b", S3Setting::kPolicy, "{}");
  EXPECT_EQ(s3_.setting("b", S3Setting::kPolicy), "{}");
  EXPECT_TRUE(s3_.is_empty("b"));
  s3_.delete_bucket("b");
  EXPECT_FALSE(s3_.find_bucket("b"));
  EXPECT_FALSE(s3_.setting("b", S3Setting::kPolicy));
}

}  // namespace
}  // namespace eni::sandbox
