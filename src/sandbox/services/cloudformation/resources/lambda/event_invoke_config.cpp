/// AWS::Lambda::EventInvokeConfig.
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"DestinationConfig", Shape::kObject},
    {"FunctionName", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"MaximumEventAgeInSeconds", Shape::kInteger},
    {"MaximumRetryAttempts", Shape::kInteger},
    {"Qualifier", Shape::kText, OnChange::kReplace, Presence::kRequired},
};

/// PutFunctionEventInvokeConfig replaces all of it, so it serves create and update.
Task<ApiResult<ResourceOutcome>> put(ResourceCall& call) {
  json::object params = call.properties;
  for (const std::string_view name : {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"}) {
    if (const auto number = parse_integer(text_of(params, name))) params[name] = *number;
  }
  ENI_CO_CHECK(co_await call.call("lambda", "PutFunctionEventInvokeConfig", params));
  call.exists = true;
  const std::string id =
      text_of(call.properties, "FunctionName") + "|" + text_of(call.properties, "Qualifier");
  call.physical_id = id;
  co_return ResourceOutcome{id, json::object{}};
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object params{{"FunctionName", text_of(call.properties, "FunctionName")},
                            {"Qualifier", text_of(call.properties, "Qualifier")}};
  const ApiResult<json::object> reply =
      co_await call.call("lambda", "DeleteFunctionEventInvokeConfig", params);
  co_return tolerate_missing(reply);
}

}  // namespace

const ResourceType kLambdaEventInvokeConfig{
    .name = "AWS::Lambda::EventInvokeConfig",
    .properties = kProperties,
    .attributes = {},
    .create = put,
    .update = put,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
