/// DescribeAutoScalingGroups.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/autoscaling/groups/group_tags.h"
#include "sandbox/services/autoscaling/groups/operations.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kPageSize = 50;

struct Filter {
  std::string name;
  std::vector<std::string> values;
};

std::vector<Filter> read_filters(const json::object& input) {
  std::vector<Filter> filters;
  for (const json::value& entry : array_at(input, "Filters"))
    filters.push_back({text_at(entry, "Name"), texts_at(entry.as_object(), "Values")});
  return filters;
}

bool has(const std::vector<std::string>& values, const std::string& value) {
  return std::ranges::find(values, value) != values.end();
}

bool matches(const std::vector<AutoScalingTag>& tags, const Filter& filter) {
  return std::ranges::any_of(tags, [&](const AutoScalingTag& tag) {
    if (filter.name == "tag-key") return has(filter.values, tag.key);
    if (filter.name == "tag-value") return has(filter.values, tag.value);
    return filter.name == "tag:" + tag.key && has(filter.values, tag.value);
  });
}

ApiResult<void> check_filters(const std::vector<Filter>& filters) {
  for (const Filter& filter : filters) {
    if (filter.name == "tag-key" || filter.name == "tag-value" || filter.name.starts_with("tag:")) continue;
    return aws::validation_error("Filter type " + filter.name +
                                 " is not correct. Allowed Filter types are: tag-key, tag-value, tag:<key>");
  }
  return {};
}

json::object group_value(const Call& call, const AutoScalingGroup& group,
                         const std::vector<AutoScalingTag>& tags, bool with_instances) {
  json::object value;
  for (const auto& [name, member] : group.document)
    if (!name.starts_with('_')) value[name] = member;
  value["AutoScalingGroupName"] = group.name;
  value["AutoScalingGroupARN"] = group.arn;
  value["CreatedTime"] = iso8601_millis(time_of(group.created));
  value["LoadBalancerNames"] = json::array{};
  value["TrafficSources"] = json::array{};
  if (group.is_deleting) value["Status"] = "Delete in progress";  // [unverified]
  json::array instances;
  if (with_instances)
    for (const AutoScalingInstance& instance : instances_of(call).list(group.number))
      instances.push_back(instance_value(instance));
  value["Instances"] = std::move(instances);
  json::array shown;
  for (const AutoScalingTag& tag : tags) shown.push_back(tag_value(group, tag));
  value["Tags"] = std::move(shown);
  return value;
}

/// Those that the call names, or all; unknown names are left out.
std::vector<AutoScalingGroup> asked_groups(const Call& call, const json::object& input) {
  const auto names = texts_at(input, "AutoScalingGroupNames");
  if (names.empty()) return groups_of(call).list(place_of(call), "", -1);
  std::vector<AutoScalingGroup> groups;
  for (const std::string& name : names)
    if (auto group = find_group(call, name)) groups.push_back(*std::move(group));
  return groups;
}

}  // namespace

ApiResult<Reply> describe_auto_scaling_groups(Call& call) {
  const json::object input = typed_input(call, "DescribeAutoScalingGroups");
  const auto filters = read_filters(input);
  ENI_CHECK(check_filters(filters));
  auto groups = asked_groups(call, input);
  std::erase_if(groups, [&](const AutoScalingGroup& group) {
    if (filters.empty()) return false;
    const auto tags = groups_of(call).tags(group.number);
    return !std::ranges::all_of(filters, [&](const Filter& filter) { return matches(tags, filter); });
  });
  std::vector<std::string> keys;
  for (const AutoScalingGroup& group : groups) keys.push_back(group.name);
  ENI_TRY(const Page page, page_of(call, keys, kPageSize));
  json::array values;
  for (std::size_t at = page.begin; at < page.end; ++at) {
    values.push_back(group_value(call, groups[at], groups_of(call).tags(groups[at].number),
                                 flag_at(input, "IncludeInstances", true)));
  }
  return page_reply("AutoScalingGroups", std::move(values), page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
