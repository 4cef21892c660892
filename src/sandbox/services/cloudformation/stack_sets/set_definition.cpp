#include "sandbox/services/cloudformation/stack_sets/set_definition.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/cloudformation/operations/prepare.h"
#include "sandbox/services/cloudformation/operations/template_source.h"
#include "template/summary.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kAdministrationRole = "AWSCloudFormationStackSetAdministrationRole";
constexpr std::string_view kExecutionRole = "AWSCloudFormationStackSetExecutionRole";

using Definition = StackSetDefinition;

ApiResult<void> check_template(const Call& call, const tmpl::Template& tmpl) {
  ENI_CHECK(check_resource_types(tmpl));
  ENI_TRY(const auto given, call.params.texts("Capabilities"));
  const std::string missing = tmpl::missing_capabilities(tmpl, given);
  if (!missing.empty()) return ApiError{"InsufficientCapabilitiesException", missing, 400};
  return {};
}

/// Parameters in their order, with values that stay as they are filled in. Instances may bring values of their own, so none has to
/// have one here that the template does not ask for.
ApiResult<json::array> chosen_parameters(const Call& call, const tmpl::Template& tmpl,
                                         const std::optional<Definition>& previous) {
  tmpl::PreviousValues before;
  if (previous) {
    for (const json::value& one : previous->parameters)
      before[text_at(one, "ParameterKey")] = text_at(one, "ParameterValue");
  }
  ENI_TRY(const auto inputs, parameter_inputs(call));
  const auto texts = tmpl::choose_values(tmpl, inputs, before);
  if (texts.has_error()) return logged_template_error(call, texts.error());
  json::array parameters;
  for (const tmpl::ParameterInput& input : inputs) {
    parameters.push_back(json::object{{"ParameterKey", input.key}, {"ParameterValue", texts->at(input.key)}});
  }
  return parameters;
}

ApiResult<void> read_roles(const Call& call, const std::optional<Definition>& previous,
                           bool is_service_managed, Definition& definition) {
  const auto administration = call.params.text("AdministrationRoleARN");
  const auto execution = call.params.text("ExecutionRoleName");
  if (is_service_managed) {
    if (!administration && !execution) return {};
    return aws::validation_error(
        "AdministrationRoleARN and ExecutionRoleName can't be specified with the SERVICE_MANAGED permission "
        "model");
  }
  definition.administration_role_arn =
      administration.value_or(previous ? previous->administration_role_arn
                                       : call.global_arn("iam", "role/" + std::string(kAdministrationRole)));
  definition.execution_role_name =
      execution.value_or(previous ? previous->execution_role_name : std::string(kExecutionRole));
  if (!administration) return {};
  return call.require("iam:PassRole", *administration,
                      {{"iam:PassedToService", "cloudformation.amazonaws.com"}});
}

ApiResult<void> read_auto_deployment(const Call& call, bool is_service_managed, Definition& definition) {
  const json::object* given = call.params.object("AutoDeployment");
  if (!given) return {};
  if (!is_service_managed)
    return aws::validation_error(
        "AutoDeployment is only supported with the SERVICE_MANAGED permission model");
  const Params members{*given};
  ENI_TRY(const auto enabled, members.boolean("Enabled"));
  ENI_TRY(const auto retain, members.boolean("RetainStacksOnAccountRemoval"));
  definition.auto_deployment = enabled.value_or(false);
  definition.retain_on_account_removal = definition.auto_deployment && retain.value_or(false);
  return {};
}

ApiResult<void> read_options(const Call& call, const std::optional<Definition>& previous,
                             Definition& definition) {
  definition.description = call.params.text_or("Description", previous ? previous->description : "");
  ENI_TRY(definition.tags, tags_of_call(call, previous ? std::optional{previous->tags} : std::nullopt));
  ENI_TRY(const auto capabilities, call.params.texts("Capabilities"));
  for (const std::string& capability : capabilities) definition.capabilities.emplace_back(capability);
  definition.managed_execution = previous && previous->managed_execution;
  if (const json::object* given = call.params.object("ManagedExecution")) {
    ENI_TRY(const auto active, Params{*given}.boolean("Active"));
    definition.managed_execution = active.value_or(false);
  }
  return {};
}

}  // namespace

Task<ApiResult<Definition>> read_definition(Call& call, std::optional<Definition> previous,
                                            bool is_service_managed) {
  Definition definition;
  if (previous) {
    definition.auto_deployment = previous->auto_deployment;
    definition.retain_on_account_removal = previous->retain_on_account_removal;
  }
  std::optional<std::string> previous_template;
  if (previous) previous_template = previous->template_body;
  ENI_CO_TRY(definition.template_body, co_await read_template(call, std::move(previous_template)));
  const auto parsed = tmpl::parse_template(definition.template_body);
  if (parsed.has_error()) co_return logged_template_error(call, parsed.error());
  ENI_CO_CHECK(check_template(call, *parsed));
  ENI_CO_TRY(definition.parameters, chosen_parameters(call, *parsed, previous));
  ENI_CO_CHECK(read_roles(call, previous, is_service_managed, definition));
  ENI_CO_CHECK(read_auto_deployment(call, is_service_managed, definition));
  ENI_CO_CHECK(read_options(call, previous, definition));
  co_return definition;
}

json::array shown_parameters(const Definition& definition, const json::array& parameters) {
  json::array shown = parameters;
  const auto parsed = tmpl::parse_template(definition.template_body);
  if (parsed.has_error()) return shown;
  for (json::value& one : shown) {
    const std::string key = text_at(one, "ParameterKey");
    for (const tmpl::Parameter& parameter : parsed->parameters)
      if (parameter.name == key && parameter.no_echo) one.get_object()["ParameterValue"] = "****";
  }
  return shown;
}

ApiResult<json::array> read_overrides(const Call& call, const Definition& definition) {
  ENI_TRY(const auto given, call.params.objects("ParameterOverrides"));
  const auto parsed = tmpl::parse_template(definition.template_body);
  if (parsed.has_error()) return logged_template_error(call, parsed.error());
  json::array overrides;
  std::vector<std::string> unknown;
  for (const json::object& one : given) {
    const std::string key = text_at(one, "ParameterKey");
    const bool is_known = std::ranges::any_of(
        parsed->parameters, [&](const tmpl::Parameter& parameter) { return parameter.name == key; });
    if (!is_known) unknown.push_back(key);
    overrides.push_back(one);
  }
  if (!unknown.empty())
    return aws::validation_error("Parameters: [" + join(unknown, ", ") + "] do not exist in the template");
  return overrides;
}

}  // namespace eni::sandbox::cloudformation
