/// DescribeChangeSet, ListChangeSets, DeleteChangeSet.
#include "base/time_text.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/shown.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kPageSize = 100;

/// An executed change set's status follows its stack's.
ExecutionStatus execution_status(const FoundChangeSet& found) {
  if (found.change_set.execution_status != ExecutionStatus::kExecuteInProgress)
    return found.change_set.execution_status;
  const StackStatus status = found.stack.status;
  if (status == StackStatus::kCreateComplete || status == StackStatus::kUpdateComplete ||
      status == StackStatus::kImportComplete)
    return ExecutionStatus::kExecuteComplete;
  if (is_in_progress(status) && !is_rollback(status)) return ExecutionStatus::kExecuteInProgress;
  return ExecutionStatus::kExecuteFailed;
}

json::object summary(const FoundChangeSet& found) {
  const ChangeSetRecord& record = found.change_set;
  json::object out{{"ChangeSetName", record.name},
                   {"ChangeSetId", record.id},
                   {"StackId", found.stack.id},
                   {"StackName", found.stack.name},
                   {"CreationTime", iso8601_millis(record.creation_time)},
                   {"ExecutionStatus", to_string(execution_status(found))},
                   {"Status", to_string(record.status)},
                   {"IncludeNestedStacks", record.include_nested_stacks},
                   {"ImportExistingResources", record.import_existing_resources}};
  set_unless_empty(out, "Description", record.description);
  set_unless_empty(out, "StatusReason", record.status_reason);
  return out;
}

/// Property values only for those who ask for them.
json::array changes_as_asked(const Call& call, json::array changes) {
  const auto wanted = call.params.boolean("IncludePropertyValues");
  if (wanted && wanted->value_or(false)) return changes;
  for (json::value& change : changes) {
    json::object& fields = change.as_object().at("ResourceChange").as_object();
    fields.erase("BeforeContext");
    fields.erase("AfterContext");
  }
  return changes;
}

}  // namespace

ApiResult<Reply> describe_change_set(Call& call) {
  ENI_TRY(const FoundChangeSet found, required_change_set(call));
  const json::array changes = changes_as_asked(call, found.change_set.changes);
  ENI_TRY(Reply reply, page_of(call, "Changes", changes, kPageSize));
  json::object& out = reply.value.as_object();
  for (const auto& [name, value] : summary(found)) out[name] = value;
  const StackDefinition& definition = found.change_set.definition;
  set_unless_empty(out, "Parameters", shown_parameters(definition));
  set_unless_empty(out, "Tags", definition.tags);
  out["Capabilities"] = definition.capabilities;
  out["NotificationARNs"] = definition.notification_arns;
  out["RollbackConfiguration"] = definition.rollback_configuration;
  set_unless_empty(out, "OnStackFailure", found.change_set.on_stack_failure);
  return reply;
}

/// Those that still can be executed, or failed: the one that was executed can be described only.
ApiResult<Reply> list_change_sets(Call& call) {
  ENI_TRY(const StackRecord stack, required_stack_to_change(call));
  json::array summaries;
  for (const ChangeSetRecord& record : change_sets(call).of_stack(stack.id)) {
    const bool is_executed = record.execution_status == ExecutionStatus::kExecuteInProgress;
    if (!is_executed) summaries.push_back(summary(FoundChangeSet{stack, record}));
  }
  return page_of(call, "Summaries", summaries, kPageSize);
}

ApiResult<Reply> delete_change_set(Call& call) {
  const auto found = required_change_set(call);
  if (found.has_error()) {
    if (found.error().code == "ChangeSetNotFound") return Reply{};  // deleting what is not there succeeds
    return found.error();
  }
  if (execution_status(*found) == ExecutionStatus::kExecuteInProgress) {
    return ApiError{"InvalidChangeSetStatus",
                    "ChangeSet [" + found->change_set.id + "] cannot be deleted in its current status of [" +
                        std::string(to_string(found->change_set.status)) + "]",
                    400};
  }
  change_sets(call).erase(found->change_set.id);
  return Reply{};
}

}  // namespace eni::sandbox::cloudformation
