#pragma once
/// The conditions and transforms of rules: checked, and as replies show them.
/// Source: Elastic Load Balancing API Reference, RuleCondition, RuleTransform; Application Load Balancers User Guide, "Condition
/// types for listener rules".
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

/// The parameter Conditions. @error  ValidationError
ApiResult<json::array> read_conditions(const json::object& params);

/// The parameter Transforms. @error  ValidationError
ApiResult<json::array> read_transforms(const json::object& params);

}  // namespace eni::sandbox::elb_service
