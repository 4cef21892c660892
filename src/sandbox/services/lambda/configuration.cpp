#include "sandbox/services/lambda/configuration.h"

#include <array>
#include <cctype>

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/environment_variables.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

namespace {

/// A member as wide as AWS's model allows. Source: Lambda API reference, CreateFunction.
struct IntegerMember {
  std::string_view name;
  long long min;
  long long max;
};

constexpr IntegerMember kIntegers[] = {
    {"Timeout", 1, 900},
    {"MemorySize", 128, 10240},
};

/// Members that would change how a function runs, and whether a value of theirs means nothing.
bool is_empty(const json::value& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_string().empty();
  if (value.is_array()) return value.get_array().empty();
  if (value.is_bool()) return !value.get_bool();
  if (!value.is_object()) return false;
  for (const auto& member : value.get_object()) {
    if (member.key() == "ApplyOn" && member.value() == json::value("None")) continue;
    if (!is_empty(member.value())) return false;
  }
  return true;
}

constexpr std::array<std::string_view, 10> kUnsupported = {"CapacityProviderConfig",
                                                           "CodeSigningConfigArn",
                                                           "DeadLetterConfig",
                                                           "DurableConfig",
                                                           "FileSystemConfigs",
                                                           "ImageConfig",
                                                           "KMSKeyArn",
                                                           "Layers",
                                                           "Publish",
                                                           "VpcConfig"};

ApiResult<void> refuse_unsupported(const Params& params) {
  for (const std::string_view name : kUnsupported) {
    const json::value* value = params.find(name);
    if (value && !is_empty(*value)) return unsupported(name);
  }
  if (const json::value* snap_start = params.find("SnapStart"); snap_start && !is_empty(*snap_start)) {
    return unsupported("SnapStart");
  }
  if (params.text_or("PackageType", "Zip") != "Zip") return unsupported("PackageType Image");
  return {};
}

ApiResult<void> apply_runtime(const Call& call, json::object& configuration) {
  const auto name = call.params.text("Runtime");
  if (!name) return {};
  ENI_TRY(const Runtime* runtime, find_runtime(*name));
  if (runtime->deprecated) {
    call.env.log.warn(
        "AWS no longer supports this Lambda runtime; the sandbox runs it all the same",
        {{"runtime", *name}, {"function", eni::find_string(configuration, "FunctionName").value_or("")}});
  }
  configuration["Runtime"] = *name;
  return {};
}

ApiResult<void> apply_handler(const Params& params, json::object& configuration) {
  const auto handler = params.text("Handler");
  if (!handler) return {};
  const bool has_space = std::any_of(handler->begin(), handler->end(),
                                     [](char c) { return std::isspace(static_cast<unsigned char>(c)); });
  if (handler->empty() || has_space) {
    return constraint_violated(*handler, "handler",
                               "Member must satisfy regular expression pattern: [^\\s]+");
  }
  if (handler->size() > 128) {
    return constraint_violated(*handler, "handler", "Member must have length less than or equal to 128");
  }
  configuration["Handler"] = *handler;
  return {};
}

ApiResult<void> apply_role(const Call& call, json::object& configuration) {
  const auto role = call.params.text("Role");
  if (!role) return {};
  if (!aws::is_role_arn(*role)) {
    return constraint_violated(*role, "role",
                               "Member must satisfy regular expression pattern: "
                               "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
  }
  if (aws::Arn::parse(*role)->account != call.account().value) {
    return ApiError{"AccessDeniedException", "Cross-account pass role is not allowed.", 403};
  }
  configuration["Role"] = *role;
  return {};
}

ApiResult<void> apply_numbers(const Params& params, json::object& configuration) {
  for (const IntegerMember& member : kIntegers) {
    ENI_TRY(const auto value, params.integer(member.name, member.min, member.max));
    if (value) configuration[member.name] = *value;
  }
  if (const json::object* storage = params.object("EphemeralStorage")) {
    ENI_TRY(const auto size, Params{*storage}.integer("Size", 512, 10240));
    configuration["EphemeralStorage"] = {{"Size", size.value_or(512)}};
  }
  return {};
}

ApiResult<void> apply_texts(const Params& params, json::object& configuration) {
  if (const auto description = params.text("Description")) {
    if (description->size() > 256) {
      return constraint_violated(*description, "description",
                                 "Member must have length less than or equal to 256");
    }
    configuration["Description"] = *description;
  }
  if (const json::object* tracing = params.object("TracingConfig")) {
    const std::string mode = given_text(*tracing, "Mode").value_or("PassThrough");
    if (mode != "Active" && mode != "PassThrough") {
      return constraint_violated(mode, "tracingConfig.mode",
                                 "Member must satisfy enum value set: [Active, PassThrough]");
    }
    configuration["TracingConfig"] = {{"Mode", mode}};
  }
  return {};
}

ApiResult<void> apply_architectures(const Params& params, json::object& configuration) {
  ENI_TRY(const auto architectures, params.texts("Architectures"));
  if (architectures.empty()) return {};
  if (architectures.size() > 1 || (architectures[0] != "x86_64" && architectures[0] != "arm64")) {
    return constraint_violated(
        "[" + join(architectures, ", ") + "]", "architectures",
        "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], "
        "Member must not be null]");
  }
  configuration["Architectures"] = json::array{json::value(architectures[0])};
  return {};
}

ApiResult<void> apply_environment(const Params& params, json::object& configuration) {
  const json::object* environment = params.object("Environment");
  if (!environment) return {};
  json::object variables;
  // An empty map is kept and shown; no map takes the variables away.
  const json::value* given = eni::find(*environment, "Variables");
  const bool is_given = given && given->is_object();
  if (is_given) {
    for (const auto& [name, value] : given->get_object()) {
      const auto text = Params{json::object{{"value", value}}}.text("value");
      if (!text)
        return invalid_value("The value of the environment variable " + std::string(name) + " is not text");
      variables[name] = *text;
    }
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
  const std::string format = given_text(*logging, "LogFormat").value_or("Text");
  if (format != "Text" && format != "JSON") {
    return constraint_violated(format, "loggingConfig.logFormat",
                               "Member must satisfy enum value set: [JSON, Text]");
  }
  result["LogFormat"] = format;
  for (const char* level : {"ApplicationLogLevel", "SystemLogLevel"}) {
    const auto value = given_text(*logging, level);
    if (format == "Text" && value) return invalid_value(std::string(level) + " requires LogFormat JSON.");
    result.erase(level);
    if (format == "JSON") result[level] = value.value_or("INFO");
  }
  if (const auto group = given_text(*logging, "LogGroup"); group && !group->empty())
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
  ENI_CHECK(refuse_unsupported(call.params));
  ENI_CHECK(apply_runtime(call, configuration));
  ENI_CHECK(apply_handler(call.params, configuration));
  ENI_CHECK(apply_role(call, configuration));
  ENI_CHECK(apply_numbers(call.params, configuration));
  ENI_CHECK(apply_texts(call.params, configuration));
  ENI_CHECK(apply_architectures(call.params, configuration));
  ENI_CHECK(apply_environment(call.params, configuration));
  ENI_CHECK(apply_logging(call.params, configuration));
  return {};
}

void apply_code(json::object& configuration, std::string_view zip) {
  configuration["CodeSize"] = zip.size();
  configuration["CodeSha256"] = base64_encode(sha256(zip));
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
  if (!qualifier.empty())
    configuration["FunctionArn"] = function_arn(function.key) + ":" + std::string(qualifier);
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
