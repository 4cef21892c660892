#pragma once
/// A target that is a cluster: the rule runs tasks there, by its role.
/// Source: Amazon EventBridge API Reference, EcsParameters; what CloudTrail shows of such a RunTask.
#include <string>

#include "base/json.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/events/target_input.h"

namespace eni::sandbox::events_service {

/// What RunTask is called with.
/// @param target  as PutTargets has it
/// @param input   what the target gets (target_input): a text of JSON with overrides of the task, if it has any
json::object run_task_params(const json::object& target, const RuleFacts& rule, const std::string& input);

/// @error  ValidationException for a cluster without role or EcsParameters, or these without a cluster; of iam:PassRole
ApiResult<void> check_ecs_target(const Call& call, const json::object& target);

/// Runs the tasks. @error  of AssumeRole and RunTask; the first failure that RunTask answers with
Task<ApiResult<void>> run_tasks(Environment& env, aws::AccountId account, aws::Region region,
                                std::string role_arn, json::object params);

}  // namespace eni::sandbox::events_service
