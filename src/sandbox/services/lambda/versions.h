#pragma once
/// Published versions and aliases of functions.
///
/// A version is a function of its own in the store, under the name "NAME:NUMBER", with the code and the configuration that the function
/// had; an alias is a document that names a version.
#include "sandbox/services/lambda/function_name.h"

namespace eni::sandbox::lambda_service {

/// The function, version or alias that a call names, with what answers for it: an alias's version.
/// @error  ResourceNotFoundException
ApiResult<LambdaFunction> qualified_function(const Call& call);

/// The function itself, as `$LATEST`, becomes a version; the last one if nothing has changed since.
/// @param description  in place of the function's, if it is given
LambdaFunction publish(const Call& call, const LambdaFunction& function,
                       const std::optional<std::string>& description);

/// The policy of what a call names: of the function, a version, or an alias. Only its key, policy and policy_revision are its own.
/// @error  ResourceNotFoundException
ApiResult<LambdaFunction> policy_holder(const Call& call);
void store_policy(const Call& call, const LambdaFunction& holder);
/// The statements of what is there under the qualifier; nothing if there is none.
std::optional<json::array> policy_of(const Call& call, const FunctionReference& reference);

/// "f:1": the key of a function's version or alias.
FunctionKey qualified(const FunctionKey& function, std::string_view qualifier);

}  // namespace eni::sandbox::lambda_service
