#pragma once
/// One page of a bucket's keys: prefix, delimiter, common prefixes, pure.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::s3_service {

struct ListRequest {
  std::string prefix = {};
  std::string delimiter = {};
  std::string after = {};  ///< the page begins after this key (or common prefix)
  int max_keys = 1000;
};

struct ListPage {
  struct Entry {
    std::string name;  ///< a key, or a common prefix
    bool is_common_prefix = false;
  };
  std::vector<Entry> entries;  ///< in the order of names
  bool is_truncated = false;
};

/// The first key that is not before `from`, or nothing.
using NextKey = std::function<std::optional<std::string>(const std::string& from)>;

/// Common prefixes count as keys do, and the keys below one are not read one by one.
ListPage list_page(const ListRequest& request, const NextKey& next_key);

}  // namespace eni::sandbox::s3_service
