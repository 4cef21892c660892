#include "sandbox/services/cloudformation/resources/ecs/ecs.h"

namespace eni::sandbox::cloudformation {
namespace {

json::array ecs_tags(const TagMap& tags) {
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::object{{"key", key}, {"value", value}});
  return list;
}

}  // namespace

void copy_to_ecs(const ResourceCall& call, const ResourceType& type, std::string_view property,
                 std::string_view api_name, json::object& params) {
  const json::value* value = find(call.properties, property);
  const Property& row = *type.find_property(property);
  if (value) params[api_name] = to_api(*value, row.shape, row.members, ApiStyle::kEcs);
}

void put_ecs_tags(const ResourceCall& call, json::object& params) {
  const TagMap tags = tags_of(call);
  if (!tags.empty()) params["tags"] = ecs_tags(tags);
}

Task<ApiResult<void>> update_ecs_tags(ResourceCall& call, std::string arn) {
  const TagChange change = tag_change(call);
  if (!change.removed.empty()) {
    json::object params{{"resourceArn", arn}};
    params["tagKeys"] = text_array(change.removed);
    ENI_CO_CHECK(co_await call.call("ecs", "UntagResource", params));
  }
  if (!change.set.empty()) {
    json::object params{{"resourceArn", arn}};
    params["tags"] = ecs_tags(change.set);
    ENI_CO_CHECK(co_await call.call("ecs", "TagResource", params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<json::object>> describe_active(ResourceCall& call, std::string_view operation,
                                              json::object params, std::string_view list) {
  ENI_CO_TRY(const json::object reply, co_await call.call("ecs", operation, params));
  std::vector<json::object> items = objects_of(reply, list);
  if (items.empty() || text_of(items.front(), "status") == "INACTIVE") {
    co_return ApiError{"NotFound", call.physical_id + " was not found", 400};
  }
  co_return std::move(items.front());
}

}  // namespace eni::sandbox::cloudformation
