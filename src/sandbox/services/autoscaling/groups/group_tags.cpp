/// CreateOrUpdateTags, DeleteTags, DescribeTags.
#include "sandbox/services/autoscaling/groups/group_tags.h"

#include <algorithm>
#include <set>

#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxTags = 50;
constexpr std::string_view kResourceType = "auto-scaling-group";

/// AWS's services write tags of AWS's own: CloudFormation does.
bool may_write_reserved(const Call& call) {
  return call.principal.type == PrincipalType::kService || !call.principal.called_via.empty();
}

ApiResult<AutoScalingTag> read_tag(const Call& call, const json::object& entry) {
  AutoScalingTag tag{text_at(entry, "Key"), text_at(entry, "Value"), flag_at(entry, "PropagateAtLaunch")};
  if (tag.key.starts_with("aws:") && !may_write_reserved(call))
    return aws::validation_error("Tag keys that start with aws: are reserved for AWS use.");
  const std::string type = text_at(entry, "ResourceType");
  if (!type.empty() && type != kResourceType)
    return aws::validation_error("The resource type " + type + " is not valid.");
  return tag;
}

struct Filter {
  std::string name;
  std::vector<std::string> values;
};

ApiResult<std::vector<Filter>> read_filters(const json::object& input) {
  static constexpr std::string_view kNames[] = {"auto-scaling-group", "key", "value", "propagate-at-launch"};
  std::vector<Filter> filters;
  for (const json::value& entry : array_at(input, "Filters")) {
    Filter filter{text_at(entry, "Name"), texts_at(entry.as_object(), "Values")};
    if (std::ranges::find(kNames, filter.name) == std::end(kNames))
      return aws::validation_error(
          "Filter type " + filter.name +
          " is not correct. Allowed Filter types are: auto-scaling-group, key, value, "
          "propagate-at-launch");
    filters.push_back(std::move(filter));
  }
  return filters;
}

bool matches(const AutoScalingGroup& group, const AutoScalingTag& tag, const std::vector<Filter>& filters) {
  return std::ranges::all_of(filters, [&](const Filter& filter) {
    const std::string value = filter.name == "auto-scaling-group" ? group.name
                              : filter.name == "key"              ? tag.key
                              : filter.name == "value"            ? tag.value
                              : tag.propagate_at_launch           ? "true"
                                                                  : "false";
    return std::ranges::find(filter.values, value) != filter.values.end();
  });
}

}  // namespace

ApiResult<std::vector<AutoScalingTag>> read_group_tags(const Call& call, const json::object& input) {
  std::vector<AutoScalingTag> tags;
  std::set<std::string> keys;
  for (const json::value& entry : array_at(input, "Tags")) {
    ENI_TRY(auto tag, read_tag(call, entry.as_object()));
    if (!keys.insert(text_at(entry, "ResourceId") + "\n" + tag.key).second)
      return aws::validation_error("Duplicate tag key " + tag.key + " specified.");
    tags.push_back(std::move(tag));
  }
  if (tags.size() > kMaxTags)
    return aws::validation_error("You can specify a maximum of 50 tags for an Auto Scaling group.");
  return tags;
}

json::object tag_value(const AutoScalingGroup& group, const AutoScalingTag& tag) {
  return {{"ResourceId", group.name},
          {"ResourceType", kResourceType},
          {"Key", tag.key},
          {"Value", tag.value},
          {"PropagateAtLaunch", tag.propagate_at_launch}};
}

ApiResult<Reply> create_or_update_tags(Call& call) {
  const json::object input = typed_input(call, "CreateOrUpdateTags");
  ENI_TRY(const auto tags, read_group_tags(call, input));
  const json::array& entries = array_at(input, "Tags");
  for (std::size_t at = 0; at < tags.size(); ++at) {
    ENI_TRY(const auto group, find_group(call, text_at(entries[at], "ResourceId")));
    groups_of(call).set_tag(group.number, tags[at]);
    if (groups_of(call).tags(group.number).size() > kMaxTags)
      return aws::validation_error("You can specify a maximum of 50 tags for an Auto Scaling group.");
  }
  return empty_reply();
}

ApiResult<Reply> delete_tags(Call& call) {
  const json::object input = typed_input(call, "DeleteTags");
  for (const json::value& entry : array_at(input, "Tags")) {
    ENI_TRY(const auto group, find_group(call, text_at(entry, "ResourceId")));
    const std::string key = text_at(entry, "Key");
    const json::value* value = find(entry, "Value");
    for (const AutoScalingTag& tag : groups_of(call).tags(group.number))
      if (tag.key == key && (!value || as_text(*value).empty() || as_text(*value) == tag.value))
        groups_of(call).remove_tag(group.number, key);
  }
  return empty_reply();
}

ApiResult<Reply> describe_tags(Call& call) {
  const json::object input = typed_input(call, "DescribeTags");
  ENI_TRY(const auto filters, read_filters(input));
  std::vector<std::string> keys;
  json::array values;
  for (const AutoScalingGroup& group : groups_of(call).list(place_of(call), "", -1)) {
    for (const AutoScalingTag& tag : groups_of(call).tags(group.number)) {
      if (!matches(group, tag, filters)) continue;
      keys.push_back(group.name + "\n" + tag.key);
      values.push_back(tag_value(group, tag));
    }
  }
  ENI_TRY(const Page page, page_of(call, keys, 50));
  return page_reply("Tags", json::array(values.begin() + page.begin, values.begin() + page.end),
                    page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
