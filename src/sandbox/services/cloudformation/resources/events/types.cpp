/// Amazon EventBridge's types.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{"Tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "ResourceARN",
                           "TagKeys", Tagging::By::kArn};

std::vector<std::string> target_ids(const json::object& properties) {
  std::vector<std::string> ids;
  for (const json::object& target : objects_of(properties, "Targets"))
    ids.push_back(scalar_text_at(target, "Id"));
  return ids;
}

void rename(json::object& object, std::string_view ours, std::string_view theirs) {
  const json::value* given = object.if_contains(ours);
  if (given == nullptr) return;
  json::value value = *given;
  object.erase(ours);
  object[theirs] = std::move(value);
}

/// The elements' members begin with a small letter in the API.
void rename_elements(json::object& object, std::string_view list) {
  json::value* elements = object.if_contains(list);
  if (elements == nullptr || !elements->is_array()) return;
  for (json::value& element : elements->get_array()) {
    json::object renamed;
    for (const auto& [name, value] : element.as_object()) {
      std::string small{name};
      small.front() = to_lower(small).front();
      renamed[small] = value;
    }
    element = std::move(renamed);
  }
}

/// What EcsParameters consists of has other names in the API.
void rename_members(json::object& params) {
  for (json::value& target : params["Targets"].as_array()) {
    json::value* given = target.as_object().if_contains("EcsParameters");
    if (given == nullptr) continue;
    json::object& members = given->as_object();
    rename(members, "PlacementStrategies", "PlacementStrategy");
    rename(members, "TagList", "Tags");
    for (const std::string_view list :
         {"PlacementStrategy", "PlacementConstraints", "CapacityProviderStrategy"})
      rename_elements(members, list);
    if (json::value* network = members.if_contains("NetworkConfiguration"))
      rename(network->as_object(), "AwsVpcConfiguration", "awsvpcConfiguration");
  }
}

Task<ApiResult<void>> change_targets(ResourceCall& call) {
  if (!has_changed(call, "Targets")) co_return ApiResult<void>{};
  const auto wanted = target_ids(call.properties);
  if (!wanted.empty()) {
    json::object params{{"Rule", call.physical_id}};
    put_property(*find_resource_type("AWS::Events::Rule"), call, {"Targets"}, params);
    rename_members(params);
    ENI_CO_CHECK(co_await call.call("events", "PutTargets", params));
  }
  const auto over = without(target_ids(call.old_properties), wanted);
  if (over.empty()) co_return ApiResult<void>{};
  json::object params{{"Rule", call.physical_id}, {"Ids", text_array(over)}};
  co_return co_await remove_patiently(call, "events", "RemoveTargets", std::move(params));
}

const ResourceType kTypes[] = {
    {
        // PutRule replaces a rule of the name but for its targets.
        .name = "AWS::Events::Rule",
        .attributes = {{"Arn", Attribute::From::kArn}, {"RuleName", Attribute::From::kId}},
        .name_property = "Name",
        .name_rule = {64},
        .calls = {.service = "events",
                  .id_member = "Name",
                  .create = "PutRule",
                  .name_member = "Name",
                  .takes = {"Description", "EventPattern", "RoleArn", "ScheduleExpression", "State"},
                  .read = "DescribeRule",
                  .update = "PutRule",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteRule",
                  .tagging = &kTagging},
        .reads = {"Targets"},
        .arn_prefix = "rule/",
        .configure = change_targets,
        // A rule with targets is not deleted.
        .before_remove = [](ResourceCall& call) { return undo(call, change_targets); },
    },
};

}  // namespace

const std::span<const ResourceType> kEventsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
