/// TagResource, UntagResource.
#include <set>

#include "sandbox/gateway/tag_list.h"
#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/request_tags.h"
#include "sandbox/services/secretsmanager/secret_reference.h"

namespace eni::sandbox::secrets_manager {

namespace {

/// Assumed wording, as that of the limit.
ApiResult<void> check_keys(const json::array& tags) {
  std::set<std::string> keys;
  for (const json::value& tag : tags) {
    const std::string key = text_at(tag, "Key");
    if (key.empty()) return invalid_parameter("A tag must have a Key.");
    if (key.starts_with("aws:"))
      return invalid_parameter("Tag keys that begin with aws: are reserved: " + key);
    if (!keys.insert(key).second) return invalid_parameter("Tag keys must be unique: " + key);
  }
  return {};
}

}  // namespace

ApiResult<json::array> tags_with(const Call& call, const json::array& before) {
  const json::array& given = array_at(call.params.all(), "Tags");
  ENI_CHECK(check_keys(given));
  json::array all = merged_tags(before, given);
  if (all.size() > kMaxTags) return invalid_parameter("A secret can have a maximum of 50 tags.");
  return all;
}

ApiResult<Reply> tag_resource(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  ENI_TRY(secret.document["Tags"], tags_with(call, array_at(secret.document, "Tags")));
  save_changed(call, secret);
  return Reply{};
}

ApiResult<Reply> untag_resource(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  secret.document["Tags"] =
      tags_without(array_at(secret.document, "Tags"), texts_at(call.params.all(), "TagKeys"));
  save_changed(call, secret);
  return Reply{};
}

}  // namespace eni::sandbox::secrets_manager
