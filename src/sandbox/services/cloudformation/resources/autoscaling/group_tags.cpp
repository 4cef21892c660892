#include "sandbox/services/cloudformation/resources/autoscaling/group_tags.h"

#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

/// By their keys, each as CreateOrUpdateTags takes it.
using GroupTags = std::map<std::string, json::object>;

GroupTags tags_from(const ResourceCall& call, const json::array& stack_tags, const json::object& properties) {
  GroupTags tags;
  const auto add = [&](const json::object& tag, bool is_propagated) {
    const std::string key = scalar_text_at(tag, "Key");
    tags[key] = json::object{{"ResourceId", call.physical_id},
                             {"ResourceType", "auto-scaling-group"},
                             {"Key", key},
                             {"Value", scalar_text_at(tag, "Value")},
                             {"PropagateAtLaunch", is_propagated}};
  };
  for (const json::value& tag : stack_tags) add(tag.as_object(), true);
  for (const json::object& tag : objects_of(properties, "Tags"))
    add(tag, scalar_text_at(tag, "PropagateAtLaunch") == "true");
  return tags;
}

/// Those that `other` has not, or has otherwise.
json::array tags_beyond(const GroupTags& tags, const GroupTags& other) {
  json::array beyond;
  for (const auto& [key, tag] : tags) {
    const auto there = other.find(key);
    if (there == other.end() || there->second != tag) beyond.push_back(tag);
  }
  return beyond;
}

}  // namespace

ApiResult<void> put_group_tags(const ResourceCall& call, json::object& params) {
  json::array tags = tags_beyond(tags_from(call, call.stack_tags, call.properties), {});
  if (!tags.empty()) params["Tags"] = std::move(tags);
  return {};
}

Task<ApiResult<void>> change_group_tags(ResourceCall& call) {
  const GroupTags before = tags_from(call, call.old_stack_tags, call.old_properties);
  const GroupTags after = tags_from(call, call.stack_tags, call.properties);
  json::array gone;
  for (const auto& [key, tag] : before) {
    if (after.contains(key)) continue;
    gone.push_back(
        json::object{{"ResourceId", call.physical_id}, {"ResourceType", "auto-scaling-group"}, {"Key", key}});
  }
  const json::object removed{{"Tags", gone}};
  const json::object set{{"Tags", tags_beyond(after, before)}};
  if (!gone.empty()) ENI_CO_CHECK(co_await call.call("autoscaling", "DeleteTags", removed));
  if (array_at(set, "Tags").empty()) co_return ApiResult<void>{};
  co_return co_await call.tell("autoscaling", "CreateOrUpdateTags", set);
}

}  // namespace eni::sandbox::cloudformation
