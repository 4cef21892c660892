#include "sandbox/store/cloudformation_records.h"

namespace eni::sandbox {

json::object StackDefinition::to_json() const {
  return {{"TemplateBody", template_body},
          {"Parameters", parameters},
          {"Tags", tags},
          {"Capabilities", capabilities},
          {"RoleARN", role_arn},
          {"NotificationARNs", notification_arns},
          {"RollbackConfiguration", rollback_configuration}};
}

StackDefinition StackDefinition::from_json(const json::object& object) {
  StackDefinition definition;
  definition.template_body = text_at(object, "TemplateBody");
  definition.parameters = array_at(object, "Parameters");
  definition.tags = array_at(object, "Tags");
  definition.capabilities = array_at(object, "Capabilities");
  definition.notification_arns = array_at(object, "NotificationARNs");
  definition.rollback_configuration = object_at(object, "RollbackConfiguration");
  definition.role_arn = text_at(object, "RoleARN");
  return definition;
}

json::object CreationCall::to_json() const {
  json::object object{{"Service", service}, {"Operation", operation}, {"Params", params}};
  if (reply) object["Reply"] = *reply;
  return object;
}

CreationCall CreationCall::from_json(const json::object& object) {
  CreationCall call;
  call.service = text_at(object, "Service");
  call.operation = text_at(object, "Operation");
  call.params = object_at(object, "Params");
  if (object.contains("Reply")) call.reply = object_at(object, "Reply");
  return call;
}

json::object ResourceState::to_json() const {
  json::array needed;
  for (const std::string& need : needs) needed.emplace_back(need);
  json::object object{{"Type", type},
                      {"PhysicalId", physical_id},
                      {"Properties", properties},
                      {"Attributes", attributes},
                      {"References", references},
                      {"Metadata", metadata},
                      {"DeletionPolicy", deletion_policy},
                      {"UpdateReplacePolicy", update_replace_policy},
                      {"CreationPolicy", creation_policy},
                      {"UpdatePolicy", update_policy},
                      {"Needs", std::move(needed)},
                      {"NoEcho", no_echo},
                      {"PlannedName", planned_name},
                      {"PlannedId", planned_id},
                      {"WasThere", was_there},
                      {"WasAsked", was_asked},
                      {"RequestId", request_id},
                      {"StackTags", stack_tags}};
  if (!written.empty()) object["Written"] = written;
  if (creation_call) object["CreationCall"] = creation_call->to_json();
  return object;
}

ResourceState ResourceState::from_json(const json::object& object) {
  ResourceState state;
  state.type = text_at(object, "Type");
  state.physical_id = text_at(object, "PhysicalId");
  state.properties = object_at(object, "Properties");
  state.attributes = object_at(object, "Attributes");
  state.references = object_at(object, "References");
  state.written = object_at(object, "Written");
  if (const json::value* metadata = find(object, "Metadata")) state.metadata = *metadata;
  state.deletion_policy = text_at(object, "DeletionPolicy");
  state.update_replace_policy = text_at(object, "UpdateReplacePolicy");
  if (const json::value* policy = find(object, "CreationPolicy")) state.creation_policy = *policy;
  if (const json::value* policy = find(object, "UpdatePolicy")) state.update_policy = *policy;
  for (const json::value& need : array_at(object, "Needs")) state.needs.push_back(as_text(need));
  state.no_echo = flag_at(object, "NoEcho", false);
  state.planned_name = text_at(object, "PlannedName");
  state.planned_id = text_at(object, "PlannedId");
  if (object.contains("CreationCall"))
    state.creation_call = CreationCall::from_json(object_at(object, "CreationCall"));
  state.was_there = flag_at(object, "WasThere", false);
  state.was_asked = flag_at(object, "WasAsked", false);
  state.request_id = text_at(object, "RequestId");
  state.stack_tags = array_at(object, "StackTags");
  return state;
}

std::string_view to_string(ResourceChange change) {
  switch (change) {
    case ResourceChange::kAdded:
      return "Added";
    case ResourceChange::kUpdated:
      return "Updated";
    case ResourceChange::kReplaced:
      return "Replaced";
    case ResourceChange::kRemoved:
      return "Removed";
    case ResourceChange::kNone:
      break;
  }
  return "None";
}

}  // namespace eni::sandbox
