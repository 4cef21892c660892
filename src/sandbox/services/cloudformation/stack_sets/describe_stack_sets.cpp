/// DescribeStackSet, ListStackSets, ListStackSetAutoDeploymentTargets.
#include <set>

#include "sandbox/services/cloudformation/operations/input.h"
#include "sandbox/services/cloudformation/stack_sets/operations.h"
#include "sandbox/services/cloudformation/stack_sets/set_definition.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

json::object auto_deployment(const StackSetRecord& set) {
  json::object shown{{"Enabled", set.definition.auto_deployment}};
  if (set.definition.auto_deployment)
    shown["RetainStacksOnAccountRemoval"] = set.definition.retain_on_account_removal;
  return shown;
}

/// What the summary has, too.
json::object shown_set(const StackSetRecord& set) {
  json::object shown{{"StackSetName", set.name},
                     {"StackSetId", set.id},
                     {"Status", set.is_active ? "ACTIVE" : "DELETED"},
                     {"PermissionModel", set.is_service_managed ? "SERVICE_MANAGED" : "SELF_MANAGED"},
                     {"ManagedExecution", json::object{{"Active", set.definition.managed_execution}}}};
  set_unless_empty(shown, "Description", set.definition.description);
  if (set.is_service_managed) shown["AutoDeployment"] = auto_deployment(set);
  return shown;
}

json::array as_list(const std::set<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

}  // namespace

ApiResult<Reply> describe_stack_set(Call& call) {
  ENI_TRY(const StackSetRecord set, required_set(call));
  const StackSetDefinition& definition = set.definition;
  std::set<std::string> regions;
  std::set<std::string> units;
  const auto rows = stack_instances(call).of_set(set.id);
  for (const StackInstanceRecord& row : rows) {
    regions.insert(row.region);
    if (!row.organizational_unit.empty()) units.insert(row.organizational_unit);
  }
  json::object shown = shown_set(set);
  shown["StackSetARN"] = set_arn(set);
  shown["TemplateBody"] = definition.template_body;
  shown["Parameters"] = shown_parameters(definition, definition.parameters);
  shown["Capabilities"] = definition.capabilities;
  shown["Tags"] = definition.tags;
  shown["Regions"] = as_list(regions);
  shown["StackSetDriftDetectionDetails"] =
      json::object{{"DriftStatus", "NOT_CHECKED"}, {"TotalStackInstancesCount", rows.size()}};
  set_unless_empty(shown, "AdministrationRoleARN", definition.administration_role_arn);
  set_unless_empty(shown, "ExecutionRoleName", definition.execution_role_name);
  if (set.is_service_managed) shown["OrganizationalUnitIds"] = as_list(units);
  return Reply{json::object{{"StackSet", std::move(shown)}}};
}

ApiResult<Reply> list_stack_sets(Call& call) {
  ENI_TRY(const std::string account, owner(call));
  const auto status = call.params.text("Status");
  auto sets = stack_sets(call).list(account, call.region.value);
  if (status) std::erase_if(sets, [&](const auto& set) { return set.is_active != (*status == "ACTIVE"); });
  return set_page(call, sets, [](const StackSetRecord& set) {
    json::object shown = shown_set(set);
    shown["DriftStatus"] = "NOT_CHECKED";
    return shown;
  });
}

ApiResult<Reply> list_stack_set_auto_deployment_targets(Call& call) {
  ENI_TRY(const StackSetRecord set, required_set(call));
  const std::vector<json::value> targets(set.auto_deployment_targets.begin(),
                                         set.auto_deployment_targets.end());
  return set_page(call, targets, [](const json::value& target) {
    return json::object{{"OrganizationalUnitId", text_at(target, "OrganizationalUnitId")},
                        {"Regions", array_at(target, "Regions")}};
  });
}

}  // namespace eni::sandbox::cloudformation
