/// AWS::Lambda::Function.
#include "base/deadline.h"
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Architectures", Shape::kList},
    {"Code", Shape::kObject, OnChange::kUpdate, Presence::kRequired},
    {"CodeSigningConfigArn", Shape::kText},
    {"DeadLetterConfig", Shape::kObject},
    {"Description", Shape::kText},
    {"Environment", Shape::kObject},
    {"EphemeralStorage", Shape::kObject},
    {"FileSystemConfigs", Shape::kList},
    {"FunctionName", Shape::kText, OnChange::kReplace},
    {"Handler", Shape::kText},
    {"ImageConfig", Shape::kObject},
    {"KmsKeyArn", Shape::kText},
    {"Layers", Shape::kList},
    {"LoggingConfig", Shape::kObject},
    {"MemorySize", Shape::kInteger},
    {"PackageType", Shape::kText, OnChange::kReplace},
    {"ReservedConcurrentExecutions", Shape::kInteger},
    {"Role", Shape::kText, OnChange::kUpdate, Presence::kRequired},
    {"Runtime", Shape::kText},
    {"SnapStart", Shape::kObject},
    {"Tags", Shape::kList},
    {"Timeout", Shape::kInteger},
    {"TracingConfig", Shape::kObject},
    {"VpcConfig", Shape::kObject},
};
constexpr std::string_view kAttributes[] = {"Arn"};
/// Of UpdateFunctionConfiguration, with what a property that is left out falls back to.
struct Setting {
  std::string_view name;
  const char* fallback;  ///< JSON
};
constexpr Setting kConfiguration[] = {
    {"DeadLetterConfig", R"({"TargetArn": ""})"},
    {"Description", R"("")"},
    {"Environment", R"({"Variables": {}})"},
    {"EphemeralStorage", R"({"Size": 512})"},
    {"FileSystemConfigs", "[]"},
    {"Handler", R"("")"},
    {"ImageConfig", "{}"},
    {"KmsKeyArn", R"("")"},
    {"Layers", "[]"},
    {"LoggingConfig", "{}"},
    {"MemorySize", "128"},
    {"Role", R"("")"},
    {"Runtime", R"("")"},
    {"SnapStart", R"({"ApplyOn": "None"})"},
    {"Timeout", "3"},
    {"TracingConfig", R"({"Mode": "PassThrough"})"},
    {"VpcConfig", R"({"SubnetIds": [], "SecurityGroupIds": []})"},
};

/// Numbers that templates write as text, as the API's JSON needs them.
json::value typed(const json::object& properties, const Property& property) {
  const json::value& value = *find(properties, property.name);
  if (property.shape == Shape::kInteger && value.is_string()) {
    if (const auto number = parse_integer(as_text(value))) return *number;
  }
  return value;
}

void put_setting(const ResourceCall& call, std::string_view name, json::object& params) {
  const Property* property = kLambdaFunction.find_property(name);
  if (property && call.properties.contains(name)) params[name] = typed(call.properties, *property);
}

/// Code as CreateFunction takes it. Inline text goes as it is: Lambda packs it, with the module cfn-response.
ApiResult<json::object> api_code(const ResourceCall& call) {
  const json::value* value = find(call.properties, "Code");
  json::object code = value && value->is_object() ? value->get_object() : json::object{};
  if (!code.contains("ZipFile")) return code;
  code["InlineSource"] = text_of(code, "ZipFile");
  code.erase("ZipFile");
  return code;
}

/// Environment variables are texts for Lambda, whatever the template's scalars are.
json::value api_environment(const json::value& environment) {
  const json::object* object = environment.if_object();
  const json::value* variables = object ? find(*object, "Variables") : nullptr;
  if (!variables || !variables->is_object()) return environment;
  json::object texts;
  for (const auto& [key, value] : variables->get_object()) texts[key] = text_of(variables->get_object(), key);
  return json::object{{"Variables", std::move(texts)}};
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
  while (text_of(configuration, "State") == "Pending" ||
         text_of(configuration, "LastUpdateStatus") == "InProgress") {
    co_await sleep_for(call.parts.scheduler, Duration{200});
    ENI_CO_TRY(json::object next, co_await call.call("lambda", "GetFunctionConfiguration", params));
    configuration = std::move(next);
  }
  for (const std::string_view name : {"State", "LastUpdateStatus"}) {
    if (text_of(configuration, name) == "Failed") {
      co_return ApiError("InvalidRequest", text_of(configuration, std::string(name) + "Reason"), 400);
    }
  }
  co_return ResourceOutcome{
      call.physical_id, json::object{{"Arn", call.regional_arn("lambda", "function:" + call.physical_id)}}};
}

