/// AWS::Lambda::LayerVersion and AWS::Lambda::LayerVersionPermission.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A version's ARN, as operations name it.
json::object version_params(const std::string& arn) {
  const std::size_t colon = arn.rfind(':');
  if (colon == std::string::npos) return {{"LayerName", arn}, {"VersionNumber", ""}};
  return {{"LayerName", arn.substr(0, colon)}, {"VersionNumber", arn.substr(colon + 1)}};
}

/// [assumption] Without a LayerName the layer has the name that other resources would have.
ApiResult<void> name_layer(const ResourceCall& call, json::object& params) {
  params.emplace("LayerName", call.physical_id);
  return {};
}

Task<ApiResult<void>> remove_version(ResourceCall& call) {
  if (!call.physical_id.starts_with("arn:")) co_return ApiResult<void>{};
  const json::object params = version_params(call.physical_id);
  const ApiResult<json::object> reply = co_await call.call("lambda", "DeleteLayerVersion", params);
  co_return tolerate_missing(reply);
}

/// VERSION-ARN#STATEMENT, of which the statement alone is chosen before.
Task<ApiResult<ResourceOutcome>> create_permission(ResourceCall& call) {
  const std::string arn = scalar_text_at(call.properties, "LayerVersionArn");
  const std::string id = arn + "#" + call.physical_id;
  json::object params = version_params(arn);
  params["StatementId"] = call.physical_id;
  for (const char* name : {"Action", "OrganizationId", "Principal"}) copy(call.properties, name, params);
  ENI_CO_CHECK(co_await call.call("lambda", "AddLayerVersionPermission", params));
  call.made(id);
  co_return ResourceOutcome{id, {{"Id", id}}};
}

Task<ApiResult<void>> remove_permission(ResourceCall& call) {
  const std::size_t mark = call.physical_id.find('#');
  const bool is_whole = mark != std::string::npos;
  json::object params = version_params(is_whole ? call.physical_id.substr(0, mark)
                                                : scalar_text_at(call.properties, "LayerVersionArn"));
  params["StatementId"] = is_whole ? call.physical_id.substr(mark + 1) : call.physical_id;
  const ApiResult<json::object> reply = co_await call.call("lambda", "RemoveLayerVersionPermission", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kLambdaLayerVersion{
    .name = "AWS::Lambda::LayerVersion",
    .attributes = {"LayerVersionArn"},
    .name_rule = {64},
    .calls = {.service = "lambda",
              .id_member = "Arn",
              .create = "PublishLayerVersion",
              .takes = {"CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description",
                        "LayerName", "LicenseInfo"},
              .id = "LayerVersionArn",
              .read = "GetLayerVersionByArn"},
    .prepare = name_layer,
    .remove = remove_version,
};

const ResourceType kLambdaLayerVersionPermission{
    .name = "AWS::Lambda::LayerVersionPermission",
    .attributes = {"Id"},
    .name_rule = {100},
    .reads = {"Action", "LayerVersionArn", "OrganizationId", "Principal"},
    .create = create_permission,
    .remove = remove_permission,
};

}  // namespace eni::sandbox::cloudformation
