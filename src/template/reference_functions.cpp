/// Functions that give what is elsewhere: in parameters, resources, mappings, other stacks, the region.
#include "template/evaluator.h"
#include "template/pseudo.h"
#include "template/value_functions.h"

namespace eni::tmpl {
namespace {

json::value or_unknown(std::optional<json::value> value) {
  return value ? std::move(*value) : json::value(kKnownAfterApply);
}

json::array to_array(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.push_back(json::string(text));
  return list;
}

TemplateError unresolved(const Evaluator& evaluator, std::string_view name, Position position) {
  return {"Template format error: Unresolved resource dependencies [" + std::string(name) + "] in the " +
              std::string(evaluator.block()) + " block of the template",
          position};
}

/// The default of `Fn::FindInMap: [map, key, key, {DefaultValue: …}]`, or null.
const Node* default_value(const Node& argument) {
  return argument.items.size() == 4 ? argument.items[3].find("DefaultValue") : nullptr;
}

}  // namespace

bool is_pseudo_parameter(std::string_view name) {
  constexpr std::string_view kNames[] = {"AWS::AccountId", "AWS::NotificationARNs", kNoValue,
                                         "AWS::Partition", "AWS::Region",           "AWS::StackId",
                                         "AWS::StackName", "AWS::URLSuffix"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

json::value pseudo_value(const PseudoParameters& pseudo, std::string_view name) {
  if (name == "AWS::AccountId") return json::string(pseudo.account_id);
  if (name == "AWS::Partition") return json::string(pseudo.partition);
  if (name == "AWS::Region") return json::string(pseudo.region);
  if (name == "AWS::StackId") return json::string(pseudo.stack_id);
  if (name == "AWS::StackName") return json::string(pseudo.stack_name);
  if (name == "AWS::URLSuffix") return json::string(pseudo.url_suffix);
  return to_array(pseudo.notification_arns);
}

TemplateResult<Value> evaluate_ref(Evaluator& evaluator, const Node& argument) {
  const std::string& name = argument.text;
  const Scope& scope = evaluator.scope();
  if (name == kNoValue) return Value();
  if (is_pseudo_parameter(name)) return Value(pseudo_value(scope.pseudo, name));
  if (const ParameterValue* parameter = scope.parameters.find(name)) return Value(parameter->value);
  const Resource* resource = scope.tmpl.find_resource(name);
  if (!resource || !is_active(*resource, scope.conditions))
    return unresolved(evaluator, name, argument.position);
  auto found = scope.resolver.ref(*resource);
  if (found.has_error()) return TemplateError{found.error().message, argument.position, found.error().path};
  return Value(or_unknown(std::move(*found)));
}

TemplateResult<Value> evaluate_get_att(Evaluator& evaluator, const Node& argument) {
  std::string name;
  std::string attribute;
  if (argument.is_string()) {
    const std::size_t dot = argument.text.find('.');
    name = argument.text.substr(0, dot);
    attribute = argument.text.substr(dot + 1);
  } else {
    name = argument.items[0].text;
    ENI_TRY(attribute, evaluator.text(argument.items[1], find_function("Fn::GetAtt")->shape_error));
  }
  const Scope& scope = evaluator.scope();
  const Resource* resource = scope.tmpl.find_resource(name);
  if (!resource)
    return TemplateError{"Template error: instance of Fn::GetAtt references undefined resource " + name,
                         argument.position};
  if (!is_active(*resource, scope.conditions)) return unresolved(evaluator, name, argument.position);
  auto found = scope.resolver.get_att(*resource, attribute);
  if (found.has_error()) return TemplateError{found.error().message, argument.position, found.error().path};
  return Value(or_unknown(std::move(*found)));
}

TemplateResult<Value> evaluate_import_value(Evaluator& evaluator, const Node& argument) {
  ENI_TRY(const std::string name, evaluator.text(argument, find_function("Fn::ImportValue")->shape_error));
  auto found = evaluator.scope().resolver.import_value(name);
  if (found.has_error()) return TemplateError{found.error().message, argument.position, found.error().path};
  return Value(json::value(json::string(*found)));
}

TemplateResult<Value> evaluate_get_stack_output(Evaluator& evaluator, const Node& argument) {
  const std::string_view message = find_function("Fn::GetStackOutput")->shape_error;
  std::map<std::string, std::string> texts;
  for (const Member& member : argument.members) {
    const bool is_known = member.key == "StackName" || member.key == "OutputName" || member.key == "Region";
    if (!is_known)
      return TemplateError{
          "Template error: Fn::GetStackOutput with " + member.key + " is not supported by the sandbox",
          member.key_position};
    ENI_TRY(texts[member.key], evaluator.text(member.value, message));
  }
  auto found =
      evaluator.scope().resolver.stack_output(texts["StackName"], texts["OutputName"], texts["Region"]);
  if (found.has_error()) return TemplateError{found.error().message, argument.position, found.error().path};
  return Value(json::value(*found ? json::string(**found) : json::string(kKnownAfterApply)));
}

TemplateResult<Value> evaluate_get_azs(Evaluator& evaluator, const Node& argument) {
  ENI_TRY(std::string region, evaluator.text(argument, find_function("Fn::GetAZs")->shape_error));
  if (region.empty()) region = evaluator.scope().pseudo.region;
  auto found = evaluator.scope().resolver.availability_zones(region);
  if (found.has_error()) return TemplateError{found.error().message, argument.position, found.error().path};
  return Value(json::value(to_array(*found)));
}

TemplateResult<Value> evaluate_find_in_map(Evaluator& evaluator, const Node& argument) {
  std::string keys[3];
  for (std::size_t i = 0; i < 3; ++i) {
    ENI_TRY(keys[i], evaluator.text(argument.items[i], find_function("Fn::FindInMap")->shape_error));
  }
  const Node* mappings = evaluator.scope().tmpl.mappings;
  const Node* mapping = mappings ? mappings->find(keys[0]) : nullptr;
  const Node* fallback = default_value(argument);
  if (!mapping && !fallback)
    return TemplateError{"Template error: Mapping named '" + keys[0] +
                             "' is not present in the 'Mappings' section of template.",
                         argument.position};
  const Node* row = mapping ? mapping->find(keys[1]) : nullptr;
  if (const Node* found = row ? row->find(keys[2]) : nullptr) return Value(to_json(*found));
  if (fallback) return evaluator.value(*fallback);
  return TemplateError{
      "Template error: Unable to get mapping for " + keys[0] + "::" + keys[1] + "::" + keys[2],
      argument.position};
}

TemplateResult<Value> evaluate_if(Evaluator& evaluator, const Node& argument) {
  const Node& name = argument.items[0];
  if (!name.is_string())
    return TemplateError{"Template error: Fn::If requires the name of a condition as its first element",
                         name.position};
  ENI_TRY(const bool holds, evaluator.condition(name.text, name.position));
  const std::size_t branch = holds ? 1 : 2;
  auto result = evaluator.value(argument.items[branch]);
  if (result.has_error()) return under(std::to_string(branch), result.error());
  return result;
}

}  // namespace eni::tmpl
