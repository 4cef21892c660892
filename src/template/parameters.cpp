#include "template/parameters.h"

#include <set>

#include "base/text.h"
#include "template/constraints.h"
#include "template/parameter_types.h"

namespace eni::tmpl {
namespace {

TemplateError about(const std::vector<std::string>& names, std::string_view what) {
  return {"Parameters: [" + join(names, ", ") + "] " + std::string(what), {}};
}

TemplateResult<std::map<std::string, const ParameterInput*>> by_name(
    const Template& tmpl, const std::vector<ParameterInput>& given) {
  std::map<std::string, const ParameterInput*> inputs;
  std::vector<std::string> strangers;
  for (const ParameterInput& input : given) {
    if (!inputs.emplace(input.key, &input).second)
      return TemplateError{"Duplicate parameter key: " + input.key, {}};
    if (!tmpl.find_parameter(input.key)) strangers.push_back(input.key);
  }
  if (!strangers.empty()) return about(strangers, "do not exist in the template");
  return inputs;
}

json::value list_value(const std::string& text) {
  json::array list;
  for (const std::string& item : split_list(text)) list.push_back(json::string(item));
  return list;
}

TemplateResult<ParameterValue> value_of(const Parameter& parameter, const std::string& text,
                                        const SsmValues& ssm, MatchBudget& budget) {
  ParameterValue value;
  value.name = parameter.name;
  value.text = text;
  value.no_echo = parameter.no_echo;
  value.is_ssm_value = parameter.is_ssm_value();
  ENI_CHECK(check_constraints(parameter, text, budget));
  if (value.is_ssm_value) value.resolved = ssm.find(text)->second;
  const std::string& meant = value.is_ssm_value ? value.resolved : text;
  value.value = parameter.is_list() ? list_value(meant) : json::value(json::string(meant));
  return value;
}

}  // namespace

bool Parameter::is_list() const { return is_list_type(value_type()); }

bool Parameter::is_ssm_value() const { return !type_argument(type, kSsmValuePrefix).empty(); }

std::string_view Parameter::value_type() const {
  return is_ssm_value() ? type_argument(type, kSsmValuePrefix) : std::string_view(type);
}

const ParameterValue* ParameterValues::find(std::string_view name) const {
  for (const ParameterValue& value : values)
    if (value.name == name) return &value;
  return nullptr;
}

TemplateResult<std::map<std::string, std::string>> choose_values(const Template& tmpl,
                                                                 const std::vector<ParameterInput>& given,
                                                                 const PreviousValues& previous) {
  ENI_TRY(const auto inputs, by_name(tmpl, given));
  std::map<std::string, std::string> texts;
  std::vector<std::string> missing;
  for (const Parameter& parameter : tmpl.parameters) {
    const auto input = inputs.find(parameter.name);
    const bool keep = input != inputs.end() && input->second->use_previous_value;
    const auto before = previous.find(parameter.name);
    if (input != inputs.end() && !keep)
      texts[parameter.name] = input->second->value;
    else if (keep && before != previous.end())
      texts[parameter.name] = before->second;
    else if (!keep && parameter.default_value)
      texts[parameter.name] = *parameter.default_value;
    else
      missing.push_back(parameter.name);
  }
  if (!missing.empty()) return about(missing, "must have values");
  return texts;
}

TemplateResult<std::vector<std::string>> ssm_lookups(const Template& tmpl,
                                                     const std::vector<ParameterInput>& given,
                                                     const PreviousValues& previous) {
  ENI_TRY(const auto texts, choose_values(tmpl, given, previous));
  std::vector<std::string> names;
  for (const Parameter& parameter : tmpl.parameters) {
    if (!parameter.is_ssm_value()) continue;
    const std::string& name = texts.at(parameter.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

TemplateResult<ParameterValues> resolve_parameters(const Template& tmpl,
                                                   const std::vector<ParameterInput>& given,
                                                   const PreviousValues& previous, const SsmValues& ssm) {
  ENI_TRY(const auto texts, choose_values(tmpl, given, previous));
  std::vector<std::string> unknown;
  for (const Parameter& parameter : tmpl.parameters)
    if (parameter.is_ssm_value() && ssm.find(texts.at(parameter.name)) == ssm.end())
      if (std::find(unknown.begin(), unknown.end(), texts.at(parameter.name)) == unknown.end())
        unknown.push_back(texts.at(parameter.name));
  if (!unknown.empty())
    return TemplateError{
        "Unable to fetch parameters [" + join(unknown, ",") + "] from parameter store for this account.", {}};
  ParameterValues values;
  MatchBudget budget;
  for (const Parameter& parameter : tmpl.parameters) {
    auto value = value_of(parameter, texts.at(parameter.name), ssm, budget);
    if (value.has_error())
      return TemplateError{value.error().message, parameter.position, "/Parameters/" + parameter.name};
    values.values.push_back(std::move(*value));
  }
  return values;
}

}  // namespace eni::tmpl
