#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

void copy_to_ec2(const json::object& properties, std::initializer_list<std::string_view> names,
                 json::object& params) {
  for (const std::string_view name : names) {
    if (properties.contains(name)) params[name] = scalar_text_at(properties, name);
  }
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

Task<ApiResult<void>> remove_from_ec2(ResourceCall& call, std::string_view operation, json::object params) {
  ApiResult<void> removed =
      co_await remove_patiently(call, "ec2", operation, std::move(params), kEc2InTheWay);
  co_return removed;
}

}  // namespace eni::sandbox::cloudformation
