/// GetFunction, GetFunctionConfiguration, DeleteFunction.
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

ApiResult<Reply> get_function(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  ENI_TRY(const LambdaFunction function, required_function(call));
  json::object reply{{"Configuration", shown_as(function, reference.qualifier)},
                     {"Code", {{"RepositoryType", "S3"}}}};
  if (!function.tags.empty()) reply["Tags"] = function.tags;
  if (function.reserved_concurrency) {
    reply["Concurrency"] = {{"ReservedConcurrentExecutions", *function.reserved_concurrency}};
  }
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_function_configuration(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  ENI_TRY(const LambdaFunction function, required_function(call));
  return Reply{shown_as(function, reference.qualifier)};
}

ApiResult<Reply> delete_function(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  if (reference.qualifier == kLatest) {
    return invalid_value("$LATEST version cannot be deleted without deleting the function.");
  }
  ENI_TRY(const LambdaFunction function, required_function(call));
  call.store<LambdaRepository>().remove(function.key);
  call.env.component<LambdaRunner>().retire(function.key);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::lambda_service
