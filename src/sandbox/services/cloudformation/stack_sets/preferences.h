#pragma once
/// OperationPreferences as calls give them.
#include "aws/api_error.h"
#include "base/json.h"
#include "sandbox/services/cloudformation/stack_sets/schedule.h"

namespace eni::sandbox::cloudformation {

/// @param given  the structure as on the wire, whose numbers may be texts; empty for none
/// @error  ValidationError for two forms of one limit
aws::ApiResult<OperationPreferences> read_preferences(const json::object& given);

/// As DescribeStackSetOperation shows them: numbers as numbers, defaults left out.
json::object shown_preferences(const OperationPreferences& preferences);

/// The Regions of a call in the order that an operation takes them in: those of RegionOrder first. Each once.
std::vector<std::string> in_order(const OperationPreferences& preferences,
                                  const std::vector<std::string>& regions);

}  // namespace eni::sandbox::cloudformation
