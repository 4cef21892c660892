/// GetFunction, GetFunctionConfiguration, DeleteFunction.
#include "sandbox/services/lambda/configuration.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {
namespace {

/// Since July 2024 GetFunction shows tags only to whom ListTags would. Source: AWS Lambda Developer Guide, "Permissions required for
/// working with tags".
void add_tags(json::object& reply, const Call& call, const FunctionKey& key, const json::object& tags) {
  const auto allowed = call.require("lambda:ListTags", function_arn(key), resource_tags(call, key));
  if (allowed.has_error()) {
    reply["TagsError"] = {{"ErrorCode", "AccessDeniedException"}, {"Message", allowed.error().message}};
  } else if (!tags.empty()) {
    reply["Tags"] = tags;
  }
}

/// A version that an alias names stays; an alias is deleted by its own operation.
ApiResult<void> check_unnamed(const Call& call, const FunctionReference& reference) {
  for (const NamedDocument& alias : call.store<LambdaRepository>().aliases_of(reference.key)) {
    if (text_at(alias.document, "Name") == reference.qualifier)
      return invalid_value("Deletion of aliases is not currently supported.");
    if (text_at(alias.document, "FunctionVersion") == reference.qualifier)  // Assumed wording.
      return resource_conflict("Version " + reference.qualifier + " is used by the alias " +
                               text_at(alias.document, "Name") + ".");
  }
  return {};
}

}  // namespace

ApiResult<Reply> get_function(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  ENI_TRY(const LambdaFunction function, qualified_function(call));
  json::object reply{{"Configuration", shown_as(function, reference.qualifier)},
                     {"Code", {{"RepositoryType", "S3"}}}};
  add_tags(reply, call, reference.key, function.tags);
  if (function.reserved_concurrency) {
    reply["Concurrency"] = {{"ReservedConcurrentExecutions", *function.reserved_concurrency}};
  }
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_function_configuration(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  ENI_TRY(const LambdaFunction function, qualified_function(call));
  return Reply{shown_as(function, reference.qualifier)};
}

ApiResult<Reply> delete_function(Call& call) {
  ENI_TRY(const FunctionReference reference, referenced_function(call));
  if (reference.qualifier == kLatest) {
    return invalid_value("$LATEST version cannot be deleted without deleting the function.");
  }
  ENI_TRY(const LambdaFunction function, qualified_function(call));
  LambdaRepository& functions = call.store<LambdaRepository>();
  if (!reference.qualifier.empty()) ENI_CHECK(check_unnamed(call, reference));
  for (const LambdaFunction& version : functions.versions(function.key))
    call.env.component<LambdaRunner>().retire(version.key);
  functions.remove(function.key);
  call.env.component<LambdaRunner>().retire(function.key);
  Reply reply;
  reply.status = 204;
  return reply;
}

}  // namespace eni::sandbox::lambda_service
