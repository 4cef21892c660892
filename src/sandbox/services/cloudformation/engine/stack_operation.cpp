#include "sandbox/services/cloudformation/engine/stack_operation.h"

#include "base/time_text.h"

namespace eni::sandbox::cloudformation {

std::string_view to_string(OnFailure on_failure) {
  switch (on_failure) {
    case OnFailure::kDelete:
      return "DELETE";
    case OnFailure::kDoNothing:
      return "DO_NOTHING";
    case OnFailure::kRollback:
      break;
  }
  return "ROLLBACK";
}

std::optional<OnFailure> parse_on_failure(std::string_view text) {
  for (const OnFailure value : {OnFailure::kRollback, OnFailure::kDelete, OnFailure::kDoNothing}) {
    if (to_string(value) == text) return value;
  }
  return std::nullopt;
}

json::object StackOperation::to_json() const {
  json::object object{{"Principal", principal.to_json()},
                      {"Token", token},
                      {"OnFailure", to_string(on_failure)},
                      {"Cancelled", cancelled}};
  if (target) object["Target"] = target->to_json();
  if (status_before) object["StatusBefore"] = to_string(*status_before);
  if (deadline) object["Deadline"] = epoch_millis(*deadline);
  json::array kept;
  for (const std::string& id : retain) kept.emplace_back(id);
  object["Retain"] = std::move(kept);
  return object;
}

StackOperation StackOperation::from_json(const json::object& object) {
  StackOperation operation;
  // The one member without a default: services must not be called in nobody's name.
  operation.principal = Principal::from_json(object.at("Principal").as_object());
  operation.token = find_string(object, "Token").value_or("");
  operation.on_failure =
      parse_on_failure(find_string(object, "OnFailure").value_or("")).value_or(OnFailure::kRollback);
  if (const auto before = find_string(object, "StatusBefore"))
    operation.status_before = parse_status<StackStatus>(*before);
  const json::value* cancelled = find(object, "Cancelled");
  operation.cancelled = cancelled && cancelled->is_bool() && cancelled->get_bool();
  if (const json::value* target = find(object, "Target")) {
    operation.target = StackDefinition::from_json(target->as_object());
  }
  if (const json::value* deadline = find(object, "Deadline")) {
    operation.deadline = TimePoint{std::chrono::milliseconds{deadline->to_number<std::int64_t>()}};
  }
  if (const json::value* retain = find(object, "Retain"); retain && retain->is_array()) {
    for (const json::value& id : retain->get_array()) operation.retain.push_back(as_text(id));
  }
  return operation;
}

}  // namespace eni::sandbox::cloudformation
