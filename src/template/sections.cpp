#include "template/sections.h"

#include "base/text.h"

namespace eni::tmpl {

bool is_alphanumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

TemplateError at_member(std::string_view section, const Member& member, std::string message) {
  return {std::move(message), member.key_position, "/" + std::string(section) + "/" + member.key};
}

const Member* unknown_member(const Node& node, std::initializer_list<std::string_view> known) {
  for (const Member& member : node.members)
    if (std::find(known.begin(), known.end(), member.key) == known.end()) return &member;
  return nullptr;
}

TemplateResult<void> check_section(const Node& section, std::string_view name, std::size_t max) {
  const std::string title(name);
  if (!section.is_map())
    return TemplateError{"Template format error: " + title + " must be an object.", section.position,
                         "/" + title};
  if (section.members.size() > max)
    return TemplateError{"Template format error: Number of " + to_lower(name) + ", " +
                             std::to_string(section.members.size()) + ", is greater than maximum allowed, " +
                             std::to_string(max),
                         section.position, "/" + title};
  for (const Member& member : section.members)
    if (!member.value.is_map())
      return at_member(
          name, member,
          name == "Resources"
              ? "Template format error: [/Resources/" + member.key + "] resource definition is malformed"
              : "Template format error: Any " + title + " member must be an object.");
  return {};
}

namespace {

/// Dashes and dots are taken too, although AWS's message does not say so.
bool is_mapping_attribute(std::string_view name) {
  return is_alphanumeric(replace_all(replace_all(name, "-", ""), ".", "") + "0");
}

}  // namespace

TemplateResult<void> check_mappings(const Node& section) {
  ENI_CHECK(check_section(section, "Mappings", kMaxMappings));
  for (const Member& mapping : section.members) {
    const std::string path = "/Mappings/" + mapping.key;
    if (!is_alphanumeric(mapping.key))
      return at_member("Mappings", mapping,
                       "Template format error: Mappings name '" + mapping.key + "' is non alphanumeric.");
    for (const Member& row : mapping.value.members) {
      if (!row.value.is_map())
        return TemplateError{
            "Template format error: Every Mappings object member must contain a String key and an "
            "object value.",
            row.key_position, path + "/" + row.key};
      for (const Member& cell : row.value.members) {
        if (!is_mapping_attribute(cell.key))
          return TemplateError{"Template format error: Mappings attribute name '" + cell.key +
                                   "' must contain only alphanumeric characters.",
                               cell.key_position, path + "/" + row.key};
        const bool list_of_scalars =
            cell.value.is_list() && std::all_of(cell.value.items.begin(), cell.value.items.end(),
                                                [](const Node& item) { return item.is_scalar(); });
        if (!cell.value.is_scalar() && !list_of_scalars)
          return TemplateError{"Template format error: Every Mappings attribute must be a String or a List.",
                               cell.value.position, path + "/" + row.key + "/" + cell.key};
      }
    }
  }
  return {};
}

TemplateResult<std::vector<Condition>> read_conditions(const Node& section) {
  if (!section.is_map())
    return TemplateError{"Template format error: Conditions must be an object.", section.position,
                         "/Conditions"};
  std::vector<Condition> conditions;
  for (const Member& member : section.members) {
    if (!is_alphanumeric(member.key))
      return at_member("Conditions", member,
                       "Template format error: Conditions name '" + member.key + "' is non alphanumeric.");
    conditions.push_back({member.key, &member.value, member.key_position});
  }
  return conditions;
}

namespace {

TemplateResult<Rule> read_rule(const Member& member) {
  Rule rule;
  rule.name = member.key;
  rule.position = member.key_position;
  if (const Member* unknown = unknown_member(member.value, {"RuleCondition", "Assertions"}))
    return at_member("Rules/" + member.key, *unknown,
                     "Invalid template rule property '" + unknown->key + "'");
  rule.condition = member.value.find("RuleCondition");
  const Node* assertions = member.value.find("Assertions");
  if (!assertions || !assertions->is_list() || assertions->items.empty())
    return at_member("Rules", member,
                     "Template format error: Every Rules object must contain a list of Assertions.");
  for (const Node& item : assertions->items) {
    const Node* expression = item.find("Assert");
    if (!expression)
      return TemplateError{"Template format error: Every Assertions member must contain an Assert member.",
                           item.position, "/Rules/" + member.key + "/Assertions"};
    const Node* description = item.find("AssertDescription");
    rule.assertions.push_back({expression, description ? description->text : std::string()});
  }
  return rule;
}

TemplateResult<Output> read_output(const Member& member) {
  Output output;
  output.name = member.key;
  output.position = member.key_position;
  const std::string path = "Outputs/" + member.key;
  if (!is_alphanumeric(member.key))
    return at_member("Outputs", member,
                     "Template format error: Outputs name '" + member.key + "' is non alphanumeric.");
  if (const Member* unknown = unknown_member(member.value, {"Value", "Description", "Condition", "Export"}))
    return at_member(path, *unknown, "Invalid template output property '" + unknown->key + "'");
  output.value = member.value.find("Value");
  if (!output.value)
    return at_member("Outputs", member,
                     "Template format error: [/Outputs/" + member.key +
                         "] Every Outputs member must contain a Value object");
  if (const Node* description = member.value.find("Description")) {
    if (!description->is_scalar())
      return TemplateError{"Template format error: Every Description member must be a string.",
                           description->position, "/" + path + "/Description"};
    output.description = description->text;
  }
  if (const Node* condition = member.value.find("Condition")) output.condition = condition->text;
  if (const Node* exported = member.value.find("Export")) {
    output.export_name = exported->find("Name");
    if (!output.export_name || exported->members.size() != 1)
      return at_member(
          "Outputs", member,
          "Template format error: Output " + member.key +
              " is malformed. The Name field of every Export member must be specified and consist only "
              "of alphanumeric characters, colons, or hyphens.");
  }
  return output;
}

}  // namespace

TemplateResult<std::vector<Rule>> read_rules(const Node& section) {
  ENI_CHECK(check_section(section, "Rules", kMaxResources));
  std::vector<Rule> rules;
  for (const Member& member : section.members) {
    ENI_TRY(Rule rule, read_rule(member));
    rules.push_back(std::move(rule));
  }
  return rules;
}

TemplateResult<std::vector<Output>> read_outputs(const Node& section) {
  ENI_CHECK(check_section(section, "Outputs", kMaxOutputs));
  std::vector<Output> outputs;
  for (const Member& member : section.members) {
    ENI_TRY(Output output, read_output(member));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace eni::tmpl
