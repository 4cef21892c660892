#pragma once
/// A function's configuration: what calls may say of it, checked as Lambda checks it.
#include "sandbox/gateway/call.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

/// What a function is before its first call has said anything: AWS's defaults.
json::object default_configuration(const Call& call, const FunctionKey& key);

/// Takes over the members that the call has (CreateFunction, UpdateFunctionConfiguration).
/// @error  in Lambda's words; a value that the sandbox would ignore is refused by name
ApiResult<void> apply_configuration(const Call& call, json::object& configuration);

/// Takes over new code: size and digest.
void apply_code(json::object& configuration, const LambdaCode& code);

/// Every change gives a function a new RevisionId and LastModified.
void touch(const Call& call, json::object& configuration);

/// The configuration as replies show it.
json::object shown(const LambdaFunction& function);
/// The same to who asked by a qualifier ("" for none): the ARN has it.
json::object shown_as(const LambdaFunction& function, std::string_view qualifier);
/// The same in lists: without what tells the state of a function. Source: Lambda API reference, ListFunctions.
json::object shown_in_list(const LambdaFunction& function);

/// PreconditionFailedException if the call names a RevisionId that is not the function's.
ApiResult<void> check_revision(const Call& call, const LambdaFunction& function);

}  // namespace eni::sandbox::lambda_service
