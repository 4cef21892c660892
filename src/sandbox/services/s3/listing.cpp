#include "sandbox/services/s3/listing.h"

namespace eni::sandbox::s3_service {
namespace {

/// The smallest text that is after every text that starts with `prefix`; nothing if there is none.
std::optional<std::string> after_all_with(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (prefix.empty()) return std::nullopt;
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

/// The part of `key` up to the first delimiter behind the prefix; nothing if there is none.
std::optional<std::string> common_prefix_of(const std::string& key, const ListRequest& request) {
  if (request.delimiter.empty()) return std::nullopt;
  const std::size_t at = key.find(request.delimiter, request.prefix.size());
  if (at == std::string::npos) return std::nullopt;
  return key.substr(0, at + request.delimiter.size());
}

/// Where to look for the first key of the page; nothing if there can be none.
std::optional<std::string> start_of(const ListRequest& request) {
  if (request.after.empty()) return request.prefix;
  // A marker inside a common prefix has passed it as well: it is not given once more.
  const auto common =
      request.after.starts_with(request.prefix) ? common_prefix_of(request.after, request) : std::nullopt;
  if (common && common->size() <= request.after.size()) return after_all_with(*common);
  return std::max(request.prefix, request.after + '\0');
}

}  // namespace

ListPage list_page(const ListRequest& request, const NextKey& next_key) {
  ListPage page;
  if (request.max_keys == 0) return page;
  for (auto from = start_of(request); from;) {
    const auto key = next_key(*from);
    if (!key || !key->starts_with(request.prefix)) break;
    if (page.entries.size() == static_cast<std::size_t>(request.max_keys)) {
      page.is_truncated = true;
      break;
    }
    if (auto common = common_prefix_of(*key, request)) {
      from = after_all_with(*common);
      page.entries.push_back({*std::move(common), true});
    } else {
      from = *key + '\0';
      page.entries.push_back({*key, false});
    }
  }
  return page;
}

}  // namespace eni::sandbox::s3_service