Task<ApiResult<void>> update_concurrency(ResourceCall& call) {
  if (!has_changed(call, "ReservedConcurrentExecutions")) co_return ApiResult<void>{};
  json::object params{{"FunctionName", call.physical_id}};
  put_setting(call, "ReservedConcurrentExecutions", params);
  const bool wanted = params.size() > 1;
  ENI_CO_CHECK(
      co_await call.call("lambda", wanted ? "PutFunctionConcurrency" : "DeleteFunctionConcurrency", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"FunctionName", call.physical_id}, {"Tags", tag_object(tags_of(call))}};
  for (const Setting& setting : kConfiguration) put_setting(call, setting.name, params);
  for (const std::string_view name : {"Architectures", "PackageType", "CodeSigningConfigArn"}) {
    put_setting(call, name, params);
  }
  if (const json::value* environment = find(params, "Environment")) {
    json::value texts = api_environment(*environment);
    params["Environment"] = std::move(texts);
  }
  ENI_CO_TRY(json::object code, api_code(call));
  params["Code"] = std::move(code);
  ENI_CO_TRY(json::object configuration, co_await call_until_role_is_ready(call, "CreateFunction", params));
  call.exists = true;
  ENI_CO_CHECK(co_await update_concurrency(call));
  co_return co_await settled(call, std::move(configuration));
}

Task<ApiResult<void>> update_code(ResourceCall& call) {
  if (!has_changed(call, "Code") && !has_changed(call, "Architectures")) co_return ApiResult<void>{};
  ENI_CO_TRY(json::object params, api_code(call));
  params["FunctionName"] = call.physical_id;
  put_setting(call, "Architectures", params);
  ENI_CO_TRY(json::object configuration, co_await call.call("lambda", "UpdateFunctionCode", params));
  ENI_CO_CHECK(co_await settled(call, std::move(configuration)));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_configuration(ResourceCall& call) {
  json::object params{{"FunctionName", call.physical_id}};
  for (const Setting& setting : kConfiguration) {
    if (!has_changed(call, setting.name)) continue;
    put_setting(call, setting.name, params);
    if (!params.contains(setting.name)) params[setting.name] = json::parse(setting.fallback);
  }
  if (params.size() == 1) co_return ApiResult<void>{};
  if (const json::value* environment = find(params, "Environment")) {
    json::value texts = api_environment(*environment);
    params["Environment"] = std::move(texts);
  }
  ENI_CO_TRY(json::object configuration,
             co_await call_until_role_is_ready(call, "UpdateFunctionConfiguration", params));
  ENI_CO_CHECK(co_await settled(call, std::move(configuration)));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> update_tags(ResourceCall& call) {
  const TagChange change = tag_change(call);
  const std::string arn = call.regional_arn("lambda", "function:" + call.physical_id);
  if (!change.set.empty()) {
    const json::object params{{"Resource", arn}, {"Tags", tag_object(change.set)}};
    ENI_CO_CHECK(co_await call.call("lambda", "TagResource", params));
  }
  if (!change.removed.empty()) {
    const json::object params{{"Resource", arn}, {"tagKeys", text_array(change.removed)}};
    ENI_CO_CHECK(co_await call.call("lambda", "UntagResource", params));
  }
  co_return ApiResult<void>{};
}

/// The runtime goes with the code when both change: Lambda checks a handler only when it runs.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await update_configuration(call));
  ENI_CO_CHECK(co_await update_code(call));
  ENI_CO_CHECK(co_await update_concurrency(call));
  ENI_CO_CHECK(co_await update_tags(call));
  json::object nothing;
  co_return co_await settled(call, std::move(nothing));
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  return remove_by_id(call, "lambda", "DeleteFunction", "FunctionName");
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  return exists_by_id(call, "lambda", "GetFunctionConfiguration", "FunctionName");
}

}  // namespace

const ResourceType kLambdaFunction{
    .name = "AWS::Lambda::Function",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "FunctionName",
    .name_rule = {64},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
};

}  // namespace eni::sandbox::cloudformation
