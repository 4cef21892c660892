#include "sandbox/services/autoscaling/input.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::autoscaling_service {
namespace {

using shapes::Kind;
using shapes::Shape;

json::value typed(const Shape& shape, const json::value& value);

json::value typed_structure(const Shape& shape, const json::object& value) {
  json::object out;
  for (std::size_t at = 0; at < shape.member_count(); ++at) {
    const shapes::Member member = shape.member(at);
    const json::value* given = eni::find(value, member.wire_name());
    if (given && !given->is_null()) out[member.wire_name()] = typed(member.shape(), *given);
  }
  return out;
}

json::value typed_list(const Shape& shape, const json::value& value) {
  json::array out;
  if (const auto* list = value.if_array())
    for (const json::value& element : *list) out.push_back(typed(shape.element().shape(), element));
  return out;
}

json::value typed_number(std::string_view text) {
  if (const auto number = parse_integer(text)) return *number;
  return std::strtod(std::string(text).c_str(), nullptr);
}

json::value typed(const Shape& shape, const json::value& value) {
  switch (shape.kind()) {
    case Kind::kStructure:
      // An empty structure arrives as an empty text.
      return value.is_object() ? typed_structure(shape, value.get_object()) : json::object{};
    case Kind::kList:
      return typed_list(shape, value);
    case Kind::kInteger:
    case Kind::kLong:
    case Kind::kFloat:
    case Kind::kDouble:
      return value.is_string() ? typed_number(value.get_string()) : value;
    case Kind::kBoolean:
      return value.is_string() ? json::value(iequals(std::string_view(value.get_string()), "true")) : value;
    default:
      return value.is_object() || value.is_array() ? value : json::value(scalar_text(value));
  }
}

/// The name in …:autoScalingGroup:UUID:autoScalingGroupName/NAME, or the text itself.
std::string_view group_name(std::string_view name) {
  constexpr std::string_view kMark = ":autoScalingGroupName/";
  const auto at = name.find(kMark);
  return name.starts_with("arn:") && at != std::string_view::npos ? name.substr(at + kMark.size()) : name;
}

std::string any_group_arn(const Call& call, std::string_view name) {
  return call.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/" + std::string(name));
}

/// A parameter as a condition key of its name, autoscaling:NAME, with each of its values; nothing if it is not given.
void add_parameter(Access& access, const json::object& given, std::string_view member, std::string_view key) {
  const json::value* value = find(given, member);
  if (!value) return;
  if (!value->is_array()) {
    access.context.emplace_back(key, scalar_text(*value));
    return;
  }
  for (const json::value& element : value->get_array())
    access.context.emplace_back(key, scalar_text(element));
}

/// Where the launch template of a specification counts with a number of a version, not $Latest or $Default.
void add_template_version(Access& access, const json::object& specification) {
  if (specification.empty()) return;
  const std::string version = scalar_text_at(specification, "Version");
  const bool is_specified = !version.empty() && !version.starts_with('$');
  access.context.emplace_back("autoscaling:LaunchTemplateVersionSpecified", is_specified ? "true" : "false");
}

void add_mixed_instances(Access& access, const json::object& policy) {
  const json::object& of_template = object_at(policy, "LaunchTemplate");
  add_template_version(access, object_at(of_template, "LaunchTemplateSpecification"));
  for (const json::value& row : array_at(of_template, "Overrides"))
    if (const std::string type = text_at(row, "InstanceType"); !type.empty())
      access.context.emplace_back("autoscaling:InstanceTypes", type);
}

Access access_of(const Call& call, std::string_view name) {
  const auto group = groups_of(call).find(place_of(call), group_name(name));
  Access access;
  access.resources = {group ? group->arn : any_group_arn(call, name.empty() ? "*" : group_name(name))};
  if (!group) return access;
  for (const AutoScalingTag& tag : groups_of(call).tags(group->number)) {
    access.context.emplace_back("aws:ResourceTag/" + tag.key, tag.value);
    access.context.emplace_back("autoscaling:ResourceTag/" + tag.key, tag.value);
  }
  return access;
}

}  // namespace

json::object typed_input(const Call& call, std::string_view operation) {
  const auto service = shapes::find_service("autoscaling");
  const auto row = service ? service->find_operation(operation) : std::nullopt;
  const auto input = row ? row->input() : std::nullopt;
  if (!input) return call.params.all();
  return typed_structure(*input, call.params.all()).as_object();
}

AutoScalingPlace place_of(const Call& call) { return {call.account().value, call.region.value}; }
AutoScalingRepository& groups_of(const Call& call) { return call.store<AutoScalingRepository>(); }
AutoScalingInstanceRepository& instances_of(const Call& call) {
  return call.store<AutoScalingInstanceRepository>();
}

std::int64_t millis(TimePoint time) { return time.time_since_epoch().count(); }
TimePoint time_of(std::int64_t millis) { return TimePoint{Duration{millis}}; }

ApiResult<AutoScalingGroup> find_group(const Call& call, std::string_view name) {
  auto group = groups_of(call).find(place_of(call), group_name(name));
  if (group) return *std::move(group);
  return aws::validation_error("AutoScalingGroup name not found - AutoScalingGroup '" + std::string(name) +
                               "' not found");
}

