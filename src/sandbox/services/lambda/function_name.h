#pragma once
/// How calls name a function: by its name, a partial or a full ARN, each with or without a qualifier.
#include <string>
#include <string_view>

#include "sandbox/gateway/operation.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/store/lambda_repository.h"

namespace eni::sandbox::lambda_service {

inline constexpr std::string_view kLatest = "$LATEST";

struct FunctionReference {
  FunctionKey key;
  std::string qualifier;  ///< "" if none was given
};

/// @param text  name, name:qualifier, account:function:name, or
/// arn:aws:lambda:region:account:function:name[:qualifier]
/// @error  ValidationException if it is none of these
ApiResult<FunctionReference> parse_function_name(std::string_view text, std::string_view account,
                                                 std::string_view region);

/// The function that a call's FunctionName and Qualifier name; it need not exist.
/// @error  ResourceNotFoundException for one of another Region; ValidationException for what is no name;
///         InvalidParameterValueException for two different qualifiers
ApiResult<FunctionReference> referenced_function(const Call& call);
/// The same, found. @error  ResourceNotFoundException, also for a qualifier other than $LATEST
ApiResult<LambdaFunction> required_function(const Call& call);

/// arn:aws:lambda:REGION:ACCOUNT:function:NAME
std::string function_arn(const FunctionKey& key);

/// What IAM is asked about a call on one function: its ARN and its resource policy, with its tags and the call's.
Access function_access(const Call& call);
/// The same with lambda:Layer of each layer that the call gives the function.
Access configuration_access(const Call& call);
/// The same with lambda:Principal and lambda:FunctionUrlAuthType.
Access permission_access(const Call& call);
/// The same of an invocation: a service needs a statement of the function's policy, even where there is none yet.
Access invocation_access(const Call& call);
/// The same for calls that name it by `Resource`, an ARN.
Access tagged_function_access(const Call& call);

/// aws:ResourceTag/KEY of a function; none if it is not there.
ConditionKeys resource_tags(const Call& call, const FunctionKey& key);

/// The policy document of the statements; "" if there are none.
std::string policy_document(const json::array& statements);

}  // namespace eni::sandbox::lambda_service
