/// AWS::Lambda::Permission: a statement of a function's policy.
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Action", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"EventSourceToken", Shape::kText, OnChange::kReplace},
    {"FunctionName", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"FunctionUrlAuthType", Shape::kText, OnChange::kReplace},
    {"InvokedViaFunctionUrl", Shape::kBoolean, OnChange::kReplace},
    {"Principal", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"PrincipalOrgID", Shape::kText, OnChange::kReplace},
    {"SourceAccount", Shape::kText, OnChange::kReplace},
    {"SourceArn", Shape::kText, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params = call.properties;
  params["StatementId"] = call.physical_id;
  ENI_CO_CHECK(co_await call.call("lambda", "AddPermission", params));
  call.exists = true;
  co_return ResourceOutcome{call.physical_id, json::object{{"Id", call.physical_id}}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"FunctionName", text_of(call.properties, "FunctionName")},
                            {"StatementId", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("lambda", "RemovePermission", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kLambdaPermission{
    .name = "AWS::Lambda::Permission",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_rule = {100},
    .create = create,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
