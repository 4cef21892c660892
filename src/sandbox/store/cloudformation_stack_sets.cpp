#include "sandbox/store/cloudformation_stack_sets.h"

#include "base/time_text.h"
#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::pair<StackSetAction, std::string_view> kActions[] = {{StackSetAction::kCreate, "CREATE"},
                                                                    {StackSetAction::kUpdate, "UPDATE"},
                                                                    {StackSetAction::kDelete, "DELETE"}};

StackSetAction action_from(std::string_view text) {
  for (const auto& [action, name] : kActions)
    if (name == text) return action;
  throw sqlite::Failure("unknown action of a stack set's operation in the state file: " + std::string(text));
}

StackSetRecord read_set(const sqlite::Statement& row) {
  StackSetRecord set;
  set.id = row.text(0);
  set.account = row.text(1);
  set.region = row.text(2);
  set.name = row.text(3);
  set.is_active = row.integer(4) != 0;
  set.is_service_managed = row.integer(5) != 0;
  const json::object document = read_document(row, 6);
  set.definition = StackSetDefinition::from_json(object_at(document, "Definition"));
  set.auto_deployment_targets = array_at(document, "AutoDeploymentTargets");
  set.creation_token = text_at(document, "CreationToken");
  return set;
}

StackInstanceRecord read_instance(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),       row.text(5),
          row.text(6), row.text(7), row.text(8), row.text(9), read_list(row, 10)};
}

StackSetOperationRecord read_operation(const sqlite::Statement& row) {
  StackSetOperationRecord operation;
  operation.number = row.integer(0);
  operation.stack_set_id = row.text(1);
  operation.id = row.text(2);
  operation.action = action_from(row.view(3));
  operation.status = row.text(4);
  operation.status_reason = row.text(5);
  operation.created = TimePoint{std::chrono::milliseconds{row.integer(6)}};
  if (!row.is_null(7)) operation.ended = TimePoint{std::chrono::milliseconds{row.integer(7)}};
  const json::object document = read_document(row, 8);
  operation.preferences = object_at(document, "Preferences");
  operation.targets = object_at(document, "Targets");
  operation.retain_stacks = flag_at(document, "RetainStacks");
  operation.administration_role_arn = text_at(document, "AdministrationRoleARN");
  operation.execution_role_name = text_at(document, "ExecutionRoleName");
  operation.request = text_at(document, "Request");
  operation.leaves_others_outdated = flag_at(document, "LeavesOthersOutdated");
  if (document.contains("ParameterOverrides")) operation.overrides = array_at(document, "ParameterOverrides");
  if (const json::value* definition = find(document, "Definition"))
    operation.definition = StackSetDefinition::from_json(definition->as_object());
  return operation;
}

std::string document_of(const StackSetOperationRecord& operation) {
  json::object document{{"Preferences", operation.preferences},
                        {"Targets", operation.targets},
                        {"RetainStacks", operation.retain_stacks},
                        {"AdministrationRoleARN", operation.administration_role_arn},
                        {"ExecutionRoleName", operation.execution_role_name},
                        {"Request", operation.request},
                        {"LeavesOthersOutdated", operation.leaves_others_outdated}};
  if (operation.overrides) document["ParameterOverrides"] = *operation.overrides;
  if (operation.definition) document["Definition"] = operation.definition->to_json();
  return json::serialize(document);
}

StackSetResult read_result(const sqlite::Statement& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

std::optional<std::int64_t> millis_of(const std::optional<TimePoint>& time) {
  if (!time) return std::nullopt;
  return epoch_millis(*time);
}

}  // namespace

std::string_view to_string(StackSetAction action) {
  for (const auto& [known, name] : kActions)
    if (known == action) return name;
  return {};
}

json::object StackSetDefinition::to_json() const {
  return {{"TemplateBody", template_body},
          {"Description", description},
          {"Parameters", parameters},
          {"Tags", tags},
          {"Capabilities", capabilities},
          {"AdministrationRoleARN", administration_role_arn},
          {"ExecutionRoleName", execution_role_name},
          {"AutoDeployment", auto_deployment},
          {"RetainOnAccountRemoval", retain_on_account_removal},
          {"ManagedExecution", managed_execution}};
}

StackSetDefinition StackSetDefinition::from_json(const json::object& object) {
  StackSetDefinition definition;
  definition.template_body = text_at(object, "TemplateBody");
  definition.description = text_at(object, "Description");
  definition.parameters = array_at(object, "Parameters");
  definition.tags = array_at(object, "Tags");
  definition.capabilities = array_at(object, "Capabilities");
  definition.administration_role_arn = text_at(object, "AdministrationRoleARN");
  definition.execution_role_name = text_at(object, "ExecutionRoleName");
  definition.auto_deployment = flag_at(object, "AutoDeployment");
  definition.retain_on_account_removal = flag_at(object, "RetainOnAccountRemoval");
  definition.managed_execution = flag_at(object, "ManagedExecution");
  return definition;
}

// ---- stack sets -------------------------------------------------------------------------------------------

