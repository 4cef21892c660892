#include "sandbox/services/cloudformation/resources/ec2/ec2.h"

namespace eni::sandbox::cloudformation {

void copy_to_ec2(const json::object& properties, std::initializer_list<std::string_view> names,
                 json::object& params) {
  for (const std::string_view name : names) {
    if (properties.contains(name)) params[name] = scalar_text_at(properties, name);
  }
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

json::object ec2_filters(const std::map<std::string, std::string>& filters) {
  json::array list;
  for (const auto& [name, value] : filters)
    list.push_back(json::object{{"Name", name}, {"Value", text_array({value})}});
  return {{"Filter", std::move(list)}};
}

Task<ApiResult<std::string>> acl_association(ResourceCall& call, std::string subnet) {
  json::object params = ec2_filters({{"association.subnet-id", subnet}});
  ENI_CO_TRY(const json::object acl,
             co_await describe_first(call, "DescribeNetworkAcls", std::move(params), "networkAclSet"));
  for (const json::object& association : objects_of(acl, "associationSet")) {
    if (scalar_text_at(association, "subnetId") == subnet)
      co_return scalar_text_at(association, "networkAclAssociationId");
  }
  co_return std::string();
}

Task<ApiResult<void>> remove_from_ec2(ResourceCall& call, std::string_view operation, json::object params) {
  return remove_patiently(call, "ec2", operation, std::move(params), kEc2InTheWay);
}

}  // namespace eni::sandbox::cloudformation
