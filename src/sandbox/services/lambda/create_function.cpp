#include "sandbox/services/lambda/code_source.h"
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/execution_role.h"
#include "sandbox/services/lambda/function_layers.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/tags.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {

namespace {

ApiResult<LambdaFunction> described_function(const Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  if (!reference.qualifier.empty()) {
    return constraint_violated(call.params.text_or("FunctionName", ""), "functionName",
                               "Member must not have a qualifier");
  }
  if (reference.key.account != call.account().value || reference.key.region != call.region.value) {
    return invalid_value("The function's account and region must be the caller's.");
  }
  LambdaFunction function;
  function.key = reference.key;
  function.configuration = default_configuration(call, function.key);
  ENI_CHECK(apply_configuration(call, function.configuration));
  if (function.text("Runtime").empty() || function.text("Handler").empty()) {
    return invalid_value(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
  }
  ENI_TRY(function.tags, given_tags(call));
  ENI_CHECK(may_give_tags(call, "lambda:TagResource", function_arn(function.key)));
  return function;
}

}  // namespace

Task<ApiResult<Reply>> create_function(Call& call) {
  ENI_CO_TRY(LambdaFunction function, described_function(call));
  LambdaRepository& functions = call.store<LambdaRepository>();
  if (functions.find(function.key))
    co_return resource_conflict("Function already exist: " + function.key.name);
  json::object copy = object_at(call.params.all(), "Code");
  const std::string runtime = function.text("Runtime");
  ENI_CO_TRY(const LambdaCode code, co_await read_code(call, std::move(copy), runtime, "CreateFunction"));
  ENI_CO_CHECK(check_size_with_layers(call, function, code.unzipped_bytes));
  std::string role = function.text("Role");
  ENI_CO_CHECK(co_await check_role(call, std::move(role)));
  apply_code(function.configuration, code);
  // Others ran while this waited.
  if (functions.find(function.key))
    co_return resource_conflict("Function already exist: " + function.key.name);
  functions.create(function, code);
  const bool is_published = flag_at(call.params.all(), "Publish");
  Reply reply{shown(is_published ? publish(call, function, std::nullopt) : function)};
  reply.status = 201;
  co_return reply;
}

}  // namespace eni::sandbox::lambda_service