void CloudFormationStackSets::save(const StackSetRecord& set) {
  save_.run(set.id, set.account, set.region, set.name, set.is_active, set.is_service_managed,
            json::serialize(json::object{{"Definition", set.definition.to_json()},
                                         {"AutoDeploymentTargets", set.auto_deployment_targets},
                                         {"CreationToken", set.creation_token}}));
}

std::optional<StackSetRecord> CloudFormationStackSets::find_by_id(std::string_view id) {
  return sqlite::first_row(find_by_id_.query(id), read_set);
}

std::optional<StackSetRecord> CloudFormationStackSets::find_active(std::string_view account,
                                                                   std::string_view region,
                                                                   std::string_view name) {
  return sqlite::first_row(find_active_.query(account, region, name), read_set);
}

std::vector<StackSetRecord> CloudFormationStackSets::list(std::string_view account, std::string_view region) {
  return sqlite::all_rows(list_.query(account, region), read_set);
}

std::vector<StackSetRecord> CloudFormationStackSets::service_managed() {
  return sqlite::all_rows(service_managed_.query(), read_set);
}

// ---- instances --------------------------------------------------------------------------------------------

void CloudFormationStackInstances::save(const StackInstanceRecord& instance) {
  save_.run(instance.stack_set_id, instance.account, instance.region, instance.organizational_unit,
            instance.stack_name, instance.stack_id, instance.status, instance.detailed_status,
            instance.reason, instance.last_operation, json::serialize(instance.overrides));
}

void CloudFormationStackInstances::erase(std::string_view stack_set_id, std::string_view account,
                                         std::string_view region) {
  erase_.run(stack_set_id, account, region);
}

std::optional<StackInstanceRecord> CloudFormationStackInstances::find(std::string_view stack_set_id,
                                                                      std::string_view account,
                                                                      std::string_view region) {
  return sqlite::first_row(find_.query(stack_set_id, account, region), read_instance);
}

std::vector<StackInstanceRecord> CloudFormationStackInstances::of_set(std::string_view stack_set_id) {
  return sqlite::all_rows(of_set_.query(stack_set_id), read_instance);
}

std::vector<StackInstanceRecord> CloudFormationStackInstances::of_account(std::string_view stack_set_id,
                                                                          std::string_view account) {
  return sqlite::all_rows(of_account_.query(stack_set_id, account), read_instance);
}

bool CloudFormationStackInstances::has_any(std::string_view stack_set_id) {
  return has_row(has_any_.query(stack_set_id));
}

// ---- operations -------------------------------------------------------------------------------------------

void CloudFormationStackSetOperations::insert_queued(StackSetOperationRecord operation,
                                                     std::vector<StackSetResult> turns) {
  operation.status = "QUEUED";
  const std::int64_t number =
      sqlite::first_row(
          insert_.query(operation.stack_set_id, operation.id, to_string(operation.action), operation.status,
                        operation.status_reason, epoch_millis(operation.created), millis_of(operation.ended),
                        document_of(operation)),
          sqlite::first_integer<>)
          .value();
  std::int64_t position = 0;
  for (const StackSetResult& turn : turns) {
    insert_result_.run(number, position++, turn.account, turn.region, turn.organizational_unit, "PENDING",
                       turn.reason);
  }
}

void CloudFormationStackSetOperations::update(const StackSetOperationRecord& operation) {
  update_.run(operation.number, operation.status, operation.status_reason, millis_of(operation.ended));
}

std::optional<StackSetOperationRecord> CloudFormationStackSetOperations::find(std::int64_t number) {
  return sqlite::first_row(find_.query(number), read_operation);
}

std::optional<StackSetOperationRecord> CloudFormationStackSetOperations::find_by_id(
    std::string_view stack_set_id, std::string_view id) {
  return sqlite::first_row(find_by_id_.query(stack_set_id, id), read_operation);
}

std::vector<StackSetOperationRecord> CloudFormationStackSetOperations::of_set(std::string_view stack_set_id) {
  return sqlite::all_rows(of_set_.query(stack_set_id), read_operation);
}

std::vector<StackSetOperationRecord> CloudFormationStackSetOperations::open_of_set(
    std::string_view stack_set_id) {
  return sqlite::all_rows(open_of_set_.query(stack_set_id), read_operation);
}

std::vector<std::int64_t> CloudFormationStackSetOperations::open() {
  return sqlite::all_rows(open_.query(), sqlite::first_integer<>);
}

void CloudFormationStackSetOperations::update(const StackSetResult& result) {
  update_result_.run(result.operation, result.position, result.status, result.reason);
}

std::vector<StackSetResult> CloudFormationStackSetOperations::results(std::int64_t operation) {
  return sqlite::all_rows(results_.query(operation), read_result);
}

std::optional<StackSetResult> CloudFormationStackSetOperations::result(std::int64_t operation,
                                                                       std::int64_t position) {
  return sqlite::first_row(result_.query(operation, position), read_result);
}

std::int64_t CloudFormationStackSetOperations::failed_count(std::int64_t operation) {
  return sqlite::first_row(failed_count_.query(operation), sqlite::first_integer<>).value_or(0);
}

}  // namespace eni::sandbox
