#include "eni_trunking/deploy/deploy_options.h"

#include <algorithm>

#include "base/text.h"
#include "eni_trunking/output/did_you_mean.h"
#include "eni_trunking/stacks/package.h"
#include "template/document.h"
#include "template/parameters.h"

namespace eni::command {

namespace {

constexpr const char* kArchitecture = "Architecture";
constexpr const char* kExistingRoleArn = "ExistingRoleArn";
constexpr const char* kDefaultArchitecture = "x86_64";

std::vector<std::string> template_parameters() {
  const auto document = tmpl::parse_document(own_template());
  if (!document) throw std::logic_error("the embedded template: " + tmpl::describe(document.error()));
  const json::value tree = tmpl::to_json(*document->root);
  std::vector<std::string> names;
  for (const auto& [name, parameter] : object_at(tree, "Parameters")) names.emplace_back(name);
  return names;
}

/// CloudFormation would say the same, but of a stack set only in each account.
Result<void> check_values(const std::map<std::string, std::string>& given) {
  const auto parsed = tmpl::parse_template(own_template());
  if (!parsed) throw std::logic_error("the embedded template: " + tmpl::describe(parsed.error()));
  std::vector<tmpl::ParameterInput> inputs;
  for (const auto& [name, value] : given) inputs.push_back({name, value});
  const auto resolved = tmpl::resolve_parameters(*parsed, inputs);
  if (resolved.has_value()) return {};
  for (const tmpl::Parameter& parameter : parsed->parameters) {
    const bool is_named = resolved.error().message.find("'" + parameter.name + "'") != std::string::npos;
    if (is_named && !parameter.allowed_values.empty())
      return Error{"--parameters: " + resolved.error().message,
                   "these are " + join(parameter.allowed_values, ", ")};
  }
  return Error{"--parameters: " + resolved.error().message, ""};
}

}  // namespace

Result<std::map<std::string, std::string>> read_pairs(const std::vector<std::string>& texts,
                                                      std::string_view option) {
  std::map<std::string, std::string> pairs;
  for (const std::string& text : texts) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0)
      return Error{std::string(option) + ": '" + text + "' is not Key=Value", ""};
    if (!pairs.emplace(text.substr(0, at), text.substr(at + 1)).second)
      return Error{std::string(option) + ": " + text.substr(0, at) + " is given twice", ""};
  }
  return pairs;
}

std::vector<std::string> free_parameters() {
  std::vector<std::string> names = template_parameters();
  std::erase_if(names,
                [](const std::string& name) { return name == kArchitecture || name == kExistingRoleArn; });
  return names;
}

Result<std::map<std::string, std::string>> read_parameters(const std::vector<std::string>& texts) {
  ENI_TRY(auto given, read_pairs(texts, "--parameters"));
  const std::vector<std::string> known = free_parameters();
  for (const auto& [name, value] : given) {
    if (name == kArchitecture)
      return Error{"--parameters: the architecture has its own option", "--architecture"};
    if (name == kExistingRoleArn) return Error{"--parameters: the role has its own option", "--role-arn"};
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{"--parameters: the template has no parameter '" + name + "'",
                   did_you_mean(name, known) + " it has: " + join(known, ", ")};
  }
  ENI_CHECK(check_values(given));
  return given;
}

Result<ChosenParameters> choose_parameters(const std::map<std::string, std::string>& existing,
                                           std::map<std::string, std::string> given,
                                           const std::string& architecture, const std::string& role_arn) {
  ChosenParameters chosen;
  const auto has = existing.find(kArchitecture);
  const std::string current = has == existing.end() ? "" : has->second;
  if (!current.empty() && !architecture.empty() && current != architecture)
    return Error{"the stack's function is for " + current +
                     ", and stays so: CloudFormation lets no custom resource "
                     "change its function",
                 "leave --architecture out, or destroy the stack first"};
  chosen.architecture = !current.empty()       ? current
                        : architecture.empty() ? kDefaultArchitecture
                                               : architecture;
  if (current.empty()) given[kArchitecture] = chosen.architecture;
  if (!role_arn.empty()) given[kExistingRoleArn] = role_arn;
  for (const std::string& name : template_parameters()) {
    if (existing.count(name) > 0 && given.count(name) == 0) chosen.kept.push_back(name);
  }
  chosen.given = std::move(given);
  return chosen;
}

}  // namespace eni::command
