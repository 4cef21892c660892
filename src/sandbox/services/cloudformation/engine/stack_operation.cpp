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
  if (!imports.empty()) object["Imports"] = imports;
  if (status_before) object["StatusBefore"] = to_string(*status_before);
  if (deadline) object["Deadline"] = epoch_millis(*deadline);
  if (!policy_body.empty()) object["PolicyBody"] = policy_body;
  if (waits_for_parent) object["WaitsForParent"] = true;
  if (former) {
    object["Former"] = json::object{{"Definition", former->definition.to_json()},
                                    {"Description", former->description},
                                    {"Outputs", former->outputs}};
  }
  json::array kept;
  for (const std::string& id : retain) kept.emplace_back(id);
  object["Retain"] = std::move(kept);
  return object;
}

StackOperation StackOperation::from_json(const json::object& object) {
  StackOperation operation;
  // The one member without a default: services must not be called in nobody's name.
  operation.principal = Principal::from_json(object.at("Principal").as_object());
  operation.token = text_at(object, "Token");
  operation.on_failure = parse_on_failure(text_at(object, "OnFailure")).value_or(OnFailure::kRollback);
  if (const auto before = find_string(object, "StatusBefore"))
    operation.status_before = parse_status<StackStatus>(*before);
  operation.cancelled = flag_at(object, "Cancelled");
  if (const json::value* target = find(object, "Target")) {
    operation.target = StackDefinition::from_json(target->as_object());
  }
  operation.imports = object_at(object, "Imports");
  if (const auto deadline = find_integer(object, "Deadline"))
    operation.deadline = TimePoint{std::chrono::milliseconds{*deadline}};
  operation.policy_body = text_at(object, "PolicyBody");
  operation.waits_for_parent = flag_at(object, "WaitsForParent");
  if (const json::value* former = find(object, "Former")) {
    operation.former = Former{StackDefinition::from_json(object_at(*former, "Definition")),
                              text_at(*former, "Description"), array_at(*former, "Outputs")};
  }
  for (std::string& id : texts_at(object, "Retain")) operation.retain.push_back(std::move(id));
  return operation;
}

}  // namespace eni::sandbox::cloudformation
