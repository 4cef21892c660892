/// GetOperation, ListOperations.
#include "sandbox/services/servicediscovery/operation_records.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/servicediscovery/filters.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

constexpr std::size_t kIdCharacters = 32;
constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
/// Assumed: how long AWS takes where a hosted zone is made, and for all else.
constexpr std::chrono::seconds kForZone{40};
constexpr std::chrono::seconds kForRecords{5};
/// What is asked for once an instance is registered is forgotten at some time.
constexpr std::chrono::hours kIsKnownFor{24};
constexpr std::int64_t kForgottenAtOnce = 64;

/// As AWS's ids end: the time, so that the rows are in its order.
std::string base36(std::int64_t number) {
  std::string digits;
  for (; number > 0; number /= 36) digits += "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
  std::reverse(digits.begin(), digits.end());
  return digits;
}

/// "TIME-RANDOM", of the id "RANDOM-TIME".
std::string key_of(const std::string& id) {
  const std::size_t dash = id.find('-');
  return dash == std::string::npos ? id : id.substr(dash + 1) + "-" + id.substr(0, dash);
}

void forget_old(const Call& call) {
  auto& rows = repository(call).operations;
  const std::int64_t until = epoch_millis(call.now() - kIsKnownFor);
  for (const NamedDocument& row : rows.list(call.account().value, call.region.value, "", kForgottenAtOnce)) {
    if (row.created >= until) return;
    rows.remove(row.account, row.region, row.name);
  }
}

std::chrono::milliseconds time_of(const Call& call, const NewOperation& operation) {
  if (call.env.settings.pace != Settings::Pace::kAws) return std::chrono::milliseconds{0};
  return operation.type.ends_with("_NAMESPACE") ? kForZone : kForRecords;
}

std::string status_of(const Call& call, const NamedDocument& row) {
  const std::int64_t now = epoch_millis(call.now());
  if (now < integer_at(row.document, "Until")) return now == row.created ? "SUBMITTED" : "PENDING";
  return row.document.contains("ErrorCode") ? "FAIL" : "SUCCESS";
}

double seconds(std::int64_t millis) { return static_cast<double>(millis) / 1000; }

json::object shown(const Call& call, const NamedDocument& row) {
  const std::string status = status_of(call, row);
  const bool has_ended = status == "SUCCESS" || status == "FAIL";
  json::object value{{"Id", text_at(row.document, "Id")},
                     {"OwnerAccount", row.account},
                     {"Type", text_at(row.document, "Type")},
                     {"Status", status},
                     {"CreateDate", seconds(row.created)},
                     {"UpdateDate", seconds(has_ended ? integer_at(row.document, "Until") : row.created)},
                     {"Targets", object_at(row.document, "Targets")}};
  if (status != "FAIL") return value;
  value["ErrorCode"] = text_at(row.document, "ErrorCode");
  value["ErrorMessage"] = text_at(row.document, "ErrorMessage");
  return value;
}

json::object summary(const Call& call, const NamedDocument& row) {
  return {{"Id", text_at(row.document, "Id")}, {"Status", status_of(call, row)}};
}

std::optional<std::string> filtered_value(const Call& call, const NamedDocument& row, std::string_view name) {
  const json::object& targets = object_at(row.document, "Targets");
  if (name == "NAMESPACE_ID") return text_at(targets, "NAMESPACE");
  if (name == "SERVICE_ID") return text_at(targets, "SERVICE");
  if (name == "STATUS") return status_of(call, row);
  if (name == "TYPE") return text_at(row.document, "Type");
  if (name == "UPDATE_DATE") return std::to_string(row.created);
  return std::nullopt;
}

std::optional<NamedDocument> find(const Call& call, const std::string& id) {
  return repository(call).operations.find(call.account().value, call.region.value, key_of(id));
}

}  // namespace

std::string record_operation(const Call& call, NewOperation operation) {
  forget_old(call);
  const std::int64_t now = epoch_millis(call.now());
  std::string id = call.random().text(kIdCharacters, kIdAlphabet) + "-" + base36(now);
  NamedDocument row{call.account().value, call.region.value, key_of(id), now,
                    json::object{{"Id", id},
                                 {"Type", operation.type},
                                 {"Targets", operation.targets},
                                 {"Until", now + time_of(call, operation).count()}}};
  if (!operation.error_code.empty()) {
    row.document["ErrorCode"] = operation.error_code;
    row.document["ErrorMessage"] = operation.error_message;
  }
  repository(call).operations.put(row);
  return id;
}

Reply reply_of(const std::string& operation_id) { return Reply{json::object{{"OperationId", operation_id}}}; }

bool is_under_way(const Call& call, const std::string& operation_id) {
  const auto row = find(call, operation_id);
  return row && epoch_millis(call.now()) < integer_at(row->document, "Until");
}

ApiError duplicate_request(const std::string& operation_id) {
  ApiError error{"DuplicateRequest", "The operation is already in progress.", 400};
  error.members = {{"DuplicateOperationId", operation_id}};
  return error;
}

ApiResult<Reply> get_operation(Call& call) {
  const std::string id = call.params.text_or("OperationId", "");
  const auto row = find(call, id);
  if (row) return Reply{json::object{{"Operation", shown(call, *row)}}};
  return ApiError{"OperationNotFound", "Operation not found: " + id, 400};  // Assumed wording.
}

ApiResult<Reply> list_operations(Call& call) {
  auto rows = repository(call).operations.list(call.account().value, call.region.value);
  ENI_TRY(rows, filtered(call, std::move(rows), filtered_value));
  return page_of(call, rows, "Operations", summary);
}

}  // namespace eni::sandbox::service_discovery
