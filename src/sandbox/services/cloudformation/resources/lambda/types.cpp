/// Lambda's types that need little more than a row.
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
  co_return co_await remove_patiently(call, "lambda", "RemoveLayerVersionPermission", std::move(params));
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::Lambda::Alias",
        .attributes = {"AliasArn"},
        .calls = {.service = "lambda",
                  .keys = {"FunctionName", "Name"},
                  .create = "CreateAlias",
                  .takes = {{"Description", "", R"("")"}, "FunctionVersion"},
                  .id = "AliasArn",
                  .update = "UpdateAlias",
                  .remove = "DeleteAlias"},
    },
    {
        // PutFunctionEventInvokeConfig replaces all of it, so it serves both ends.
        .name = "AWS::Lambda::EventInvokeConfig",
        .calls = {.service = "lambda",
                  .keys = {"FunctionName", "Qualifier"},
                  .create = "PutFunctionEventInvokeConfig",
                  .takes = {"DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"},
                  .id_from = {"FunctionName", "Qualifier"},
                  .update = "PutFunctionEventInvokeConfig",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteFunctionEventInvokeConfig"},
    },
    {
        .name = "AWS::Lambda::LayerVersion",
        .attributes = {"LayerVersionArn"},
        .name_rule = {64},
        .calls = {.service = "lambda",
                  .id_member = "Arn",
                  .create = "PublishLayerVersion",
                  .takes = {"CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description",
                            "LayerName", "LicenseInfo"},
                  .id = "LayerVersionArn",
                  .read = "GetLayerVersionByArn",
                  .remove = "DeleteLayerVersion"},
        .prepare = name_layer,
        .prepare_remove = [](const ResourceCall& call,
                             json::object& params) { params = version_params(call.physical_id); },
    },
    {
        .name = "AWS::Lambda::LayerVersionPermission",
        .attributes = {"Id"},
        .name_rule = {100},
        .reads = {"Action", "LayerVersionArn", "OrganizationId", "Principal"},
        .create = create_permission,
        .remove = remove_permission,
    },
    {
        // A statement of a function's policy.
        .name = "AWS::Lambda::Permission",
        .attributes = {"Id"},
        .name_rule = {100},
        .calls = {.service = "lambda",
                  .id_member = "StatementId",
                  .keys = {"FunctionName"},
                  .create = "AddPermission",
                  .name_member = "StatementId",
                  .takes = {"Action", "EventSourceToken", "FunctionUrlAuthType", "InvokedViaFunctionUrl",
                            "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"},
                  .remove = "RemovePermission"},
    },
    {
        // Its ARN names it, as a function's does in all operations.
        .name = "AWS::Lambda::Version",
        .attributes = {"FunctionArn", {"Version", "Version"}},
        .calls = {.service = "lambda",
                  .id_member = "FunctionName",
                  .create = "PublishVersion",
                  .takes = {"CodeSha256", "Description", "FunctionName"},
                  .id = "FunctionArn",
                  .read = "GetFunctionConfiguration",
                  .remove = "DeleteFunction"},
    },
};

}  // namespace

const std::span<const ResourceType> kLambdaTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
