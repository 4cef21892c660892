#pragma once
/// From a call's parameters to a definition that is fit to be worked on: template read, parameters resolved,
/// capabilities and resource types checked.
#include <memory>
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/services/cloudformation/engine/stack_model.h"

namespace eni::sandbox::cloudformation {

struct Prepared {
  StackDefinition definition;
  std::unique_ptr<StackModel> model;
};

/// @param stack     identity: id, name, account, region
/// @param previous  what the stack is now; nothing for a stack that is to be created
/// @error  ValidationError, InsufficientCapabilitiesException
Task<ApiResult<Prepared>> prepare(Call& call, const StackRecord& stack,
                                  std::optional<StackDefinition> previous);

/// template_error(), with the place in the template written to the log.
ApiError logged_template_error(const Call& call, const tmpl::TemplateError& error);

/// Checks that every resource type is one of ours, and asks for no policy that it lacks. Resources that a condition
/// leaves out are not looked at, and without `conditions` none that has one.
/// @error  "Template format error: Unrecognized resource types: [AWS::Foo::Bar]", "Template format error: resource
///         type AWS::Logs::LogGroup of resource Group does not support CreationPolicy"
ApiResult<void> check_resource_types(const tmpl::Template& tmpl,
                                     const tmpl::ConditionValues& conditions = {});

/// The call's Parameters. @error  ValidationError for a value beside UsePreviousValue
ApiResult<std::vector<tmpl::ParameterInput>> parameter_inputs(const Call& call);
/// The call's Tags; those from before if it has none. @error  ValidationError for AWS's own keys
ApiResult<json::array> tags_of_call(const Call& call, const std::optional<json::array>& previous);

/// In whose name an operation calls other services: the role if one is given, which CloudFormation must be able to
/// assume and the caller to pass, else the caller.
/// @error  ValidationError "Role ARN is invalid or cannot be assumed"
Task<ApiResult<Principal>> operating_principal(Call& call, std::string role_arn);
/// A session of the role, as STS gives it to `caller`. It has no keys: it calls within the sandbox. @error  STS's
Task<ApiResult<Principal>> assume_role(Environment& env, Principal caller, aws::Region region,
                                       std::string role_arn, std::string session_name);

}  // namespace eni::sandbox::cloudformation
