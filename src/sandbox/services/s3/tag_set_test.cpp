#include "sandbox/services/s3/tag_set.h"

#include <gtest/gtest.h>

namespace eni::sandbox::s3_service {
namespace {

TEST(TagSet, HeadersAreReadAsQueries) {
  const struct {
    const char* header;
    const char* tags;  ///< JSON, or the error's code
  } rows[] = {
      {"", "[]"},
      {"a=1", R"([{"Key":"a","Value":"1"}])"},
      {"a=1&b=%26%20c", R"([{"Key":"a","Value":"1"},{"Key":"b","Value":"& c"}])"},
      {"a", R"([{"Key":"a","Value":""}])"},
      {"=1", "InvalidTag"},
      {"aws:x=1", "InvalidTag"},
      {"a=1&a=2", "InvalidTag"},
      {"a&b&c&d&e&f&g&h&i&j&k", "BadRequest"},
  };
  for (const auto& row : rows) {
    const auto tags = parse_tagging_header(row.header);
    EXPECT_EQ(tags.has_error() ? tags.error().code : json::serialize(*tags), row.tags) << row.header;
  }
}

}  // namespace
}  // namespace eni::sandbox::s3_service
