#pragma once
/// Amazon EC2 Auto Scaling.
///
/// One folder an area, each with its rows in operations.cpp: groups, instances, and so on; reconciliation makes groups what they
/// are to be. What areas share lies here.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::autoscaling_service {

extern const Service kService;

/// The rows of the areas, listed in operations.cpp.
extern const std::span<const Operation> kActivityOperations;
extern const std::span<const Operation> kGroupOperations;
extern const std::span<const Operation> kHookOperations;
extern const std::span<const Operation> kInstanceOperations;
extern const std::span<const Operation> kLaunchConfigurationOperations;
extern const std::span<const Operation> kPolicyOperations;
extern const std::span<const Operation> kRefreshOperations;
extern const std::span<const Operation> kScheduleOperations;

}  // namespace eni::sandbox::autoscaling_service
