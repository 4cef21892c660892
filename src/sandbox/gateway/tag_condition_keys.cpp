#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox {
namespace {

using Tag = std::pair<std::string, std::string>;

Tag tag_of(const json::object& element) {
  const auto member = [&element](std::string_view upper, std::string_view lower) {
    return scalar_text_at(element, find(element, upper) ? upper : lower);
  };
  return {member("Key", "key"), member("Value", "value")};
}

std::vector<Tag> tags_in(const json::value& tags) {
  std::vector<Tag> all;
  if (const json::object* members = tags.if_object())
    for (const auto& [key, value] : *members) all.emplace_back(std::string(key), scalar_text(value));
  if (const json::array* list = tags.if_array())
    for (const json::value& element : *list)
      if (element.is_object()) all.push_back(tag_of(element.get_object()));
  std::erase_if(all, [](const Tag& tag) { return tag.first.empty(); });
  return all;
}

}  // namespace

void append_tag_keys(ConditionKeys& keys, std::string_view prefix, const json::value& tags) {
  for (auto& [key, value] : tags_in(tags))
    keys.emplace_back(std::string(prefix).append("/").append(key), std::move(value));
}

void append_resource_tags(ConditionKeys& keys, const json::value& tags) {
  append_tag_keys(keys, "aws:ResourceTag", tags);
}

void append_request_tags(ConditionKeys& keys, const Call& call) {
  for (const std::string_view member : {"Tags", "tags"}) {
    const json::value* tags = call.params.find(member);
    if (!tags) continue;
    append_tag_keys(keys, "aws:RequestTag", *tags);
    for (auto& [key, value] : tags_in(*tags)) keys.emplace_back("aws:TagKeys", std::move(key));
  }
  for (const std::string_view member : {"TagKeys", "tagKeys"}) {
    const json::value* given = call.params.find(member);
    // Of a REST query one key is a text.
    if (given && given->is_string()) keys.emplace_back("aws:TagKeys", as_text(*given));
    for (std::string& key : texts_at(call.params.all(), member))
      keys.emplace_back("aws:TagKeys", std::move(key));
  }
}

ApiResult<void> may_give_tags(const Call& call, std::string_view action, const std::string& resource_arn,
                              const ConditionKeys& more) {
  ConditionKeys keys;
  append_request_tags(keys, call);
  if (keys.empty()) return {};
  keys.insert(keys.end(), more.begin(), more.end());
  return call.require(action, resource_arn, keys);
}

Access access_with_tags(const Call& call, std::string resource_arn, const json::value& tags) {
  Access access;
  access.resources = {std::move(resource_arn)};
  append_request_tags(access.context, call);
  access.context_of_resource.emplace_back();
  append_resource_tags(access.context_of_resource.back(), tags);
  return access;
}

}  // namespace eni::sandbox
