#include "sandbox/services/cloudformation/engine/hidden_values.h"

#include "base/text.h"
#include "sandbox/services/cloudformation/engine/stack_model.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kMinPart = 4;
constexpr std::string_view kMask = "****";

}  // namespace

void HiddenValues::add(const json::value& value) {
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, member] : *object) add(member);
  } else if (const json::array* list = value.if_array()) {
    for (const json::value& element : *list) add(element);
  } else if (value.is_string() && !value.get_string().empty()) {
    values_.insert(as_text(value));
  }
}

void HiddenValues::add_parameters(const StackDefinition& definition) {
  if (definition.parameters.empty()) return;
  const auto parsed = parse_definition(definition);
  if (parsed.has_error()) return;
  for (const json::value& given : definition.parameters) {
    const tmpl::Parameter* declared = parsed->find_parameter(text_at(given, "ParameterKey"));
    if (!declared || !declared->no_echo) continue;
    const json::object& fields = given.as_object();
    const std::string value =
        text_at(fields, fields.contains("ResolvedValue") ? "ResolvedValue" : "ParameterValue");
    add(json::string(value));
    if (declared->type == "String" || declared->type == "Number") continue;
    for (const std::string& element : split(value, ',')) add(json::string(trim(element)));
  }
}

void HiddenValues::add_answers(const ResourceRecords& resources) {
  for (const auto& [logical_id, record] : resources) {
    for (const ResourceState* state : {&record.current, record.previous ? &*record.previous : nullptr})
      if (state && state->no_echo) add(state->attributes);
  }
}

std::string HiddenValues::in_text(std::string text) const {
  for (const std::string& value : values_) {
    if (text == value) return std::string(kMask);
    if (value.size() >= kMinPart) text = replace_all(text, value, kMask);
  }
  return text;
}

json::value HiddenValues::in_value(const json::value& value) const {
  if (value.is_string()) return json::value(json::string(in_text(as_text(value))));
  if (const json::object* object = value.if_object()) return in_properties(*object);
  if (const json::array* list = value.if_array()) {
    json::array shown;
    for (const json::value& element : *list) shown.push_back(in_value(element));
    return shown;
  }
  return value;
}

json::object HiddenValues::in_properties(const json::object& properties) const {
  if (values_.empty()) return properties;
  json::object shown;
  for (const auto& [name, value] : properties) shown[name] = in_value(value);
  return shown;
}

}  // namespace eni::sandbox::cloudformation
