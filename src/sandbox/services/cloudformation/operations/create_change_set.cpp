#include "sandbox/services/cloudformation/engine/stack_events.h"
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/begin.h"
#include "sandbox/services/cloudformation/operations/check_types.h"
#include "sandbox/services/cloudformation/operations/import.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The stack a change set of type CREATE is for: a new one, or one that is in review.
ApiResult<StackRecord> stack_to_create(const Call& call, const std::string& name,
                                       const std::string& change_set) {
  auto stack = find_stack(call, name);
  if (!stack) {
    ENI_CHECK(check_stack_name(name));
    return new_stack(call, name);
  }
  if (stack->status != StackStatus::kReviewInProgress) {
    return aws::validation_error("Stack [" + name +
                                 "] already exists and cannot be created again with the changeSet [" +
                                 change_set + "].");
  }
  return *std::move(stack);
}

ApiResult<StackRecord> stack_of_change_set(const Call& call, const std::string& type,
                                           const std::string& change_set) {
  const std::string name = call.params.text_or("StackName", "");
  const auto existing = type == "IMPORT" ? find_stack(call, name) : std::nullopt;
  const bool is_new = !existing || existing->status == StackStatus::kReviewInProgress;
  if (type == "CREATE" || (type == "IMPORT" && is_new)) return stack_to_create(call, name, change_set);
  ENI_TRY(StackRecord stack, required_stack_to_change(call));
  ENI_CHECK(check_updatable(stack));
  return stack;
}

ApiError name_taken(const std::string& name) {
  return ApiError{"AlreadyExistsException", "ChangeSet " + name + " already exists", 400};
}

/// `aws cloudformation deploy` names change sets by the second, and here two of them can be made in one.
bool is_named_by_deploy(const std::string& name) {
  return name.starts_with("awscli-cloudformation-package-deploy-");
}

/// The change set that has the name. One that was executed is history, and gives its name away, as those of the CLI's
/// deploy do at once.
std::optional<ChangeSetRecord> holder_of_name(const Call& call, const StackRecord& stack,
                                              const std::string& name) {
  auto existing = change_sets(call).find_by_name(stack.id, name);
  const bool is_free = existing && (existing->execution_status == ExecutionStatus::kExecuteInProgress ||
                                    is_named_by_deploy(name));
  if (is_free) return std::nullopt;
  return existing;
}

ApiResult<ChangeSetRecord> new_change_set(const Call& call, const StackRecord& stack, const std::string& name,
                                          const std::string& type) {
  ChangeSetRecord record;
  record.id = new_arn(call, "changeSet", name);
  record.stack_id = stack.id;
  record.name = name;
  record.type = type;
  record.creation_time = call.now();
  record.description = call.params.text_or("Description", "");
  record.on_stack_failure = call.params.text_or("OnStackFailure", "");
  record.client_token = call.params.text_or("ClientToken", "");
  ENI_TRY(const OnFailure on_failure, on_failure_of(call, "OnStackFailure"));
  if (on_failure == OnFailure::kDoNothing) record.on_stack_failure = "DO_NOTHING";
  ENI_TRY(const auto nested, call.params.boolean("IncludeNestedStacks"));
  ENI_TRY(const auto import, call.params.boolean("ImportExistingResources"));
  record.include_nested_stacks = nested.value_or(false);
  record.import_existing_resources = import.value_or(false);
  return record;
}

/// What an import would bring; or why it cannot.
void conclude_import(ChangeSetRecord& record, const std::vector<ResourceImport>& imports,
                     std::string obstacle) {
  record.imports = kept_imports(imports);
  if (obstacle.empty()) {
    record.changes = import_changes(imports);
    record.execution_status = ExecutionStatus::kAvailable;
    return;
  }
  record.status = ChangeSetStatus::kFailed;
  record.status_reason = std::move(obstacle);
}

