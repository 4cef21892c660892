/// Put-, Update-, Get-, Delete- and ListFunctionEventInvokeConfig(s): how often and how long an asynchronous
/// invocation is tried.
#include "base/time_text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

namespace {

std::string latest_arn(const LambdaFunction& function) {
  return function_arn(function.key) + ":" + std::string(kLatest);
}

ApiError config_not_found(const LambdaFunction& function) {
  return resource_not_found("The function " + latest_arn(function) + " doesn't have an EventInvokeConfig");
}

ApiResult<Reply> store_config(Call& call, LambdaFunction function, json::object config) {
  const auto attempts = find_integer(call.params.all(), "MaximumRetryAttempts");
  const auto age = find_integer(call.params.all(), "MaximumEventAgeInSeconds");
  if (!attempts && !age && !call.params.has("DestinationConfig")) {
    return invalid_value("You must specify at least one of error handling or destination setting.");
  }
  if (attempts) config["MaximumRetryAttempts"] = *attempts;
  if (age) config["MaximumEventAgeInSeconds"] = *age;
  config["FunctionArn"] = latest_arn(function);
  config["LastModified"] = epoch_seconds(call.now());
  config["DestinationConfig"] = {{"OnSuccess", json::object{}}, {"OnFailure", json::object{}}};
  function.event_invoke_config = config;
  call.store<LambdaRepository>().update(function);
  return Reply{std::move(config)};
}

}  // namespace

ApiResult<Reply> put_function_event_invoke_config(Call& call) {
  ENI_TRY(LambdaFunction function, required_function(call));
  return store_config(call, std::move(function), {});
}

ApiResult<Reply> update_function_event_invoke_config(Call& call) {
  ENI_TRY(LambdaFunction function, required_function(call));
  if (!function.event_invoke_config) return config_not_found(function);
  json::object config = *function.event_invoke_config;
  return store_config(call, std::move(function), std::move(config));
}

ApiResult<Reply> get_function_event_invoke_config(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  if (!function.event_invoke_config) return config_not_found(function);
  return Reply{*function.event_invoke_config};
}

ApiResult<Reply> delete_function_event_invoke_config(Call& call) {
  ENI_TRY(LambdaFunction function, required_function(call));
  if (!function.event_invoke_config) return config_not_found(function);
  function.event_invoke_config.reset();
  call.store<LambdaRepository>().update(function);
  Reply reply;
  reply.status = 204;
  return reply;
}

ApiResult<Reply> list_function_event_invoke_configs(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  json::array configs;
  if (function.event_invoke_config) configs.push_back(*function.event_invoke_config);
  return Reply{json::object{{"FunctionEventInvokeConfigs", std::move(configs)}}};
}

}  // namespace eni::sandbox::lambda_service
