#include "sandbox/services/s3/listing.h"

#include <gtest/gtest.h>
#include <set>

namespace eni::sandbox::s3_service {
namespace {

const std::set<std::string> kKeys = {"a", "a/1", "a/2", "a/b/1", "b", "c/1", "ü/1"};

std::string listed(const ListRequest& request) {
  const ListPage page = list_page(request, [](const std::string& from) -> std::optional<std::string> {
    const auto at = kKeys.lower_bound(from);
    if (at == kKeys.end()) return std::nullopt;
    return *at;
  });
  std::string text;
  for (const auto& entry : page.entries)
    text += (entry.is_common_prefix ? "[" + entry.name + "]" : entry.name) + " ";
  return text + (page.is_truncated ? "…" : "");
}

TEST(Listing, PagesByPrefixAndDelimiter) {
  const struct {
    const char* what;
    ListRequest request;
    const char* page;
  } rows[] = {
      {"all", {}, "a a/1 a/2 a/b/1 b c/1 ü/1 "},
      {"prefix", {.prefix = "a/"}, "a/1 a/2 a/b/1 "},
      {"delimiter", {.delimiter = "/"}, "a [a/] b [c/] [ü/] "},
      {"prefix and delimiter", {.prefix = "a/", .delimiter = "/"}, "a/1 a/2 [a/b/] "},
      {"prefix that is a key", {.prefix = "a", .delimiter = "/"}, "a [a/] "},
      {"first page", {.max_keys = 2}, "a a/1 …"},
      {"next page", {.after = "a/1", .max_keys = 2}, "a/2 a/b/1 …"},
      {"last page is exact", {.after = "b", .max_keys = 2}, "c/1 ü/1 "},
      {"page ends at a common prefix", {.delimiter = "/", .max_keys = 2}, "a [a/] …"},
      {"page after a common prefix", {.delimiter = "/", .after = "a/", .max_keys = 2}, "b [c/] …"},
      {"after a key inside a common prefix", {.delimiter = "/", .after = "a/1"}, "b [c/] [ü/] "},
      {"after what is not there", {.after = "aa"}, "b c/1 ü/1 "},
      {"after, before the prefix", {.prefix = "c", .after = "a"}, "c/1 "},
      {"after, behind the prefix", {.prefix = "a", .after = "b"}, ""},
      {"no keys wanted", {.max_keys = 0}, ""},
      {"no such prefix", {.prefix = "x"}, ""},
      {"longer delimiter", {.delimiter = "/b/"}, "a a/1 a/2 [a/b/] b c/1 ü/1 "},
  };
  for (const auto& row : rows) EXPECT_EQ(listed(row.request), row.page) << row.what;
}

}  // namespace
}  // namespace eni::sandbox::s3_service
