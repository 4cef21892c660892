#pragma once
/// What a stack policy says of the changes of an update.
/// Source: CloudFormation User Guide, "Prevent updates to stack resources".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"

namespace eni::sandbox::cloudformation {

/// A change that a policy may forbid.
struct PolicedChange {
  std::string_view action;  ///< "Update:Modify", "Update:Replace", "Update:Delete"
  std::string_view logical_id;
  std::string_view resource_type;
};

/// Why the policy forbids it; nothing if it does not. A stack without a policy ("", "{}") forbids nothing; one with a policy
/// whatever no statement of it allows.
std::optional<std::string> denial(std::string_view policy, const PolicedChange& change);

/// @param logical_ids  of the template
/// @error  ValidationError "Error validating stack policy: Invalid stack policy", "… Unknown logical id 'LogicalResourceId/X' in
///         statement {} - stack policies can only be applied to logical ids referenced in the template"
aws::ApiResult<void> check_stack_policy(std::string_view policy, const std::vector<std::string>& logical_ids);

}  // namespace eni::sandbox::cloudformation
