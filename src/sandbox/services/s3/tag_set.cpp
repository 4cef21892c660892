#include "sandbox/services/s3/tag_set.h"

#include "net/http.h"
#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {
namespace {

ApiError invalid_tag(std::string message) { return {"InvalidTag", std::move(message), 400}; }

ApiError too_many(std::size_t max) {
  if (max == kMaxObjectTags) return {"BadRequest", "Object tags cannot be greater than 10", 400};
  return {"BadRequest", "Bucket tag count cannot be greater than 50", 400};
}

aws::ApiResult<void> check_tag(const std::string& key, const std::string& value) {
  if (key.empty() || key.size() > 128) return invalid_tag("The TagKey you have provided is invalid");
  if (key.starts_with("aws:")) return invalid_tag("System tags cannot be added/updated by requester");
  if (value.size() > 256) return invalid_tag("The TagValue you have provided is invalid");
  return {};
}

}  // namespace

aws::ApiResult<void> check_tags(const json::array& tags, std::size_t max) {
  if (tags.size() > max) return too_many(max);
  std::map<std::string, std::string> seen;
  for (const json::value& tag : tags) {
    if (!tag.is_object()) return malformed_xml();
    const std::string key = text_at(tag.as_object(), "Key");
    const std::string value = text_at(tag.as_object(), "Value");
    ENI_CHECK(check_tag(key, value));
    if (!seen.emplace(key, value).second)
      return invalid_tag("Cannot provide multiple Tags with the same key");
  }
  return {};
}

aws::ApiResult<json::array> parse_tagging_header(std::string_view header) {
  json::array tags;
  if (header.empty()) return tags;
  for (const auto& [key, value] : net::parse_query(header))
    tags.push_back(json::object{{"Key", key}, {"Value", value}});
  ENI_CHECK(check_tags(tags, kMaxObjectTags));
  return tags;
}

}  // namespace eni::sandbox::s3_service
