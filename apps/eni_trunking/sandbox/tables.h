#pragma once
/// What the sandbox supports, read from the tables that run it.
#include <string>

#include "base/result.h"
#include "sandbox/gateway/fault.h"

namespace eni::command {

/// {"services": [{"name","title","protocol","operations":[{"name","iam_action","reads","ignores","differences"}]}],
///  "resource_types": [{"type","properties":[…],"attributes":[…],"is_custom","differences"}]}, indented. A property without a row
/// is refused by name, unless the type is custom.
std::string supported_operations_json();

/// Whether the rule can ever apply: a misspelt operation would be a fault that never happens.
/// @error  names the service or operation that the sandbox does not have, with the nearest that it has
Result<void> check_fault_target(const sandbox::FaultRule& rule);

}  // namespace eni::command
