#include "template/diff.h"

#include <map>

namespace eni::tmpl {
namespace {

using Resources = std::map<std::string_view, const EvaluatedResource*>;

Resources by_id(const DiffSide& side) {
  Resources out;
  for (const EvaluatedResource& resource : side.resources) out[resource.logical_id] = &resource;
  return out;
}

bool differs(const json::value& before, const json::value& after) {
  return has_unknown(after) || before != after;
}

json::value member_or_null(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found ? *found : json::value(nullptr);
}

/// New and changed properties in the new order, then removed ones.
void compare_properties(const json::object& before, const json::object& after,
                        std::vector<AttributeChange>& out) {
  const auto add = [&](std::string_view name) {
    AttributeChange change;
    change.scope = name == "Tags" ? ChangeScope::kTags : ChangeScope::kProperties;
    change.name = std::string(name);
    change.before = member_or_null(before, name);
    change.after = member_or_null(after, name);
    change.is_dynamic = has_unknown(change.after);
    if (differs(change.before, change.after)) out.push_back(std::move(change));
  };
  for (const auto& member : after) add(member.key());
  for (const auto& member : before)
    if (!after.contains(member.key())) add(member.key());
}

void compare_attribute(ChangeScope scope, const json::value& before, const json::value& after,
                       std::vector<AttributeChange>& out) {
  if (differs(before, after)) out.push_back({scope, "", before, after, has_unknown(after)});
}

json::value policy_value(DeletionPolicy policy) {
  const std::string_view text = to_string(policy);
  return json::string(text.data(), text.size());
}

std::vector<AttributeChange> compare(const EvaluatedResource& before, const EvaluatedResource& after) {
  std::vector<AttributeChange> out;
  compare_properties(before.properties, after.properties, out);
  compare_attribute(ChangeScope::kMetadata, before.metadata, after.metadata, out);
  compare_attribute(ChangeScope::kCreationPolicy, before.creation_policy, after.creation_policy, out);
  compare_attribute(ChangeScope::kUpdatePolicy, before.update_policy, after.update_policy, out);
  compare_attribute(ChangeScope::kDeletionPolicy, policy_value(before.deletion_policy),
                    policy_value(after.deletion_policy), out);
  compare_attribute(ChangeScope::kUpdateReplacePolicy, policy_value(before.update_replace_policy),
                    policy_value(after.update_replace_policy), out);
  return out;
}

const Node* property_node(const Template& tmpl, std::string_view logical_id, std::string_view property) {
  const Resource* resource = tmpl.find_resource(logical_id);
  return resource && resource->properties ? resource->properties->find(property) : nullptr;
}

/// The cause that a mention of something changed is, or nothing.
std::optional<ChangeCause> cause_of(const Reference& mention, const std::set<std::string>& changed_parameters,
                                    const std::set<std::string>& changed_resources) {
  const bool parameter_changed = changed_parameters.count(mention.name) > 0;
  const bool resource_changed = changed_resources.count(mention.name) > 0;
  switch (mention.kind) {
    case Reference::Kind::kParameter:
      if (parameter_changed) return ChangeCause{"ParameterReference", mention.name};
      break;
    case Reference::Kind::kResource:
      if (resource_changed) return ChangeCause{"ResourceReference", mention.name};
      break;
    case Reference::Kind::kAttribute:
      if (resource_changed) return ChangeCause{"ResourceAttribute", mention.name + "." + mention.attribute};
      break;
    case Reference::Kind::kCondition:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(ChangeScope scope) {
  switch (scope) {
    case ChangeScope::kProperties:
      return "Properties";
    case ChangeScope::kMetadata:
      return "Metadata";
    case ChangeScope::kCreationPolicy:
      return "CreationPolicy";
    case ChangeScope::kUpdatePolicy:
      return "UpdatePolicy";
    case ChangeScope::kDeletionPolicy:
      return "DeletionPolicy";
    case ChangeScope::kUpdateReplacePolicy:
      return "UpdateReplacePolicy";
    case ChangeScope::kTags:
      return "Tags";
  }
  return "Properties";
}

std::string_view to_string(ResourceChange::Action action) {
  switch (action) {
    case ResourceChange::Action::kAdd:
      return "Add";
    case ResourceChange::Action::kModify:
      return "Modify";
    case ResourceChange::Action::kRemove:
      return "Remove";
  }
  return "Modify";
}

std::vector<ResourceChange> diff(const DiffSide& before, const DiffSide& after) {
  const Resources old_resources = by_id(before);
  const Resources new_resources = by_id(after);
  std::vector<ResourceChange> changes;
  for (const EvaluatedResource& resource : after.resources) {
    const auto old = old_resources.find(resource.logical_id);
    if (old == old_resources.end()) {
      changes.push_back({ResourceChange::Action::kAdd, resource.logical_id, resource.type, "", {}});
      continue;
    }
    auto attributes = compare(*old->second, resource);
    if (attributes.empty() && old->second->type == resource.type) continue;
    changes.push_back({ResourceChange::Action::kModify, resource.logical_id, resource.type, old->second->type,
                       std::move(attributes)});
  }
  for (const EvaluatedResource& resource : before.resources)
    if (new_resources.count(resource.logical_id) == 0)
      changes.push_back(
          {ResourceChange::Action::kRemove, resource.logical_id, resource.type, resource.type, {}});
  return changes;
}

std::vector<ChangeCause> causes(const Template& new_template, const Template& old_template,
                                std::string_view logical_id, std::string_view property,
                                const std::set<std::string>& changed_parameters,
                                const std::set<std::string>& changed_resources) {
  std::vector<ChangeCause> found;
  const Node* after = property_node(new_template, logical_id, property);
  const Node* before = property_node(old_template, logical_id, property);
  if (after)
    for (const Reference& mention : references(new_template, *after)) {
      const auto cause = cause_of(mention, changed_parameters, changed_resources);
      const bool known =
          cause && std::any_of(found.begin(), found.end(), [&](const ChangeCause& other) {
            return other.source == cause->source && other.causing_entity == cause->causing_entity;
          });
      if (cause && !known) found.push_back(*cause);
    }
  const bool same_text = before && after && to_json(*before) == to_json(*after);
  const bool by_parameter = std::any_of(found.begin(), found.end(), [](const ChangeCause& cause) {
    return cause.source == "ParameterReference";
  });
  if (!same_text || found.empty() || by_parameter)
    found.push_back({"DirectModification", "", same_text && by_parameter});
  std::erase_if(found, [&](const ChangeCause& cause) {
    const Parameter* parameter =
        cause.source == "ParameterReference" ? new_template.find_parameter(cause.causing_entity) : nullptr;
    return parameter && parameter->is_ssm_value();
  });
  return found;
}

}  // namespace eni::tmpl
