#pragma once
/// The definition that a CreateStackSet or UpdateStackSet asks for, checked as far as it can be without an account to deploy to.
#include <optional>

#include "sandbox/gateway/call.h"
#include "sandbox/store/cloudformation_stack_sets.h"

namespace eni::sandbox::cloudformation {

/// @param previous  what the stack set is now; nothing for one that is to be created
/// @error  ValidationError, InsufficientCapabilitiesException
Task<ApiResult<StackSetDefinition>> read_definition(Call& call, std::optional<StackSetDefinition> previous,
                                                    bool is_service_managed);

/// Parameters as they are shown: those with NoEcho as "****".
json::array shown_parameters(const StackSetDefinition& definition, const json::array& parameters);

/// ParameterOverrides, of which each must be in the template. @error  ValidationError
ApiResult<json::array> read_overrides(const Call& call, const StackSetDefinition& definition);

}  // namespace eni::sandbox::cloudformation
