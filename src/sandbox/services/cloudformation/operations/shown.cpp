#include "sandbox/services/cloudformation/operations/shown.h"

#include "base/time_text.h"
#include "sandbox/services/cloudformation/engine/stack_model.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "template/template.h"

namespace eni::sandbox::cloudformation {
namespace {

/// @param drift  as it was detected; empty if it was not
json::object drift_information(std::string_view status_member, std::string_view status,
                               const json::object& drift) {
  if (drift.empty()) return json::object{{status_member, "NOT_CHECKED"}};
  return json::object{{status_member, status}, {"LastCheckTimestamp", text_at(drift, "Timestamp")}};
}

json::object stack_drift(const StackRecord& stack) {
  return drift_information("StackDriftStatus", text_at(stack.drift, "Status"), stack.drift);
}

void add_times(const StackRecord& stack, json::object& out) {
  out["CreationTime"] = iso8601_millis(stack.creation_time);
  if (stack.last_updated_time) out["LastUpdatedTime"] = iso8601_millis(*stack.last_updated_time);
  if (stack.deletion_time) out["DeletionTime"] = iso8601_millis(*stack.deletion_time);
}

void add_family(const StackRecord& stack, json::object& out) {
  set_unless_empty(out, "ParentId", stack.parent_id);
  set_unless_empty(out, "RootId", stack.root_id);
}

}  // namespace

json::array shown_parameters(const StackDefinition& definition) {
  json::array parameters = definition.parameters;
  if (parameters.empty()) return parameters;
  const auto parsed = parse_definition(definition);
  for (json::value& entry : parameters) {
    json::object& fields = entry.as_object();
    const auto* declared = parsed ? parsed->find_parameter(as_text(fields.at("ParameterKey"))) : nullptr;
    if (!declared || !declared->no_echo) continue;
    for (const std::string_view value : {"ParameterValue", "ResolvedValue"})
      if (fields.contains(value)) fields[value] = "****";
  }
  return parameters;
}

json::object shown_stack(const StackRecord& stack) {
  json::object out{{"StackId", stack.id}, {"StackName", stack.name}};
  set_unless_empty(out, "ChangeSetId", stack.change_set_id);
  set_unless_empty(out, "Description", stack.description);
  set_unless_empty(out, "Parameters", shown_parameters(stack.definition));
  add_times(stack, out);
  add_family(stack, out);
  out["RollbackConfiguration"] = stack.definition.rollback_configuration;
  out["StackStatus"] = to_string(stack.status);
  set_unless_empty(out, "StackStatusReason", stack.status_reason);
  out["DisableRollback"] = stack.disable_rollback;
  out["NotificationARNs"] = stack.definition.notification_arns;
  if (stack.timeout_minutes > 0) out["TimeoutInMinutes"] = stack.timeout_minutes;
  set_unless_empty(out, "Capabilities", stack.definition.capabilities);
  set_unless_empty(out, "Outputs", stack.outputs);
  set_unless_empty(out, "RoleARN", stack.definition.role_arn);
  out["Tags"] = stack.definition.tags;
  out["EnableTerminationProtection"] = stack.termination_protection;
  if (stack.retain_except_on_create) out["RetainExceptOnCreate"] = true;
  out["DriftInformation"] = stack_drift(stack);
  return out;
}

json::object shown_stack_summary(const StackRecord& stack) {
  json::object out{{"StackId", stack.id}, {"StackName", stack.name}};
  set_unless_empty(out, "TemplateDescription", stack.description);
  add_times(stack, out);
  add_family(stack, out);
  out["StackStatus"] = to_string(stack.status);
  set_unless_empty(out, "StackStatusReason", stack.status_reason);
  out["DriftInformation"] = stack_drift(stack);
  return out;
}

json::object shown_resource(const StackRecord& stack, const ResourceRecord& resource) {
  json::object out{{"LogicalResourceId", resource.logical_id}};
  set_unless_empty(out, "PhysicalResourceId", resource.current.physical_id);
  out["ResourceType"] = resource.current.type;
  out["ResourceStatus"] = to_string(resource.status);
  set_unless_empty(out, "ResourceStatusReason", resource.status_reason);
  const json::object& drift = object_at(object_at(stack.drift, "Resources"), resource.logical_id);
  out["DriftInformation"] =
      drift_information("StackResourceDriftStatus", text_at(drift, "StackResourceDriftStatus"), drift);
  return out;
}

}  // namespace eni::sandbox::cloudformation
