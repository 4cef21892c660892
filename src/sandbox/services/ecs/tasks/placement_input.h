#pragma once
/// placementConstraints and placementStrategy as calls give them.
#include <string>
#include <vector>

#include "aws/api_error.h"
#include "base/json.h"
#include "placement/request.h"
#include "sandbox/services/ecs/tasks/task_plan.h"

namespace eni::sandbox::ecs_service {

struct PlacementInput {
  json::array constraints;  ///< as on the wire
  json::array strategies;
  bool distinct_instance = false;
  std::vector<placement::Expression> member_of;
  std::vector<placement::Strategy> strategy;
};

/// From an object's members placementConstraints and placementStrategy; either may be absent.
/// @error  InvalidParameterException: an unknown type or field, an expression that is none, more than 10 constraints or
///         5 strategies
aws::ApiResult<PlacementInput> read_placement(const json::object& members);

/// The question to placement for one more task.
placement::Request placement_request(const TaskPlan& plan, const PlacementInput& input);

}  // namespace eni::sandbox::ecs_service
