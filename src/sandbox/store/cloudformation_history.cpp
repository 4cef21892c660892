#include "sandbox/store/cloudformation_history.h"

#include "base/time_text.h"
#include "sandbox/store/read_document.h"
#include "sandbox/store/read_status.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

ChangeSetRecord read_change_set(const sqlite::Statement& row) {
  ChangeSetRecord change_set;
  change_set.id = row.text(0);
  change_set.stack_id = row.text(1);
  change_set.name = row.text(2);
  change_set.status = read_status<ChangeSetStatus>(row, 3);
  change_set.execution_status = read_status<ExecutionStatus>(row, 4);
  change_set.creation_time = TimePoint{std::chrono::milliseconds{row.integer(5)}};
  const json::object document = read_document(row, 6);
  change_set.type = as_text(document.at("Type"));
  change_set.status_reason = as_text(document.at("StatusReason"));
  change_set.description = as_text(document.at("Description"));
  change_set.on_stack_failure = as_text(document.at("OnStackFailure"));
  change_set.client_token = as_text(document.at("ClientToken"));
  change_set.include_nested_stacks = flag_at(document, "IncludeNestedStacks");
  change_set.import_existing_resources = flag_at(document, "ImportExistingResources");
  change_set.imports = object_at(document, "Imports");
  change_set.definition = StackDefinition::from_json(document.at("Definition").as_object());
  change_set.changes = document.at("Changes").as_array();
  return change_set;
}

ExportRecord read_export(const sqlite::Statement& row) { return {row.text(0), row.text(1), row.text(2)}; }

CustomRequestRecord read_request(const sqlite::Statement& row) {
  CustomRequestRecord request;
  request.request_id = row.text(0);
  request.stack_id = row.text(1);
  request.logical_id = row.text(2);
  request.request = read_document(row, 3);
  if (!row.is_null(4)) request.response = row.text(4);
  return request;
}

}  // namespace

void CloudFormationEvents::append(const std::string& stack_id, const json::object& event) {
  append_.run(stack_id, as_text(event.at("EventId")), json::serialize(event));
}

std::optional<TimePoint> CloudFormationEvents::newest_time(const std::string& stack_id) {
  const Page page = newest(stack_id, INT64_MAX, 1);
  if (page.events.empty()) return std::nullopt;
  return parse_iso8601(text_at(page.events[0], "Timestamp"));
}

CloudFormationEvents::Page CloudFormationEvents::newest(const std::string& stack_id, std::int64_t before,
                                                        int limit) {
  Page page;
  std::int64_t last = 0;
  for (newest_.query(stack_id, before, limit + 1); newest_.step();) {
    if (page.events.size() == static_cast<std::size_t>(limit)) {
      page.next = last;
      continue;
    }
    last = newest_.integer(0);
    page.events.emplace_back(read_document(newest_, 1));
  }
  return page;
}

void CloudFormationNotifications::append(const NotificationRecord& notification) {
  append_.run(notification.region, notification.topic, json::serialize(notification.principal),
              notification.message);
}

std::optional<NotificationRecord> CloudFormationNotifications::next() {
  return first_row(next_.query(), [](const sqlite::Statement& row) {
    return NotificationRecord{row.integer(0), row.text(1), row.text(2), read_document(row, 3), row.text(4)};
  });
}

void CloudFormationNotifications::erase(std::int64_t number) { erase_.run(number); }

void CloudFormationChangeSets::save(const ChangeSetRecord& change_set) {
  const json::object document{{"Type", change_set.type},
                              {"StatusReason", change_set.status_reason},
                              {"Description", change_set.description},
                              {"OnStackFailure", change_set.on_stack_failure},
                              {"ClientToken", change_set.client_token},
                              {"IncludeNestedStacks", change_set.include_nested_stacks},
                              {"ImportExistingResources", change_set.import_existing_resources},
                              {"Definition", change_set.definition.to_json()},
                              {"Changes", change_set.changes},
                              {"Imports", change_set.imports}};
  save_.run(change_set.id, change_set.stack_id, change_set.name, to_string(change_set.status),
            to_string(change_set.execution_status), epoch_millis(change_set.creation_time),
            json::serialize(document));
}

void CloudFormationChangeSets::erase(const std::string& id) { erase_.run(id); }
void CloudFormationChangeSets::erase_all(const std::string& stack_id) { erase_all_.run(stack_id); }

std::optional<ChangeSetRecord> CloudFormationChangeSets::find_by_id(const std::string& id) {
  return first_row(find_by_id_.query(id), read_change_set);
}

std::optional<ChangeSetRecord> CloudFormationChangeSets::find_by_name(const std::string& stack_id,
                                                                      const std::string& name) {
  return first_row(find_by_name_.query(stack_id, name), read_change_set);
}

std::vector<ChangeSetRecord> CloudFormationChangeSets::of_stack(const std::string& stack_id) {
  return all_rows(of_stack_.query(stack_id), read_change_set);
}

void CloudFormationExports::replace(const StackRecord& stack, const std::vector<ExportRecord>& exports) {
  erase_.run(stack.id);
  for (const ExportRecord& row : exports)
    insert_.run(stack.account, stack.region, row.name, stack.id, row.value);
}

void CloudFormationExports::replace_imports(const StackRecord& stack, const std::vector<std::string>& names) {
  erase_imports_.run(stack.id);
  for (const std::string& name : names) insert_import_.run(stack.id, stack.account, stack.region, name);
}

std::optional<ExportRecord> CloudFormationExports::find(const std::string& account, const std::string& region,
                                                        const std::string& name) {
  return first_row(find_.query(account, region, name), read_export);
}

std::vector<ExportRecord> CloudFormationExports::list(const std::string& account, const std::string& region) {
  return all_rows(list_.query(account, region), read_export);
}

std::vector<std::string> CloudFormationExports::importers(const std::string& account,
                                                          const std::string& region,
                                                          const std::string& name) {
  return all_rows(importers_.query(account, region, name), sqlite::first_text);
}

void CloudFormationCustomRequests::save(const CustomRequestRecord& request) {
  save_.run(request.request_id, request.stack_id, request.logical_id, json::serialize(request.request),
            request.response);
}

bool CloudFormationCustomRequests::answer(const std::string& request_id, const std::string& response) {
  answer_.run(request_id, response);
  return database_.changes() == 1;
}

void CloudFormationCustomRequests::erase(const std::string& request_id) { erase_.run(request_id); }

std::optional<CustomRequestRecord> CloudFormationCustomRequests::find(const std::string& request_id) {
  return first_row(find_.query(request_id), read_request);
}

std::optional<CustomRequestRecord> CloudFormationCustomRequests::find_of_resource(
    const std::string& stack_id, const std::string& logical_id) {
  return first_row(find_of_resource_.query(stack_id, logical_id), read_request);
}

std::optional<CloudFormationCustomRequests::Key> CloudFormationCustomRequests::response_key() {
  return first_row(find_key_.query(), [](const auto& row) { return Key{row.text(0), row.text(1)}; });
}

void CloudFormationCustomRequests::save_response_key(const Key& key) {
  save_key_.run(key.access_key_id, key.secret_access_key);
}

}  // namespace eni::sandbox
