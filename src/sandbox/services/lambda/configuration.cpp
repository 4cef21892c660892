#include "sandbox/services/lambda/configuration.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/environment_variables.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_layers.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Narrower than AWS's model. Source: Lambda developer guide, "Lambda quotas".
constexpr std::pair<std::string_view, std::int64_t> kMaxima[] = {{"Timeout", 900}, {"MemorySize", 10240}};

/// Values that the sandbox does not have.
ApiResult<void> refuse_unsupported_values(const json::object& input) {
  if (text_at(object_at(input, "SnapStart"), "ApplyOn") == "PublishedVersions")
    return unsupported("SnapStart");
  if (text_at(input, "PackageType") == "Image") return unsupported("PackageType Image");
  return {};
}

ApiResult<void> apply_runtime(const Call& call, json::object& configuration) {
  const auto name = call.params.text("Runtime");
  if (!name) return {};
  ENI_TRY(const Runtime* runtime, find_runtime(*name));
  if (runtime->deprecated) {
    call.env.log.warn("AWS no longer supports this Lambda runtime; the sandbox runs it all the same",
                      {{"runtime", *name}, {"function", text_at(configuration, "FunctionName")}});
  }
  configuration["Runtime"] = *name;
  return {};
}

ApiResult<void> apply_role(const Call& call, json::object& configuration) {
  const auto role = call.params.text("Role");
  if (!role) return {};
  const auto arn = aws::Arn::parse(*role);
  if (!arn || arn->account != call.account().value) {
    return ApiError{"AccessDeniedException", "Cross-account pass role is not allowed.", 403};
  }
  configuration["Role"] = *role;
  return {};
}

ApiResult<void> apply_numbers(const json::object& input, json::object& configuration) {
  for (const auto& [name, max] : kMaxima) {
    const auto value = find_integer(input, name);
    if (!value) continue;
    if (*value > max)
      return constraint_violated(std::to_string(*value),
                                 to_lower(name.substr(0, 1)) + std::string(name.substr(1)),
                                 "Member must have value less than or equal to " + std::to_string(max));
    configuration[name] = *value;
  }
  if (const auto size = find_integer(object_at(input, "EphemeralStorage"), "Size"))
    configuration["EphemeralStorage"] = {{"Size", *size}};
  return {};
}

/// What is taken over as it is.
void apply_others(const json::object& input, json::object& configuration) {
  for (const std::string_view name : {"Handler", "Description"})
    if (const auto text = find_string(input, name)) configuration[name] = *text;
  if (const json::object& tracing = object_at(input, "TracingConfig"); input.contains("TracingConfig"))
    configuration["TracingConfig"] = {{"Mode", find_string(tracing, "Mode").value_or("PassThrough")}};
  if (const json::array& architectures = array_at(input, "Architectures"); !architectures.empty())
    configuration["Architectures"] = architectures;
}

ApiResult<void> apply_environment(const Params& params, json::object& configuration) {
  const json::object* environment = params.object("Environment");
  if (!environment) return {};
  json::object variables;
  // An empty map is kept and shown; no map takes the variables away.
  const json::value* given = eni::find(*environment, "Variables");
  const bool is_given = given && given->is_object();
  if (is_given) {
    for (const auto& [name, value] : given->get_object()) variables[name] = as_text(value);
  }
  ENI_CHECK(check_environment(variables));
  configuration.erase("Environment");
  if (is_given) configuration["Environment"] = {{"Variables", std::move(variables)}};
  return {};
}

ApiResult<void> apply_logging(const Params& params, json::object& configuration) {
  const json::object* logging = params.object("LoggingConfig");
  if (!logging) return {};
  json::object result = configuration["LoggingConfig"].as_object();
  const std::string format = find_string(*logging, "LogFormat").value_or("Text");
  result["LogFormat"] = format;
  for (const char* level : {"ApplicationLogLevel", "SystemLogLevel"}) {
    const auto value = find_string(*logging, level);
    if (format == "Text" && value) return invalid_value(std::string(level) + " requires LogFormat JSON.");
    result.erase(level);
    if (format == "JSON") result[level] = value.value_or("INFO");
  }
  if (const auto group = find_string(*logging, "LogGroup"); group && !group->empty())
    result["LogGroup"] = *group;
  configuration["LoggingConfig"] = std::move(result);
  return {};
}

/// AWS names a build of the runtime by a digest. Here a runtime has one build.
json::object runtime_version(const LambdaFunction& function) {
  const std::string partition{aws::partition_of(aws::Region{function.key.region}).name};
  return {{"RuntimeVersionArn", "arn:" + partition + ":lambda:" + function.key.region +
                                    "::runtime:" + hex(sha256(function.text("Runtime")))}};
}

}  // namespace

json::object default_configuration(const Call& call, const FunctionKey& key) {
  json::object configuration{
      {"FunctionName", key.name},
      {"FunctionArn", function_arn(key)},
      {"Description", ""},
      {"Timeout", 3},
      {"MemorySize", 128},
      {"Version", kLatest},
      {"TracingConfig", {{"Mode", "PassThrough"}}},
      {"State", "Active"},
      {"LastUpdateStatus", "Successful"},
      {"PackageType", "Zip"},
      {"Architectures", json::array{"x86_64"}},
      {"EphemeralStorage", {{"Size", 512}}},
      {"SnapStart", {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}}},
      {"LoggingConfig", {{"LogFormat", "Text"}, {"LogGroup", "/aws/lambda/" + key.name}}},
  };
  touch(call, configuration);
  return configuration;
}

ApiResult<void> apply_configuration(const Call& call, json::object& configuration) {
  const json::object& input = call.params.all();
  ENI_CHECK(refuse_unsupported_values(input));
  ENI_CHECK(apply_runtime(call, configuration));
  ENI_CHECK(apply_role(call, configuration));
  ENI_CHECK(apply_numbers(input, configuration));
  apply_others(input, configuration);
  ENI_CHECK(apply_environment(call.params, configuration));
  ENI_CHECK(apply_logging(call.params, configuration));
  ENI_CHECK(apply_layers(call, configuration));
  return {};
}

void apply_code(json::object& configuration, const LambdaCode& code) {
  configuration["CodeSize"] = code.zip.size();
  configuration["CodeSha256"] = code.sha256;
}

void touch(const Call& call, json::object& configuration) {
  // Lambda writes its times as 2026-11-22T12:00:00.123+0000.
  configuration["LastModified"] = replace_all(iso8601_millis(call.now()), "Z", "+0000");
  configuration["RevisionId"] = call.random().uuid();
}

json::object shown(const LambdaFunction& function) {
  json::object configuration = function.configuration;
  configuration["RuntimeVersionConfig"] = runtime_version(function);
  return configuration;
}

json::object shown_as(const LambdaFunction& function, std::string_view qualifier) {
  json::object configuration = shown(function);
  if (!qualifier.empty()) {
    FunctionKey key = function.key;
    key.name = function.text("FunctionName");
    configuration["FunctionArn"] = function_arn(key) + ":" + std::string(qualifier);
  }
  return configuration;
}

json::object shown_in_list(const LambdaFunction& function) {
  json::object configuration = shown(function);
  for (const char* member : {"State", "LastUpdateStatus", "RuntimeVersionConfig"})
    configuration.erase(member);
  return configuration;
}

ApiResult<void> check_revision(const Call& call, const LambdaFunction& function) {
  const auto revision = call.params.text("RevisionId");
  if (revision && *revision != function.text("RevisionId")) return revision_mismatch();
  return {};
}

}  // namespace eni::sandbox::lambda_service
