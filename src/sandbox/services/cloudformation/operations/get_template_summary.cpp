/// GetTemplateSummary, ValidateTemplate.
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/import.h"
#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/operations/prepare.h"
#include "sandbox/services/cloudformation/operations/template_source.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "template/summary.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kOnlyVersion = "2010-09-09";

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::object shown_parameter(const tmpl::Parameter& parameter) {
  json::object out{{"ParameterKey", parameter.name}};
  if (parameter.default_value) out["DefaultValue"] = *parameter.default_value;
  out["NoEcho"] = parameter.no_echo;
  set_unless_empty(out, "Description", parameter.description);
  return out;
}

json::object shown_parameter_with_type(const tmpl::Parameter& parameter) {
  json::object out = shown_parameter(parameter);
  out["ParameterType"] = parameter.type;
  json::object constraints;
  if (!parameter.allowed_values.empty()) constraints["AllowedValues"] = array_of(parameter.allowed_values);
  out["ParameterConstraints"] = std::move(constraints);
  return out;
}

/// What both replies hold.
json::object shown_summary(const tmpl::TemplateSummary& summary) {
  json::object out;
  set_unless_empty(out, "Description", summary.description);
  set_unless_empty(out, "Capabilities", array_of(summary.capabilities.capabilities));
  set_unless_empty(out, "CapabilitiesReason", summary.capabilities.reason);
  set_unless_empty(out, "DeclaredTransforms", array_of(summary.declared_transforms));
  return out;
}

/// The template of the call, or of the stack it names.
Task<ApiResult<std::string>> asked_template(Call& call) {
  if (!call.params.has("StackName")) {
    ApiResult<std::string> body = co_await read_template(call, std::nullopt);
    co_return body;
  }
  ENI_CO_TRY(const StackRecord stack, required_stack(call));
  if (stack.status == StackStatus::kReviewInProgress) {
    co_return aws::validation_error("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.");
  }
  co_return stack.definition.template_body;
}

std::vector<std::string> unrecognized_types(const tmpl::Template& tmpl) {
  std::vector<std::string> types;
  for (const tmpl::Resource& resource : tmpl.resources) {
    const bool is_new = std::find(types.begin(), types.end(), resource.type) == types.end();
    if (!find_resource_type(resource.type) && is_new) types.push_back(resource.type);
  }
  return types;
}

/// A type each, in the order of the template.
json::array identifier_summaries(const tmpl::Template& tmpl) {
  json::array summaries;
  for (const tmpl::Resource& resource : tmpl.resources) {
    const ResourceType* type = find_resource_type(resource.type);
    const auto names = type ? import_identifiers(*type) : std::vector<std::string>{};
    if (names.empty()) continue;
    auto summary = std::find_if(summaries.begin(), summaries.end(), [&resource](const json::value& other) {
      return text_at(other, "ResourceType") == resource.type;
    });
    if (summary == summaries.end()) {
      summaries.push_back(json::object{{"ResourceType", resource.type},
                                       {"LogicalResourceIds", json::array()},
                                       {"ResourceIdentifiers", array_of(names)}});
      summary = summaries.end() - 1;
    }
    summary->at("LogicalResourceIds").as_array().emplace_back(resource.logical_id);
  }
  return summaries;
}

ApiResult<bool> takes_unknown_types(const Call& call) {
  const json::object* config = call.params.object("TemplateSummaryConfig");
  if (!config) return false;
  ENI_TRY(const auto wanted, Params{*config}.boolean("TreatUnrecognizedResourceTypesAsWarnings"));
  return wanted.value_or(false);
}

}  // namespace

Task<ApiResult<Reply>> get_template_summary(Call& call) {
  ENI_CO_TRY(const std::string body, co_await asked_template(call));
  const auto parsed = tmpl::parse_template(body);
  if (parsed.has_error()) co_return logged_template_error(call, parsed.error());
  ENI_CO_TRY(const bool is_lenient, takes_unknown_types(call));
  if (!is_lenient) ENI_CO_CHECK(check_resource_types(*parsed));
  const tmpl::TemplateSummary summary = tmpl::summarize(*parsed);
  json::object reply = shown_summary(summary);
  json::array parameters;
  for (const tmpl::Parameter& parameter : summary.parameters) {
    parameters.push_back(shown_parameter_with_type(parameter));
  }
  reply["Parameters"] = std::move(parameters);
  set_unless_empty(reply, "ResourceIdentifierSummaries", identifier_summaries(*parsed));
  reply["ResourceTypes"] = array_of(summary.resource_types);
  reply["Version"] = summary.version.empty() ? std::string(kOnlyVersion) : summary.version;
  set_unless_empty(reply, "Metadata", summary.metadata);
  if (is_lenient) {
    reply["Warnings"] = json::object{{"UnrecognizedResourceTypes", array_of(unrecognized_types(*parsed))}};
  }
  co_return Reply{std::move(reply)};
}

Task<ApiResult<Reply>> validate_template(Call& call) {
  ENI_CO_TRY(const std::string body, co_await read_template(call, std::nullopt));
  const auto parsed = tmpl::parse_template(body);
  if (parsed.has_error()) co_return logged_template_error(call, parsed.error());
  ENI_CO_CHECK(check_resource_types(*parsed));
  const tmpl::TemplateSummary summary = tmpl::summarize(*parsed);
  json::object reply = shown_summary(summary);
  json::array parameters;
  for (const tmpl::Parameter& parameter : summary.parameters)
    parameters.push_back(shown_parameter(parameter));
  reply["Parameters"] = std::move(parameters);
  co_return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::cloudformation
