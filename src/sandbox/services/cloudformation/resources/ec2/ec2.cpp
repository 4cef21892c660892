#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

void copy_to_ec2(const json::object& properties, std::initializer_list<std::string_view> names,
                 json::object& params) {
  for (const std::string_view name : names) {
    if (properties.contains(name)) params[name] = text_of(properties, name);
  }
}

void copy_to_ec2(const ResourceCall& call, const ResourceType& type, std::string_view property,
                 std::string_view api_name, json::object& params) {
  const json::value* value = find(call.properties, property);
  const Property& row = *type.find_property(property);
  if (value) params[api_name] = to_api(*value, row.shape, row.members, ApiStyle::kEc2);
}

void put_tags(const ResourceCall& call, std::string_view kind, json::object& params) {
  const TagMap tags = tags_of(call);
  if (tags.empty()) return;
  params["TagSpecification"] = json::array{json::object{{"ResourceType", kind}, {"Tag", tag_list(tags)}}};
}

Task<ApiResult<void>> update_ec2_tags(ResourceCall& call, std::string id) {
  const TagChange change = tag_change(call);
  json::object params;
  params["ResourceId"] = text_array({id});
  if (!change.removed.empty()) {
    json::array keys;
    for (const std::string& key : change.removed) keys.push_back(json::object{{"Key", key}});
    params["Tag"] = std::move(keys);
    ENI_CO_CHECK(co_await call.call("ec2", "DeleteTags", params));
  }
  if (!change.set.empty()) {
    params["Tag"] = tag_list(change.set);
    ENI_CO_CHECK(co_await call.call("ec2", "CreateTags", params));
  }
  co_return ApiResult<void>{};
}

json::object object_of(const json::object& reply, std::string_view member) {
  const json::value* value = find(reply, member);
  return value && value->is_object() ? value->get_object() : json::object{};
}

Task<ApiResult<json::object>> describe_first(ResourceCall& call, std::string_view operation,
                                             json::object params, std::string_view list) {
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", operation, params));
  std::vector<json::object> items = objects_of(reply, list);
  if (items.empty()) {
    co_return ApiError{"NotFound", "Resource of type with identifier " + call.physical_id + " was not found",
                       400};
  }
  co_return std::move(items.front());
}

json::object ec2_filter(std::string_view name, std::string value) {
  json::object filter{{"Name", name}};
  filter["Value"] = text_array({std::move(value)});
  return filter;
}

json::object attribute_value(std::string value) { return json::object{{"Value", std::move(value)}}; }

Task<ApiResult<void>> remove_from_ec2(ResourceCall& call, std::string_view operation, json::object params) {
  static constexpr std::string_view kInTheWay[] = {"DependencyViolation", "InvalidParameterValue.InUse",
                                                   "IncorrectState", "InvalidNetworkInterface.InUse"};
  ApiResult<void> removed = co_await remove_patiently(call, "ec2", operation, std::move(params), kInTheWay);
  co_return removed;
}

}  // namespace eni::sandbox::cloudformation
