/// UpdateFunctionCode and UpdateFunctionConfiguration.
#include "sandbox/services/lambda/code_source.h"
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/execution_role.h"
#include "sandbox/services/lambda/function_layers.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Writes what waited for others to run: only if nobody changed or deleted the function meanwhile.
/// @param code  null if it stays
ApiResult<Reply> store_update(Call& call, LambdaFunction function, const LambdaCode* code) {
  LambdaRepository& functions = call.store<LambdaRepository>();
  const auto current = functions.find(function.key);
  if (!current) return function_not_found(function_arn(function.key));
  if (current->text("RevisionId") != function.text("RevisionId")) {
    return resource_conflict(
        "The operation cannot be performed at this time. An update is in progress for resource: " +
        function_arn(function.key));
  }
  touch(call, function.configuration);
  sqlite::Transaction transaction{call.env.store.database()};
  functions.update(function);
  if (code) functions.set_code(function.key, *code);
  transaction.commit();
  call.env.component<LambdaRunner>().retire(function.key);
  if (flag_at(call.params.all(), "Publish")) return Reply{shown(publish(call, function, std::nullopt))};
  return Reply{shown(function)};
}

}  // namespace

Task<ApiResult<Reply>> update_function_code(Call& call) {
  ENI_CO_TRY(LambdaFunction function, required_function(call));
  ENI_CO_CHECK(check_revision(call, function));
  json::object source = call.params.all();
  const std::string runtime = function.text("Runtime");
  ENI_CO_TRY(const LambdaCode code,
             co_await read_code(call, std::move(source), runtime, "UpdateFunctionCode"));
  ENI_CO_CHECK(check_size_with_layers(call, function, code.unzipped_bytes));
  apply_code(function.configuration, code);
  if (call.params.has("Architectures")) ENI_CO_CHECK(apply_configuration(call, function.configuration));
  if (flag_at(call.params.all(), "DryRun")) co_return Reply{shown(function)};
  co_return store_update(call, std::move(function), &code);
}

Task<ApiResult<Reply>> update_function_configuration(Call& call) {
  ENI_CO_TRY(LambdaFunction function, required_function(call));
  ENI_CO_CHECK(check_revision(call, function));
  ENI_CO_CHECK(apply_configuration(call, function.configuration));
  if (!array_at(call.params.all(), "Layers").empty()) {
    const auto bytes = call.store<LambdaRepository>().unzipped_bytes(function.text("CodeSha256"));
    ENI_CO_CHECK(check_size_with_layers(call, function, bytes.value_or(0)));
  }
  // AWS asks for iam:PassRole whenever a role is given, be it the one that the function has.
  if (call.params.has("Role")) {
    std::string role = function.text("Role");
    ENI_CO_CHECK(co_await check_role(call, std::move(role)));
  }
  co_return store_update(call, std::move(function), nullptr);
}

}  // namespace eni::sandbox::lambda_service
