/// CreateStackSet, UpdateStackSet, DeleteStackSet.
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/organization.h"
#include "sandbox/services/cloudformation/stack_sets/preferences.h"
#include "sandbox/services/cloudformation/stack_sets/set_definition.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

bool asks_for_service(const Call& call) {
  return call.params.text_or("PermissionModel", "SELF_MANAGED") == "SERVICE_MANAGED";
}

bool changes_stacks(const StackSetDefinition& before, const StackSetDefinition& after) {
  return before.template_body != after.template_body || before.parameters != after.parameters ||
         before.tags != after.tags || before.capabilities != after.capabilities;
}

StackSetResult turn_to(const StackInstanceRecord& instance) {
  StackSetResult turn;
  turn.account = instance.account;
  turn.region = instance.region;
  turn.organizational_unit = instance.organizational_unit;
  return turn;
}

/// All instances, Region after Region.
std::vector<StackSetResult> turns_of_all(const OperationPreferences& preferences,
                                         const std::vector<StackInstanceRecord>& rows) {
  std::vector<std::string> regions;
  for (const StackInstanceRecord& row : rows) regions.push_back(row.region);
  std::vector<StackSetResult> turns;
  for (const std::string& region : in_order(preferences, regions))
    for (const StackInstanceRecord& row : rows)
      if (row.region == region) turns.push_back(turn_to(row));
  return turns;
}

/// Where an update goes to: the instances that it names, or all; without those that a failed deletion has left INOPERABLE.
ApiResult<std::vector<StackSetResult>> turns_of_update(const Call& call, const StackSetRecord& set,
                                                       const StackSetOperationRecord& operation,
                                                       bool& leaves_others) {
  ENI_TRY(const auto preferences, read_preferences(operation.preferences));
  const bool names_accounts = call.params.has("Accounts") || call.params.has("DeploymentTargets");
  ENI_TRY(const auto regions, call.params.texts("Regions"));
  if (names_accounts == regions.empty())
    return aws::validation_error("Accounts and Regions must be specified together, or both left out");
  const auto rows = stack_instances(call).of_set(set.id);
  std::vector<StackSetResult> turns = turns_of_all(preferences, rows);
  if (names_accounts) {
    ENI_TRY(const SetTargets targets, read_targets(call, set));
    turns = turns_of(preferences, targets);
    ENI_CHECK(check_instances(call, set, turns));
  }
  std::erase_if(turns, [&](const StackSetResult& turn) {
    const auto instance = stack_instances(call).find(set.id, turn.account, turn.region);
    return instance && instance->status == "INOPERABLE";
  });
  leaves_others = turns.size() < rows.size();
  return turns;
}

}  // namespace

Task<ApiResult<Reply>> create_stack_set(Call& call) {
  StackSetRecord set;
  set.name = call.params.text_or("StackSetName", "");
  ENI_CO_CHECK(check_stack_name(set.name, "stackSetName"));
  ENI_CO_TRY(set.account, owner(call));
  set.region = call.region.value;
  set.is_service_managed = asks_for_service(call);
  if (set.is_service_managed) ENI_CO_CHECK(check_organizations_access(call.env.store, set.account));
  auto reading = read_definition(call, std::nullopt, set.is_service_managed);
  ENI_CO_TRY(set.definition, co_await std::move(reading));
  set.id = set.name + ":" + call.random().uuid();
  const std::string token = call.params.text_or("ClientRequestToken", "");
  if (const auto known = stack_sets(call).find_active(set.account, set.region, set.name)) {
    // The same request again.
    if (!token.empty() && known->creation_token == token)
      co_return Reply{json::object{{"StackSetId", known->id}}};
    co_return ApiError{"NameAlreadyExistsException", "The StackSet " + set.name + " already exists", 409};
  }
  set.creation_token = token;
  stack_sets(call).save(set);
  co_return Reply{json::object{{"StackSetId", set.id}}};
}

Task<ApiResult<Reply>> update_stack_set(Call& call) {
  ENI_CO_TRY(StackSetRecord set, required_set(call));
  if (call.params.has("PermissionModel") && asks_for_service(call) != set.is_service_managed)
    co_return aws::validation_error("The permission model of a stack set can't be changed");
  if (set.is_service_managed) ENI_CO_CHECK(check_organizations_access(call.env.store, set.account));
  auto reading = read_definition(call, set.definition, set.is_service_managed);
  ENI_CO_TRY(StackSetDefinition definition, co_await std::move(reading));
  // Others ran while this one waited for its template.
  ENI_CO_TRY(set, required_set(call));
  ENI_CO_TRY(StackSetOperationRecord operation, new_operation(call, set, StackSetAction::kUpdate));
  ENI_CO_TRY(const auto known, repeated_operation(call, operation));
  if (known) co_return Reply{json::object{{"OperationId", known->id}}};
  ENI_CO_CHECK(check_idle(call, set));
  ENI_CO_TRY(auto turns, turns_of_update(call, set, operation, operation.leaves_others_outdated));
  operation.leaves_others_outdated &= changes_stacks(set.definition, definition);
  if (const json::object* targets = call.params.object("DeploymentTargets")) operation.targets = *targets;
  operation.administration_role_arn = definition.administration_role_arn;
  operation.execution_role_name = definition.execution_role_name;
  operation.definition = std::move(definition);
  sqlite::Transaction transaction{call.env.store.database()};
  Reply reply = begin_operation(call, set, std::move(operation), std::move(turns));
  transaction.commit();
  co_return reply;
}

ApiResult<Reply> delete_stack_set(Call& call) {
  auto set = required_set(call);
  // Deleting what is not there succeeds.
  if (set.has_error() && set.error().code == "StackSetNotFoundException") return Reply{};
  if (set.has_error()) return set.error();
  if (!set->is_active) return Reply{};
  if (const auto open = set_operations(call).open_of_set(set->id); !open.empty()) {
    return ApiError{"OperationInProgressException",
                    "Another Operation on StackSet " + set_arn(*set) + " is in progress: " + open.front().id,
                    409};
  }
  if (stack_instances(call).has_any(set->id))
    return ApiError{"StackSetNotEmptyException", "StackSet is not empty", 409};
  set->is_active = false;
  stack_sets(call).save(*set);
  return Reply{};
}

}  // namespace eni::sandbox::cloudformation
