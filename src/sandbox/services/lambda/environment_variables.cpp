#include "sandbox/services/lambda/environment_variables.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::size_t kMaxBytes = 4096;

constexpr std::array<std::string_view, 22> kReserved = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
};

/// The layers' modules for this version of Node.js, and those for all, before the runtime's.
std::string node_path(const std::string& runtime, const EnvironmentFacts& facts) {
  const std::string layers = facts.layers_root + "/nodejs";
  const std::string version = runtime.substr(6, runtime.find('.') - 6);
  return layers + "/node" + version + "/node_modules:" + layers + "/node_modules:" + facts.runtime_directory +
         "/node_modules:" + facts.runtime_directory + ":" + facts.task_root;
}

/// The runtime looks for layers at /opt itself (runtimes/python/bootstrap.py); without a jail they lie elsewhere.
std::string python_path(const LambdaFunction& function, const EnvironmentFacts& facts) {
  const bool is_at_opt = facts.layers_root == "/opt" || !function.configuration.contains("Layers");
  return facts.runtime_directory + (is_at_opt ? "" : ":" + facts.layers_root + "/python");
}

}  // namespace

ApiResult<void> check_environment(const json::object& variables) {
  std::vector<std::string> reserved;
  std::size_t bytes = 0;
  for (const auto& [key, value] : variables) {
    const std::string_view name{key.data(), key.size()};
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) reserved.emplace_back(name);
    bytes += name.size() + as_text(value).size();
  }
  if (!reserved.empty()) {
    return invalid_value(
        "Lambda was unable to configure your environment variables because the environment variables you "
        "have "
        "provided contains reserved keys that are currently not supported for modification. Reserved keys "
        "used in "
        "this request: " +
        join(reserved, ", "));
  }
  if (bytes > kMaxBytes) {
    return invalid_value(
        "Lambda was unable to configure your environment variables because the environment variables you "
        "have "
        "provided exceeded the 4KB limit. String measured: " +
        json::serialize(variables));
  }
  return {};
}

std::map<std::string, std::string> process_environment(const LambdaFunction& function,
                                                       const EnvironmentFacts& facts) {
  const std::string runtime = function.text("Runtime");
  const json::object& logging = function.configuration.at("LoggingConfig").as_object();
  std::map<std::string, std::string> variables{
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"},
      {"PATH", "/usr/local/bin:/usr/bin/:/bin:" + facts.layers_root + "/bin"},
      {"LD_LIBRARY_PATH", facts.task_root + ":" + facts.task_root + "/lib:" + facts.layers_root + "/lib"},
      {"TMPDIR", facts.scratch_directory},
      {"HOME", facts.scratch_directory},
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129:2000"},
      {"AWS_ENDPOINT_URL", facts.endpoint_url},
      // Nothing of the machine's own configuration is for functions.
      {"AWS_EC2_METADATA_DISABLED", "true"},
  };
  if (runtime.starts_with("python")) variables["PYTHONPATH"] = python_path(function, facts);
  if (runtime.starts_with("nodejs")) variables["NODE_PATH"] = node_path(runtime, facts);
  if (const json::value* environment = function.configuration.if_contains("Environment")) {
    for (const auto& [name, value] : environment->at("Variables").as_object()) {
      variables[std::string(name)] = as_text(value);
    }
  }
  variables["_HANDLER"] = function.text("Handler");
  variables["AWS_REGION"] = function.key.region;
  variables["AWS_DEFAULT_REGION"] = function.key.region;
  variables["AWS_ACCESS_KEY_ID"] = facts.credentials.access_key_id.value;
  variables["AWS_SECRET_ACCESS_KEY"] = facts.credentials.secret_access_key.value;
  variables["AWS_SESSION_TOKEN"] = facts.credentials.session_token.value;
  variables["AWS_LAMBDA_FUNCTION_NAME"] = function.text("FunctionName");
  variables["AWS_LAMBDA_FUNCTION_VERSION"] = function.text("Version");
  variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = std::to_string(function.integer("MemorySize"));
  variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
  variables["AWS_LAMBDA_LOG_GROUP_NAME"] = facts.log_group;
  variables["AWS_LAMBDA_LOG_STREAM_NAME"] = facts.log_stream;
  variables["AWS_LAMBDA_LOG_FORMAT"] = text_at(logging, "LogFormat");
  if (logging.contains("ApplicationLogLevel")) {
    variables["AWS_LAMBDA_LOG_LEVEL"] = text_at(logging, "ApplicationLogLevel");
  }
  variables["AWS_LAMBDA_RUNTIME_API"] = facts.runtime_api;
  variables["LAMBDA_TASK_ROOT"] = facts.task_root;
  variables["LAMBDA_RUNTIME_DIR"] = facts.runtime_directory;
  // Not defined for the provided family: its runtimes are the function's own.
  if (!runtime.starts_with("provided")) variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + runtime;
  return variables;
}

}  // namespace eni::sandbox::lambda_service
