#include "sandbox/services/cloudformation/operations/plan.h"

#include "sandbox/services/cloudformation/engine/hidden_values.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "template/dynamic_reference.h"

namespace eni::sandbox::cloudformation {
namespace {

tmpl::DeletionPolicy policy_from(const std::string& text) {
  for (const auto policy : {tmpl::DeletionPolicy::kRetain, tmpl::DeletionPolicy::kSnapshot,
                            tmpl::DeletionPolicy::kRetainExceptOnCreate}) {
    if (tmpl::to_string(policy) == text) return policy;
  }
  return tmpl::DeletionPolicy::kDelete;
}

bool is_living(const ResourceRecord& record) {
  return record.status != ResourceStatus::kDeleteComplete &&
         record.status != ResourceStatus::kDeleteSkipped && !record.current.physical_id.empty();
}

/// As they are compared: functions get every scalar as text.
json::object compared_properties(const std::string& type_name, const json::object& properties) {
  const ResourceType* type = find_resource_type(type_name);
  if (!type || !type->is_custom) return properties;
  return tmpl::stringified(properties).as_object();
}

/// What is there now, as the difference compares it.
tmpl::DiffSide side_before(const ResourceRecords& resources) {
  tmpl::DiffSide side;
  for (const auto& [logical_id, record] : resources) {
    if (!is_living(record)) continue;
    tmpl::EvaluatedResource resource;
    resource.logical_id = logical_id;
    resource.type = record.current.type;
    resource.properties = compared_properties(resource.type, record.current.shown());
    resource.metadata = record.current.metadata;
    resource.creation_policy = record.current.creation_policy;
    resource.update_policy = record.current.update_policy;
    resource.deletion_policy = policy_from(record.current.deletion_policy);
    resource.update_replace_policy = policy_from(record.current.update_replace_policy);
    side.resources.push_back(std::move(resource));
  }
  return side;
}

/// Dynamic references as they were resolved for what is there: AWS sees a change only in another reference.
void resolve_as_before(const ResourceState& present, json::object& properties) {
  tmpl::ResolvedReferences resolved;
  for (const auto& [text, value] : present.references) resolved[std::string(text)] = as_text(value);
  if (resolved.empty()) return;
  json::value replaced = tmpl::replace_dynamic_references(properties, resolved);
  properties = std::move(replaced.as_object());
}

/// What those that refer to the resource would see anew: all of it, after a replacement or a function's new answer, or single
/// attributes.
void add_unknown(const std::string& logical_id, const ResourceType& type, const PropertyChanges& changes,
                 const ResourceState& present, std::set<std::string>& unknown) {
  if (changes.changed.empty()) return;
  if (type.is_custom || changes.needs_replacement || !type.can_change()) unknown.insert(logical_id);
  if (!type.attribute_prefix.empty()) {
    for (const auto& [attribute, value] : present.attributes)
      unknown.insert(logical_id + "." + std::string(attribute));
  }
  for (const auto& [property, attribute] : type.moves) {
    if (std::find(changes.changed.begin(), changes.changed.end(), property) != changes.changed.end())
      unknown.insert(logical_id + "." + std::string(attribute));
  }
}

/// What the template asks for, in dependency order; what is to be replaced is unknown to those after it.
aws::ApiResult<tmpl::DiffSide> side_after(Store& store, const StackRecord& stack,
                                          const ResourceRecords& resources, const StackModel& model,
                                          std::set<std::string>& unknown) {
  std::map<std::string, tmpl::EvaluatedResource> evaluated;
  for (const std::string& logical_id : model.graph.order) {
    StackResolver resolver{store, stack, resources, &unknown};
    auto resource = tmpl::evaluate_resource(model.scope(resolver), *model.tmpl.find_resource(logical_id));
    if (resource.has_error()) return template_error(resource.error());
    const auto record = resources.find(logical_id);
    const ResourceType* type = find_resource_type(resource->type);
    if (type && record != resources.end() && is_living(record->second)) {
      resolve_as_before(record->second.current, resource->properties);
      const auto changes = compare_properties(*type, record->second.current.shown(), resource->properties);
      add_unknown(logical_id, *type, changes, record->second.current, unknown);
    }
    evaluated.emplace(logical_id, *std::move(resource));
  }
  tmpl::DiffSide side;
  for (const tmpl::Resource& resource : model.tmpl.resources) {
    if (const auto found = evaluated.find(resource.logical_id); found != evaluated.end()) {
      side.resources.push_back(found->second);
      tmpl::EvaluatedResource& added = side.resources.back();
      added.properties = compared_properties(added.type, added.properties);
    }
  }
  return side;
}

/// "Always", "Conditionally" or "Never".
std::string_view recreates(const ResourceType& type, const std::string& property) {
  const auto row = type.find_property(property);
  if (type.is_custom) return "Never";
  if (!type.can_change() || (row && row->on_change == OnChange::kReplace)) return "Always";
  return row && row->on_change == OnChange::kConditional ? "Conditionally" : "Never";
}

/// Everything that a change is told with.
struct PlanContext {
  const StackRecord& stack;
  const ResourceRecords& resources;
  const StackModel& model;
  const std::optional<tmpl::Template>& old_template;
  std::set<std::string> changed_parameters;
  std::set<std::string> changed_resources;
  HiddenValues hidden;
};

json::object detail(const tmpl::AttributeChange& attribute, std::string_view recreation) {
  json::object target{{"Attribute", tmpl::to_string(attribute.scope)}};
  if (!attribute.name.empty()) target["Name"] = attribute.name;
  target["RequiresRecreation"] = recreation;
  return json::object{{"Target", std::move(target)},
                      {"Evaluation", attribute.is_dynamic ? "Dynamic" : "Static"}};
}

std::vector<tmpl::ChangeCause> causes_of(const PlanContext& plan_context, const std::string& logical_id,
                                         const tmpl::AttributeChange& attribute) {
  if (attribute.name.empty() || !plan_context.old_template) return {{"DirectModification", ""}};
  return tmpl::causes(plan_context.model.tmpl, *plan_context.old_template, logical_id, attribute.name,
                      plan_context.changed_parameters, plan_context.changed_resources);
}

/// Fills in Replacement, Scope and Details.
void tell_modification(const PlanContext& plan_context, const ResourceType& type,
                       const tmpl::ResourceChange& change, json::object& out) {
  std::string_view replacement = "False";
  json::array scope;
  json::array details;
  for (const tmpl::AttributeChange& attribute : change.attributes) {
    const json::value scope_name(tmpl::to_string(attribute.scope));
    if (std::find(scope.begin(), scope.end(), scope_name) == scope.end()) scope.push_back(scope_name);
    const std::string_view recreation = attribute.name.empty() ? "Never" : recreates(type, attribute.name);
    if (recreation == "Always" && !attribute.is_dynamic) replacement = "True";
    if (recreation != "Never" && replacement == "False") replacement = "Conditional";
    for (const tmpl::ChangeCause& cause : causes_of(plan_context, change.logical_id, attribute)) {
      json::object entry = detail(attribute, recreation);
      entry["ChangeSource"] = cause.source;
      if (cause.follows_parameter) entry["Evaluation"] = "Dynamic";
      if (!cause.causing_entity.empty()) entry["CausingEntity"] = cause.causing_entity;
      details.push_back(std::move(entry));
    }
  }
  out["Replacement"] = replacement;
  out["Scope"] = std::move(scope);
  out["Details"] = std::move(details);
}

std::string context_of(const PlanContext& plan_context, const json::object& properties) {
  return json::serialize(json::object{{"Properties", plan_context.hidden.in_properties(properties)}});
}

json::object tell(const PlanContext& plan_context, const tmpl::ResourceChange& change,
                  const tmpl::DiffSide& after) {
  json::object out{{"Action", tmpl::to_string(change.action)}, {"LogicalResourceId", change.logical_id}};
  const auto record = plan_context.resources.find(change.logical_id);
  if (change.action != tmpl::ResourceChange::Action::kAdd && record != plan_context.resources.end()) {
    out["PhysicalResourceId"] = record->second.current.physical_id;
    out["BeforeContext"] = context_of(plan_context, record->second.current.shown());
  }
  out["ResourceType"] = change.type;
  for (const tmpl::EvaluatedResource& resource : after.resources) {
    if (resource.logical_id == change.logical_id)
      out["AfterContext"] = context_of(plan_context, resource.properties);
  }
  out["Scope"] = json::array();
  out["Details"] = json::array();
  if (change.action == tmpl::ResourceChange::Action::kRemove && record != plan_context.resources.end()) {
    out["PolicyAction"] = record->second.current.deletion_policy == "Delete" ? "Delete" : "Retain";
  }
  const ResourceType* type = find_resource_type(change.type);
  if (change.action == tmpl::ResourceChange::Action::kModify && type) {
    tell_modification(plan_context, *type, change, out);
    if (out["Replacement"] == "True" && record != plan_context.resources.end()) {
      out["PolicyAction"] =
          record->second.current.update_replace_policy == "Retain" ? "ReplaceAndRetain" : "ReplaceAndDelete";
    }
  }
  return out;
}

std::set<std::string> changed_parameters(const StackDefinition& before, const StackDefinition& after) {
  std::set<std::string> names;
  for (const json::value& parameter : after.parameters) {
    if (std::find(before.parameters.begin(), before.parameters.end(), parameter) == before.parameters.end()) {
      names.insert(text_at(parameter, "ParameterKey"));
    }
  }
  return names;
}

/// Tags of the stack are tags of its resources.
void add_tag_changes(const tmpl::DiffSide& before, std::vector<tmpl::ResourceChange>& changes) {
  for (const tmpl::EvaluatedResource& resource : before.resources) {
    const ResourceType* type = find_resource_type(resource.type);
    if (!type || !type->is_taggable()) continue;
    auto change = std::find_if(changes.begin(), changes.end(), [&](const tmpl::ResourceChange& candidate) {
      return candidate.logical_id == resource.logical_id;
    });
    if (change == changes.end()) {
      tmpl::ResourceChange added;
      added.action = tmpl::ResourceChange::Action::kModify;
      added.logical_id = resource.logical_id;
      added.type = resource.type;
      change = changes.insert(changes.end(), std::move(added));
    }
    if (change->action != tmpl::ResourceChange::Action::kModify) continue;
    tmpl::AttributeChange attribute;
    attribute.scope = tmpl::ChangeScope::kTags;
    change->attributes.push_back(std::move(attribute));
  }
}

/// The templates of nested stacks are looked at only when the parent is updated. Source: CloudFormation API Reference,
/// "ResourceChangeDetail", ChangeSource.
void add_automatic_changes(const tmpl::DiffSide& before, const tmpl::DiffSide& after,
                           const ResourceRecords& resources, json::array& changes) {
  for (const tmpl::EvaluatedResource& resource : after.resources) {
    const ResourceType* type = find_resource_type(resource.type);
    const auto is_it = [&resource](const auto& other) { return other.logical_id == resource.logical_id; };
    const bool was_there = std::any_of(before.resources.begin(), before.resources.end(), is_it);
    const bool is_told = std::any_of(changes.begin(), changes.end(), [&resource](const json::value& change) {
      return text_at(object_at(change, "ResourceChange"), "LogicalResourceId") == resource.logical_id;
    });
    if (!type || !type->is_always_updated || !was_there || is_told) continue;
    json::object target{{"Attribute", "Properties"}, {"RequiresRecreation", "Never"}};
    json::object detail{{"Evaluation", "Dynamic"}, {"ChangeSource", "Automatic"}};
    detail["Target"] = std::move(target);
    json::object change{
        {"Action", "Modify"},
        {"LogicalResourceId", resource.logical_id},
        {"PhysicalResourceId", resources.find(resource.logical_id)->second.current.physical_id},
        {"ResourceType", resource.type},
        {"Replacement", "False"},
        {"Scope", json::array{"Properties"}}};
    json::array details;
    details.push_back(std::move(detail));
    change["Details"] = std::move(details);
    changes.push_back(json::object{{"Type", "Resource"}, {"ResourceChange", std::move(change)}});
  }
}

/// Outputs as they would be, as far as they can be known.
json::array outputs_after(Store& store, const StackRecord& stack, const ResourceRecords& resources,
                          const StackModel& model, const std::set<std::string>& unknown) {
  StackResolver resolver{store, stack, resources, &unknown};
  const auto outputs = tmpl::evaluate_outputs(model.scope(resolver));
  json::array list;
  if (outputs.has_error()) return list;
  for (const tmpl::EvaluatedOutput& output : *outputs) {
    json::object entry{{"OutputKey", output.name}, {"OutputValue", output.value}};
    if (!output.description.empty()) entry["Description"] = output.description;
    if (!output.export_name.empty()) entry["ExportName"] = output.export_name;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

aws::ApiResult<Plan> make_plan(Store& store, const StackRecord& stack, const ResourceRecords& resources,
                               const StackDefinition& target, const StackModel& model) {
  const StackDefinition& present = stack.definition;
  std::set<std::string> unknown;
  const tmpl::DiffSide before = side_before(resources);
  ENI_TRY(const tmpl::DiffSide after, side_after(store, stack, resources, model, unknown));
  std::vector<tmpl::ResourceChange> changes = tmpl::diff(before, after);
  if (present.tags != target.tags) add_tag_changes(before, changes);

  std::optional<tmpl::Template> old_template;
  if (!present.template_body.empty()) {
    auto parsed = parse_definition(present);
    if (parsed.has_value()) old_template = *std::move(parsed);
  }
  PlanContext plan_context{stack, resources, model, old_template, changed_parameters(present, target),
                           {},    {}};
  plan_context.hidden.add_parameters(present);
  plan_context.hidden.add_parameters(target);
  plan_context.hidden.add_answers(resources);
  for (const tmpl::ResourceChange& change : changes) plan_context.changed_resources.insert(change.logical_id);

  Plan plan;
  for (const tmpl::ResourceChange& change : changes) {
    plan.changes.push_back(
        json::object{{"Type", "Resource"}, {"ResourceChange", tell(plan_context, change, after)}});
  }
  add_automatic_changes(before, after, resources, plan.changes);
  plan.changes_outputs = outputs_after(store, stack, resources, model, unknown) != stack.outputs;
  plan.is_empty = plan.changes.empty() && present.tags == target.tags &&
                  present.role_arn == target.role_arn && !plan.changes_outputs;
  return plan;
}

}  // namespace eni::sandbox::cloudformation