void conclude(ChangeSetRecord& record, Plan plan) {
  record.changes = std::move(plan.changes);
  record.status = plan.is_empty ? ChangeSetStatus::kFailed : ChangeSetStatus::kCreateComplete;
  record.execution_status = plan.is_empty ? ExecutionStatus::kUnavailable : ExecutionStatus::kAvailable;
  if (plan.is_empty) {
    record.status_reason =
        "The submitted information didn't contain changes. Submit different information to create a change "
        "set.";
  }
}

/// A stack that is only reviewed has a row and one event.
void save(Call& call, StackRecord& stack, const ChangeSetRecord& record) {
  sqlite::Transaction transaction{call.env.store.database()};
  if (!stacks(call).find_by_id(stack.id)) {
    stack.status = StackStatus::kReviewInProgress;
    stack.status_reason = "User Initiated";
    stacks(call).insert(stack);
    append_stack_event(engine(call).parts(), stack, record.client_token);
  }
  change_sets(call).save(record);
  transaction.commit();
}

/// Not there yet, or only reviewed.
bool is_in_review(const StackRecord& stack) {
  return stack.status == StackStatus::kNone || stack.status == StackStatus::kReviewInProgress;
}

ApiResult<std::vector<ResourceImport>> checked_imports(const Call& call, const StackRecord& stack,
                                                       const Prepared& prepared) {
  ENI_TRY(std::vector<ResourceImport> imports, resources_to_import(call, prepared.model->tmpl));
  ENI_TRY(const Plan plan, make_plan(call.env.store, stack, resources(call).of_stack(stack.id),
                                     prepared.definition, *prepared.model));
  ENI_CHECK(check_import(imports, plan, stack, prepared.definition, prepared.model->tmpl));
  return imports;
}

}  // namespace

Task<ApiResult<Reply>> create_change_set(Call& call) {
  const std::string name = call.params.text_or("ChangeSetName", "");
  const std::string type = call.params.text_or("ChangeSetType", "UPDATE");
  if (type != "IMPORT" && call.params.has("ResourcesToImport")) {  // Assumed wording.
    co_return aws::validation_error("ResourcesToImport is only for change sets of the type IMPORT");
  }
  ENI_CO_TRY(StackRecord stack, stack_of_change_set(call, type, name));
  if (const auto existing = holder_of_name(call, stack, name)) {
    const std::string token = call.params.text_or("ClientToken", "");
    if (token.empty() || token != existing->client_token) co_return name_taken(name);
    co_return Reply{json::object{{"Id", existing->id}, {"StackId", stack.id}}};
  }
  ENI_CO_CHECK(on_failure_of(call, "OnStackFailure"));
  std::optional<StackDefinition> previous;
  if (!is_in_review(stack)) previous = stack.definition;
  ENI_CO_TRY(Prepared prepared, co_await prepare(call, stack, previous));
  ENI_CO_CHECK(co_await operating_principal(call, prepared.definition.role_arn));

  std::vector<ResourceImport> imports;
  std::string obstacle;
  if (type == "IMPORT") {
    ENI_CO_TRY(imports, checked_imports(call, stack, prepared));
    obstacle = co_await import_obstacle(call, stack, *prepared.model, imports);
  }

  ENI_CO_TRY(const StackRecord still, stack_of_change_set(call, type, name));
  if (still.status != StackStatus::kNone) stack = still;
  if (holder_of_name(call, stack, name)) co_return name_taken(name);
  const ResourceRecords records = resources(call).of_stack(stack.id);
  ENI_CO_CHECK(check_types_stay(records, *prepared.model));
  ENI_CO_TRY(Plan plan, make_plan(call.env.store, stack, records, prepared.definition, *prepared.model));
  if (type == "CREATE") plan.is_empty = false;
  ENI_CO_TRY(ChangeSetRecord record, new_change_set(call, stack, name, type));
  if (type == "IMPORT") {
    conclude_import(record, imports, std::move(obstacle));
  } else {
    conclude(record, std::move(plan));
  }
  record.definition = std::move(prepared.definition);
  if (type == "CREATE") stack.description = prepared.model->tmpl.description;
  save(call, stack, record);
  co_return Reply{json::object{{"Id", record.id}, {"StackId", stack.id}}};
}

}  // namespace eni::sandbox::cloudformation
