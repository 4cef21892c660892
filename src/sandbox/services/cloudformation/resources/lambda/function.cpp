/// AWS::Lambda::Function.
#include "base/deadline.h"
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

constexpr Tagging kTagging{"Tags",     Tagging::Form::kMap, "TagResource",    "UntagResource",
                           "Resource", "tagKeys",           Tagging::By::kArn};

/// Code as CreateFunction takes it. Inline text goes as it is: Lambda packs it, with the module cfn-response.
ApiResult<json::object> api_code(const ResourceCall& call) {
  const json::value* value = find(call.properties, "Code");
  json::object code = value && value->is_object() ? value->get_object() : json::object{};
  if (!code.contains("ZipFile")) return code;
  code["InlineSource"] = scalar_text_at(code, "ZipFile");
  code.erase("ZipFile");
  return code;
}

bool is_role_not_ready(const ApiError& error) {
  return error.message.find("cannot be assumed by Lambda") != std::string::npos;
}

/// A role that was just made may not be assumable yet; CloudFormation tries again for a while.
Task<ApiResult<json::object>> call_until_role_is_ready(ResourceCall& call, std::string_view operation,
                                                       const json::object& params) {
  const Deadline patience{call.parts.scheduler, std::chrono::minutes{2}};
  Duration pause{250};
  for (;;) {
    ApiResult<json::object> reply = co_await call.call("lambda", operation, params);
    const bool again = reply.has_error() && is_role_not_ready(reply.error()) && !patience.has_passed();
    if (!again) co_return reply;
    co_await sleep_for(call.parts.scheduler, pause);
    pause = std::min(pause * 2, Duration{4000});
  }
}

/// Waits until Lambda has made its change, and gives the function's configuration.
Task<ApiResult<ResourceOutcome>> settled(ResourceCall& call, json::object configuration) {
  const json::object params{{"FunctionName", call.physical_id}};
  Poll poll{call, TimeLimits::kState, "Function " + call.physical_id};
  while (scalar_text_at(configuration, "State") == "Pending" ||
         scalar_text_at(configuration, "LastUpdateStatus") == "InProgress") {
    ENI_CO_CHECK(co_await poll.wait());
    ENI_CO_TRY(json::object next, co_await call.call("lambda", "GetFunctionConfiguration", params));
    configuration = std::move(next);
  }
  for (const std::string_view name : {"State", "LastUpdateStatus"}) {
    if (scalar_text_at(configuration, name) == "Failed") {
      co_return ApiError("InvalidRequest", scalar_text_at(configuration, std::string(name) + "Reason"), 400);
    }
  }
  co_return outcome_of(kLambdaFunction, call, nullptr);
}

const Setting kConcurrency{
    "PutFunctionConcurrency", {"ReservedConcurrentExecutions"}, "DeleteFunctionConcurrency"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  ENI_CO_TRY(json::object params, create_params(kLambdaFunction, call));
  ENI_CO_TRY(json::object code, api_code(call));
  params["Code"] = std::move(code);
  ENI_CO_TRY(json::object configuration, co_await call_until_role_is_ready(call, "CreateFunction", params));
  call.exists = true;
  ENI_CO_CHECK(co_await change_setting(kLambdaFunction, call, kConcurrency));
  co_return co_await settled(call, std::move(configuration));
}

Task<ApiResult<void>> update_code(ResourceCall& call) {
  if (!has_changed(call, "Code") && !has_changed(call, "Architectures")) co_return ApiResult<void>{};
  ENI_CO_TRY(json::object params, api_code(call));
  params["FunctionName"] = call.physical_id;
  put_property(kLambdaFunction, call, {"Architectures"}, params);
  ENI_CO_TRY(json::object configuration, co_await call.call("lambda", "UpdateFunctionCode", params));
  ENI_CO_CHECK(co_await settled(call, std::move(configuration)));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_configuration(ResourceCall& call) {
  json::object params = changed_params(kLambdaFunction, call);
  if (params.size() == 1) co_return ApiResult<void>{};
  ENI_CO_TRY(json::object configuration,
             co_await call_until_role_is_ready(call, "UpdateFunctionConfiguration", params));
  ENI_CO_CHECK(co_await settled(call, std::move(configuration)));
  co_return ApiResult<void>{};
}

/// The runtime goes with the code when both change: Lambda checks a handler only when it runs.
Task<ApiResult<void>> change(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_configuration(call));
  ENI_CO_CHECK(co_await update_code(call));
  ENI_CO_CHECK(co_await change_setting(kLambdaFunction, call, kConcurrency));
  co_return ApiResult<void>{};
}

}  // namespace

const ResourceType kLambdaFunction{
    .name = "AWS::Lambda::Function",
    .attributes = {{"Arn", Attribute::From::kArn}},
    .name_property = "FunctionName",
    .name_rule = {64},
    .calls = {.service = "lambda",
              .id_member = "FunctionName",
              .create = "CreateFunction",
              .name_member = "FunctionName",
              // Those that UpdateFunctionConfiguration takes have a fallback.
              .takes = {{"DeadLetterConfig", "", R"({"TargetArn": ""})"},
                        {"Description", "", R"("")"},
                        {"Environment", "", R"({"Variables": {}})"},
                        {"EphemeralStorage", "", R"({"Size": 512})"},
                        {"FileSystemConfigs", "", "[]"},
                        {"Handler", "", R"("")"},
                        {"ImageConfig", "", "{}"},
                        {"KmsKeyArn", "", R"("")"},
                        {"Layers", "", "[]"},
                        {"LoggingConfig", "", "{}"},
                        {"MemorySize", "", "128"},
                        {"Role", "", R"("")"},
                        {"Runtime", "", R"("")"},
                        {"SnapStart", "", R"({"ApplyOn": "None"})"},
                        {"Timeout", "", "3"},
                        {"TracingConfig", "", R"({"Mode": "PassThrough"})"},
                        {"VpcConfig", "", R"({"SubnetIds": [], "SecurityGroupIds": []})"},
                        {"Architectures", In::kCreate},
                        {"PackageType", In::kCreate},
                        {"CodeSigningConfigArn", In::kCreate}},
              .read = "GetFunctionConfiguration",
              .remove = "DeleteFunction",
              .tagging = &kTagging},
    .reads = {"Code", "ReservedConcurrentExecutions"},
    .arn_prefix = "function:",
    .change = change,
    .create = create,
};

}  // namespace eni::sandbox::cloudformation
