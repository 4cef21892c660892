/// DescribeStackSetOperation, ListStackSetOperations, ListStackSetOperationResults, StopStackSetOperation.
#include "base/time_text.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"
#include "sandbox/services/cloudformation/stack_sets/stack_set_engine.h"

namespace eni::sandbox::cloudformation {
namespace {

struct Found {
  StackSetRecord set;
  StackSetOperationRecord operation;
};

ApiResult<Found> required_operation(const Call& call) {
  ENI_TRY(StackSetRecord set, required_set(call));
  const std::string id = call.params.text_or("OperationId", "");
  auto operation = set_operations(call).find_by_id(set.id, id);
  if (!operation)
    return ApiError{"OperationNotFoundException", "Operation " + id + " not found",
                    404};  // [assumed] wording
  return Found{std::move(set), *std::move(operation)};
}

json::object shown_summary(const Call& call, const StackSetOperationRecord& operation) {
  json::object shown{{"OperationId", operation.id},
                     {"Action", to_string(operation.action)},
                     {"Status", operation.status},
                     {"CreationTimestamp", iso8601_millis(operation.created)},
                     {"OperationPreferences", operation.preferences}};
  if (operation.ended) shown["EndTimestamp"] = iso8601_millis(*operation.ended);
  set_unless_empty(shown, "StatusReason", operation.status_reason);
  if (operation.ended) {
    shown["StatusDetails"] =
        json::object{{"FailedStackInstancesCount", set_operations(call).failed_count(operation.number)}};
  }
  return shown;
}

json::object shown_result(const StackSetResult& result) {
  json::object shown{{"Account", result.account}, {"Region", result.region}, {"Status", result.status}};
  set_unless_empty(shown, "StatusReason", result.reason);
  set_unless_empty(shown, "OrganizationalUnitId", result.organizational_unit);
  return shown;
}

}  // namespace

ApiResult<Reply> describe_stack_set_operation(Call& call) {
  ENI_TRY(const Found found, required_operation(call));
  json::object shown = shown_summary(call, found.operation);
  shown["StackSetId"] = found.set.id;
  if (found.operation.action == StackSetAction::kDelete)
    shown["RetainStacks"] = found.operation.retain_stacks;
  set_unless_empty(shown, "AdministrationRoleARN", found.operation.administration_role_arn);
  set_unless_empty(shown, "ExecutionRoleName", found.operation.execution_role_name);
  if (!found.operation.targets.empty()) shown["DeploymentTargets"] = found.operation.targets;
  return Reply{json::object{{"StackSetOperation", std::move(shown)}}};
}

ApiResult<Reply> list_stack_set_operations(Call& call) {
  ENI_TRY(const StackSetRecord set, required_set(call));
  return set_page(call, set_operations(call).of_set(set.id),
                  [&](const StackSetOperationRecord& operation) { return shown_summary(call, operation); });
}

ApiResult<Reply> list_stack_set_operation_results(Call& call) {
  ENI_TRY(const Found found, required_operation(call));
  ENI_TRY(const auto filters, call.params.objects("Filters"));
  const std::string wanted = filters.empty() ? "" : text_at(filters.front(), "Values");
  auto results = set_operations(call).results(found.operation.number);
  std::erase_if(results, [&](const auto& result) { return !wanted.empty() && result.status != wanted; });
  return set_page(call, results, shown_result);
}

ApiResult<Reply> stop_stack_set_operation(Call& call) {
  ENI_TRY(Found found, required_operation(call));
  StackSetOperationRecord& operation = found.operation;
  if (operation.status != "RUNNING" && operation.status != "QUEUED") {
    return ApiError{"InvalidOperationException",
                    "Operation " + operation.id + " is not in progress and can't be stopped", 400};
  }
  operation.status = "STOPPING";
  set_operations(call).update(operation);
  call.env.component<StackSetEngine>().begin(found.set.id);
  return Reply{};
}

}  // namespace eni::sandbox::cloudformation
