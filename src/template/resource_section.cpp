#include "template/sections.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kSection = "Resources";

TemplateResult<std::vector<std::string>> read_depends_on(const Member& resource, const Node& node) {
  const auto refuse = [&](std::string message, const Node& at) {
    return TemplateError{std::move(message), at.position, "/Resources/" + resource.key + "/DependsOn"};
  };
  if (node.is_string()) return std::vector<std::string>{node.text};
  if (!node.is_list())
    return refuse("Template format error: DependsOn must be a string or list of strings.", node);
  std::vector<std::string> names;
  for (const Node& item : node.items) {
    if (!item.is_string())
      return refuse("Template format error: Every DependsOn value must be a string.", item);
    names.push_back(item.text);
  }
  return names;
}

/// @param key  "DeletionPolicy" or "UpdateReplacePolicy"; only the former knows RetainExceptOnCreate
TemplateResult<std::optional<DeletionPolicy>> read_policy(const Member& resource, std::string_view key) {
  const Node* node = resource.value.find(key);
  if (!node) return std::optional<DeletionPolicy>();
  for (const DeletionPolicy policy : {DeletionPolicy::kDelete, DeletionPolicy::kRetain,
                                      DeletionPolicy::kSnapshot, DeletionPolicy::kRetainExceptOnCreate}) {
    if (policy == DeletionPolicy::kRetainExceptOnCreate && key != "DeletionPolicy") continue;
    if (node->is_string() && node->text == to_string(policy)) return std::optional<DeletionPolicy>(policy);
  }
  return TemplateError{"Template format error: Unrecognized " + std::string(key) + " " + node->text +
                           " for resource " + resource.key,
                       node->position, "/Resources/" + resource.key + "/" + std::string(key)};
}

/// Custom::Name of at most 60 characters, alphanumeric and _@-.
bool is_custom_type_name(std::string_view type) {
  const std::string_view name = type.substr(std::string_view("Custom::").size());
  return !name.empty() && type.size() <= 60 && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alphanumeric(std::string_view(&c, 1)) || c == '_' || c == '@' || c == '-';
  });
}

TemplateResult<std::string> read_type(const Member& member) {
  const Node* type = member.value.find("Type");
  if (!type || !type->is_string() || type->text.empty())
    return at_member(kSection, member,
                     "Template format error: [/Resources/" + member.key +
                         "] Every Resources object must contain a Type member.");
  if (type->text.substr(0, 8) == "Custom::" && !is_custom_type_name(type->text))
    return TemplateError{"Template format error: Invalid custom resource type name " + type->text +
                             ": at most 60 alphanumeric characters and _@-",
                         type->position, "/Resources/" + member.key + "/Type"};
  return type->text;
}

/// An attribute that must be a map, or null.
TemplateResult<const Node*> read_map(const Member& member, std::string_view key) {
  const Node* node = member.value.find(key);
  if (node && !node->is_map())
    return TemplateError{"Template format error: [/Resources/" + member.key + "/" + std::string(key) +
                             "] Every " + std::string(key) + " member must be an object.",
                         node->position, "/Resources/" + member.key + "/" + std::string(key)};
  return node;
}

TemplateResult<void> check_name(const Member& member) {
  if (!is_alphanumeric(member.key))
    return at_member(kSection, member,
                     "Template format error: Resource name " + member.key + " is non alphanumeric.");
  if (member.key.size() > kMaxNameLength)
    return at_member(kSection, member,
                     "Template format error: Resource name " + member.key +
                         " exceeds the maximum length of " + std::to_string(kMaxNameLength) + " characters.");
  return {};
}

TemplateResult<Resource> read_resource(const Member& member) {
  ENI_CHECK(check_name(member));
  Resource resource;
  resource.logical_id = member.key;
  resource.node = &member.value;
  resource.position = member.key_position;
  ENI_TRY(resource.type, read_type(member));
  if (const Member* unknown = unknown_member(
          member.value, {"Type", "Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy",
                         "Description", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy", "Version"}))
    return at_member("Resources/" + member.key, *unknown,
                     "Invalid template resource property '" + unknown->key + "'");
  ENI_TRY(resource.properties, read_map(member, "Properties"));
  ENI_TRY(resource.metadata, read_map(member, "Metadata"));
  ENI_TRY(resource.creation_policy, read_map(member, "CreationPolicy"));
  ENI_TRY(resource.update_policy, read_map(member, "UpdatePolicy"));
  ENI_TRY(resource.deletion_policy, read_policy(member, "DeletionPolicy"));
  ENI_TRY(resource.update_replace_policy, read_policy(member, "UpdateReplacePolicy"));
  if (const Node* depends_on = member.value.find("DependsOn")) {
    ENI_TRY(resource.depends_on, read_depends_on(member, *depends_on));
  }
  if (const Node* condition = member.value.find("Condition")) {
    if (!condition->is_string() || condition->text.empty())
      return TemplateError{"Template format error: Every Condition member must be a string.",
                           condition->position, "/Resources/" + member.key + "/Condition"};
    resource.condition = condition->text;
  }
  return resource;
}

}  // namespace

std::string_view to_string(DeletionPolicy policy) {
  switch (policy) {
    case DeletionPolicy::kDelete:
      return "Delete";
    case DeletionPolicy::kRetain:
      return "Retain";
    case DeletionPolicy::kSnapshot:
      return "Snapshot";
    case DeletionPolicy::kRetainExceptOnCreate:
      return "RetainExceptOnCreate";
  }
  return "Delete";
}

TemplateResult<std::vector<Resource>> read_resources(const Node& section) {
  ENI_CHECK(check_section(section, kSection, kMaxResources));
  std::vector<Resource> resources;
  for (const Member& member : section.members) {
    ENI_TRY(Resource resource, read_resource(member));
    resources.push_back(std::move(resource));
  }
  return resources;
}

}  // namespace eni::tmpl
