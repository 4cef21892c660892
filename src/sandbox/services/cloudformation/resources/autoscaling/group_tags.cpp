#include "sandbox/services/cloudformation/resources/autoscaling/group_tags.h"

#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

struct GroupTag {
  std::string value;
  bool is_propagated = true;
  bool operator==(const GroupTag&) const = default;
};
using GroupTags = std::map<std::string, GroupTag>;

GroupTags tags_from(const json::array& stack_tags, const json::object& properties) {
  GroupTags tags;
  for (const json::value& tag : stack_tags) {
    const json::object& pair = tag.as_object();
    tags[scalar_text_at(pair, "Key")] = {scalar_text_at(pair, "Value"), true};
  }
  for (const json::object& tag : objects_of(properties, "Tags")) {
    tags[scalar_text_at(tag, "Key")] = {scalar_text_at(tag, "Value"),
                                        scalar_text_at(tag, "PropagateAtLaunch") == "true"};
  }
  return tags;
}

json::object tag_of(const ResourceCall& call, const std::string& key) {
  return {{"ResourceId", call.physical_id}, {"ResourceType", "auto-scaling-group"}, {"Key", key}};
}

json::object tag_of(const ResourceCall& call, const std::string& key, const GroupTag& tag) {
  json::object value = tag_of(call, key);
  value["Value"] = tag.value;
  value["PropagateAtLaunch"] = tag.is_propagated;
  return value;
}

Task<ApiResult<void>> call_for(ResourceCall& call, std::string_view operation, json::array tags) {
  if (tags.empty()) co_return ApiResult<void>{};
  const json::object params{{"Tags", std::move(tags)}};
  ENI_CO_CHECK(co_await call.call("autoscaling", operation, params));
  co_return ApiResult<void>{};
}

}  // namespace

void put_group_tags(const ResourceCall& call, json::object& params) {
  json::array tags;
  for (const auto& [key, tag] : tags_from(call.stack_tags, call.properties)) {
    tags.push_back(tag_of(call, key, tag));
  }
  if (!tags.empty()) params["Tags"] = std::move(tags);
}

Task<ApiResult<void>> change_group_tags(ResourceCall& call) {
  const GroupTags before = tags_from(call.old_stack_tags, call.old_properties);
  const GroupTags after = tags_from(call.stack_tags, call.properties);
  json::array set;
  json::array gone;
  for (const auto& [key, tag] : after) {
    const auto old = before.find(key);
    if (old == before.end() || old->second != tag) set.push_back(tag_of(call, key, tag));
  }
  for (const auto& [key, tag] : before) {
    if (!after.contains(key)) gone.push_back(tag_of(call, key));
  }
  ENI_CO_CHECK(co_await call_for(call, "DeleteTags", std::move(gone)));
  co_return co_await call_for(call, "CreateOrUpdateTags", std::move(set));
}

}  // namespace eni::sandbox::cloudformation
