/// Get-, Put- and DeleteFunctionConcurrency: executions at a time that a function may have; zero stops it.
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

namespace {

/// AWS keeps 100 of an account's 1000 for functions without a reservation.
constexpr std::int64_t kMaxReserved = 900;

json::object shown_concurrency(const LambdaFunction& function) {
  if (!function.reserved_concurrency) return {};
  return json::object{{"ReservedConcurrentExecutions", *function.reserved_concurrency}};
}

}  // namespace

ApiResult<Reply> get_function_concurrency(Call& call) {
  ENI_TRY(const LambdaFunction function, required_function(call));
  return Reply{shown_concurrency(function)};
}

ApiResult<Reply> put_function_concurrency(Call& call) {
  ENI_TRY(LambdaFunction function, required_function(call));
  const std::int64_t reserved = integer_at(call.params.all(), "ReservedConcurrentExecutions");
  if (reserved > kMaxReserved) {
    return invalid_value(
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below "
        "its minimum value of [100].");
  }
  function.reserved_concurrency = reserved;
  call.store<LambdaRepository>().update(function);
  return Reply{shown_concurrency(function)};
}

ApiResult<Reply> delete_function_concurrency(Call& call) {
  ENI_TRY(LambdaFunction function, required_function(call));
  function.reserved_concurrency.reset();
  call.store<LambdaRepository>().update(function);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::lambda_service
