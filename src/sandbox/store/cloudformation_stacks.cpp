#include "sandbox/store/cloudformation_stacks.h"

#include "base/time_text.h"
#include "sandbox/store/read_document.h"
#include "sandbox/store/read_status.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

TimePoint time_at(const sqlite::Statement& row, int column) {
  return TimePoint{std::chrono::milliseconds{row.integer(column)}};
}

std::optional<TimePoint> optional_time_at(const sqlite::Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return time_at(row, column);
}

std::optional<std::int64_t> millis_of(const std::optional<TimePoint>& time) {
  if (!time) return std::nullopt;
  return epoch_millis(*time);
}

std::string document_of(const StackRecord& stack) {
  return json::serialize(json::object{{"Definition", stack.definition.to_json()},
                                      {"ParentId", stack.parent_id},
                                      {"RootId", stack.root_id},
                                      {"Description", stack.description},
                                      {"Outputs", stack.outputs},
                                      {"ChangeSetId", stack.change_set_id},
                                      {"PolicyBody", stack.policy_body},
                                      {"LastToken", stack.last_token},
                                      {"LastTokenOperation", stack.last_token_operation},
                                      {"Principal", stack.principal},
                                      {"TimeoutInMinutes", stack.timeout_minutes},
                                      {"DisableRollback", stack.disable_rollback},
                                      {"TerminationProtection", stack.termination_protection},
                                      {"RetainExceptOnCreate", stack.retain_except_on_create},
                                      {"Drift", stack.drift},
                                      {"Operation", stack.operation}});
}

void read_members(const json::object& document, StackRecord& stack) {
  stack.definition = StackDefinition::from_json(document.at("Definition").as_object());
  stack.parent_id = text_at(document, "ParentId");
  stack.root_id = text_at(document, "RootId");
  stack.description = as_text(document.at("Description"));
  stack.outputs = document.at("Outputs").as_array();
  stack.change_set_id = as_text(document.at("ChangeSetId"));
  stack.policy_body = as_text(document.at("PolicyBody"));
  stack.last_token = as_text(document.at("LastToken"));
  stack.last_token_operation = as_text(document.at("LastTokenOperation"));
  stack.principal = document.at("Principal").as_object();
  stack.timeout_minutes = document.at("TimeoutInMinutes").to_number<int>();
  stack.disable_rollback = document.at("DisableRollback").as_bool();
  stack.termination_protection = document.at("TerminationProtection").as_bool();
  stack.retain_except_on_create = document.at("RetainExceptOnCreate").as_bool();
  stack.drift = object_at(document, "Drift");
  stack.operation = document.at("Operation").as_object();
}

void read_members_of(const sqlite::Statement& row, int column, StackRecord& stack) {
  const json::object document = read_document(row, column);
  try {
    read_members(document, stack);
  } catch (const std::exception& missing) {
    throw sqlite::Failure("damaged document of the stack " + stack.name +
                          " in the state file: " + missing.what());
  }
}

StackRecord read_stack(const sqlite::Statement& row) {
  StackRecord stack;
  stack.id = row.text(0);
  stack.account = row.text(1);
  stack.region = row.text(2);
  stack.name = row.text(3);
  stack.status = read_status<StackStatus>(row, 4);
  stack.status_reason = row.text(5);
  stack.creation_time = time_at(row, 6);
  stack.last_updated_time = optional_time_at(row, 7);
  stack.deletion_time = optional_time_at(row, 8);
  read_members_of(row, 9, stack);
  return stack;
}

ResourceChange change_from(std::string_view text) {
  for (const ResourceChange change : {ResourceChange::kAdded, ResourceChange::kUpdated,
                                      ResourceChange::kReplaced, ResourceChange::kRemoved}) {
    if (to_string(change) == text) return change;
  }
  return ResourceChange::kNone;
}

ResourceRecord read_resource(const sqlite::Statement& row) {
  ResourceRecord resource;
  resource.stack_id = row.text(0);
  resource.logical_id = row.text(1);
  resource.position = static_cast<int>(row.integer(2));
  resource.status = read_status<ResourceStatus>(row, 3);
  resource.status_reason = row.text(4);
  resource.updated_at = time_at(row, 5);
  resource.change = change_from(row.view(6));
  resource.current = ResourceState::from_json(read_document(row, 7));
  if (!row.is_null(8)) resource.previous = ResourceState::from_json(read_document(row, 8));
  return resource;
}

}  // namespace

void CloudFormationStacks::insert(const StackRecord& stack) {
  insert_.run(stack.id, stack.account, stack.region, stack.name, to_string(stack.status), stack.status_reason,
              epoch_millis(stack.creation_time), millis_of(stack.last_updated_time),
              millis_of(stack.deletion_time), document_of(stack));
}

void CloudFormationStacks::update(const StackRecord& stack) {
  update_.run(stack.id, to_string(stack.status), stack.status_reason, epoch_millis(stack.creation_time),
              millis_of(stack.last_updated_time), millis_of(stack.deletion_time), document_of(stack));
}

void CloudFormationStacks::erase(const std::string& id) { erase_.run(id); }

std::optional<StackRecord> CloudFormationStacks::find_by_id(const std::string& id) {
  return first_row(find_by_id_.query(id), read_stack);
}

std::optional<StackRecord> CloudFormationStacks::find_living(const std::string& account,
                                                             const std::string& region,
                                                             const std::string& name) {
  return first_row(find_living_.query(account, region, name), read_stack);
}

std::vector<StackRecord> CloudFormationStacks::list(const std::string& account, const std::string& region) {
  return all_rows(list_.query(account, region), read_stack);
}

std::vector<std::string> CloudFormationStacks::list_unfinished() {
  std::vector<std::string> ids;
  for (list_unfinished_.query(); list_unfinished_.step();) {
    const auto status = read_status<StackStatus>(list_unfinished_, 1);
    if (is_in_progress(status) && status != StackStatus::kReviewInProgress)
      ids.push_back(list_unfinished_.text(0));
  }
  return ids;
}

void CloudFormationResources::save(const ResourceRecord& resource) {
  std::optional<std::string> previous;
  if (resource.previous) previous = json::serialize(resource.previous->to_json());
  save_.run(resource.stack_id, resource.logical_id, resource.position, to_string(resource.status),
            resource.status_reason, epoch_millis(resource.updated_at), resource.current.physical_id,
            to_string(resource.change), json::serialize(resource.current.to_json()), previous);
}

void CloudFormationResources::erase(const std::string& stack_id, const std::string& logical_id) {
  erase_.run(stack_id, logical_id);
}

void CloudFormationResources::erase_all(const std::string& stack_id) { erase_all_.run(stack_id); }

ResourceRecords CloudFormationResources::of_stack(const std::string& stack_id) {
  ResourceRecords resources;
  for (of_stack_.query(stack_id); of_stack_.step();)
    resources.emplace(of_stack_.text(1), read_resource(of_stack_));
  return resources;
}

std::optional<ResourceRecord> CloudFormationResources::find(const std::string& stack_id,
                                                            const std::string& logical_id) {
  return first_row(find_.query(stack_id, logical_id), read_resource);
}

std::optional<std::string> CloudFormationResources::stack_of_physical_id(const std::string& account,
                                                                         const std::string& region,
                                                                         const std::string& physical_id) {
  return first_row(stack_of_physical_id_.query(account, region, physical_id), sqlite::first_text);
}

}  // namespace eni::sandbox