ApiResult<AutoScalingGroup> named_group(const Call& call) {
  return find_group(call, call.params.text_or("AutoScalingGroupName", ""));
}

ApiResult<AutoScalingGroup> changeable_group(const Call& call) {
  ENI_TRY(auto group, named_group(call));
  if (group.is_deleting)
    return aws::validation_error("The AutoScaling group may not be modified while it is pending delete");
  return group;
}

ApiResult<AutoScalingInstance> find_instance(const Call& call, const AutoScalingGroup* group,
                                             std::string_view id) {
  auto instance = instances_of(call).find(id);
  const auto owner = instance ? groups_of(call).find(instance->group) : std::nullopt;
  const bool is_own = owner && owner->account == call.account().value && owner->region == call.region.value;
  if (is_own && (!group || group->number == owner->number)) return *std::move(instance);
  if (group && is_own)
    return aws::validation_error("The instance " + std::string(id) + " is not part of Auto Scaling group " +
                                 group->name + ".");
  return aws::validation_error("Instance Id not found - No managed instance found for instance ID: " +
                               std::string(id));
}

ApiResult<std::vector<std::string>> names_or_all(const json::object& input, std::string_view list,
                                                 std::span<const std::string_view> known,
                                                 std::string_view kind) {
  auto names = texts_at(input, list);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) == known.end())
      return aws::validation_error(name + " is not a valid " + std::string(kind) + ".");
  }
  if (names.empty()) names.assign(known.begin(), known.end());
  return names;
}

json::array entries_without(const AutoScalingGroup& group, std::string_view list, std::string_view key,
                            const std::vector<std::string>& names) {
  json::array rest;
  for (const json::value& entry : array_at(group.document, list))
    if (std::ranges::find(names, text_at(entry, key)) == names.end()) rest.push_back(entry);
  return rest;
}

Access group_access(const Call& call) {
  return access_of(call, call.params.text_or("AutoScalingGroupName", ""));
}

Access instance_access(const Call& call) {
  const auto instance = instances_of(call).find(call.params.text_or("InstanceId", ""));
  const auto group = instance ? groups_of(call).find(instance->group) : std::nullopt;
  return access_of(call, group && group->account == call.account().value ? group->name : "");
}

/// The subnets are one text.
Access changed_group_access(const Call& call) {
  Access access = group_access(call);
  const json::object& given = call.params.all();
  for (const std::string_view name : {"LaunchConfigurationName", "MaxSize", "MinSize", "TargetGroupARNs"})
    add_parameter(access, given, name, "autoscaling:" + std::string(name));
  for (const std::string& subnet : split(call.params.text_or("VPCZoneIdentifier", ""), ','))
    if (!trim(subnet).empty())
      access.context.emplace_back("autoscaling:VPCZoneIdentifiers", std::string(trim(subnet)));
  add_template_version(access, object_at(given, "LaunchTemplate"));
  add_mixed_instances(access, object_at(given, "MixedInstancesPolicy"));
  append_request_tags(access.context, call);
  return access;
}

Access deleted_group_access(const Call& call) {
  Access access = group_access(call);
  access.context.emplace_back("autoscaling:ForceDelete", call.params.text_or("ForceDelete", "false"));
  return access;
}

Access tagged_groups_access(const Call& call) {
  Access access{.resources = {}};
  const auto tags = call.params.objects("Tags");
  for (const json::object& tag : tags ? *tags : std::vector<json::object>{}) {
    const Access one = access_of(call, scalar_text_at(tag, "ResourceId"));
    if (std::ranges::find(access.resources, one.resources.front()) == access.resources.end()) {
      access.resources.push_back(one.resources.front());
      access.context_of_resource.push_back(one.context);
    }
  }
  append_request_tags(access.context, call);
  if (access.resources.empty()) access.resources.push_back(any_group_arn(call, "*"));
  return access;
}

ApiResult<Page> page_of(const Call& call, const std::vector<std::string>& keys, std::size_t page_size,
                        std::size_t max_size) {
  ENI_TRY(const auto asked, call.params.integer("MaxRecords", 0, 1'000'000'000));
  const auto last = read_page_token(call.params.text_or("NextToken", ""));
  if (!last)
    return ApiError{"InvalidNextToken",
                    "The token '" + call.params.text_or("NextToken", "") + "' is invalid.", 400};
  Page page;
  if (!last->empty()) {
    const auto at = std::ranges::find(keys, *last);
    page.begin = at == keys.end() ? keys.size() : static_cast<std::size_t>(at - keys.begin()) + 1;
  }
  const std::size_t wanted = asked && *asked > 0 ? static_cast<std::size_t>(*asked) : page_size;
  page.end = std::min(keys.size(), page.begin + std::min(wanted, max_size));
  if (page.end < keys.size()) page.next_token = page_token(keys[page.end - 1]);
  return page;
}

Reply page_reply(std::string_view list, json::array elements, const std::string& next_token) {
  json::object reply;
  reply[list] = std::move(elements);
  if (!next_token.empty()) reply["NextToken"] = next_token;
  return Reply{std::move(reply)};
}

Reply empty_reply() { return Reply{json::object{}}; }

}  // namespace eni::sandbox::autoscaling_service
