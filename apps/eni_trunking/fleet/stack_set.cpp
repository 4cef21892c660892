#include "eni_trunking/fleet/stack_set.h"

namespace eni::command {

namespace {

constexpr std::string_view kSelfManagedText = "SELF_MANAGED";
constexpr std::string_view kServiceManagedText = "SERVICE_MANAGED";
constexpr std::string_view kDelegatedAdministratorText = "DELEGATED_ADMIN";

json::array as_list(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::array pairs(const std::map<std::string, std::string>& values, std::string_view key,
                  std::string_view value) {
  json::array list;
  for (const auto& [name, text] : values) list.push_back({{key, name}, {value, text}});
  return list;
}

std::map<std::string, std::string> read_pairs(const json::array& list, std::string_view key,
                                              std::string_view value) {
  std::map<std::string, std::string> values;
  for (const json::value& element : list) values[text_at(element, key)] = text_at(element, value);
  return values;
}

StackInstance read_instance(const json::value& shown) {
  return {{text_at(shown, "Account"), text_at(shown, "Region")},
          text_at(shown, "Status"),
          text_at(object_at(shown, "StackInstanceStatus"), "DetailedStatus"),
          text_at(shown, "StatusReason"),
          text_at(shown, "StackId"),
          text_at(shown, "OrganizationalUnitId"),
          text_at(shown, "DriftStatus")};
}

StackSetOperation read_operation(const json::value& shown) {
  return {text_at(shown, "OperationId"), text_at(shown, "Action"), text_at(shown, "Status"),
          text_at(shown, "StatusReason")};
}

json::object content_params(const StackSetContent& content) {
  json::object params{{"Description", "ENI trunking for Amazon ECS, deployed by eni-trunking"},
                      {"TemplateBody", content.template_body},
                      {"Parameters", pairs(content.parameters, "ParameterKey", "ParameterValue")},
                      {"Capabilities", json::array{"CAPABILITY_IAM"}},
                      {"PermissionModel", to_string(content.permissions)}};
  if (!content.tags.empty()) params["Tags"] = pairs(content.tags, "Key", "Value");
  if (!content.administration_role_arn.empty())
    params["AdministrationRoleARN"] = content.administration_role_arn;
  if (!content.execution_role_name.empty()) params["ExecutionRoleName"] = content.execution_role_name;
  if (content.permissions == PermissionModel::kServiceManaged) {
    json::object deployment{{"Enabled", content.is_auto_deployed}};
    if (content.is_auto_deployed) deployment["RetainStacksOnAccountRemoval"] = false;
    params["AutoDeployment"] = std::move(deployment);
  }
  return params;
}

json::object target_params(const TargetGroup& group) {
  json::object params{{"Regions", as_list(group.regions)}};
  if (group.organizational_units.empty()) {
    params["Accounts"] = as_list(group.accounts);
    return params;
  }
  json::object targets{{"OrganizationalUnitIds", as_list(group.organizational_units)}};
  if (!group.accounts.empty()) {
    targets["Accounts"] = as_list(group.accounts);
    targets["AccountFilterType"] = "INTERSECTION";
  }
  params["DeploymentTargets"] = std::move(targets);
  return params;
}

}  // namespace

std::string_view to_string(PermissionModel model) {
  return model == PermissionModel::kSelfManaged ? kSelfManagedText : kServiceManagedText;
}

bool is_own_template(const std::string& template_body) {
  return template_body.find("Custom::EniTrunking") != std::string::npos;
}

json::object StackSet::with_name(json::object params) const {
  params["StackSetName"] = name_;
  if (call_as_ == CallAs::kDelegatedAdministrator) params["CallAs"] = kDelegatedAdministratorText;
  return params;
}

client::CallResult<json::value> StackSet::call(std::string_view operation, json::object params) {
  return client_->call("cloudformation", operation, with_name(std::move(params)));
}

client::CallResult<json::array> StackSet::list(std::string_view operation, json::object params) {
  return client_->call_all("cloudformation", operation, with_name(std::move(params)), "Summaries");
}

client::CallResult<std::optional<StackSetDescription>> StackSet::find() {
  const auto reply = call("DescribeStackSet");
  if (!reply && reply.error().is_refused_with("StackSetNotFoundException"))
    return std::optional<StackSetDescription>{};
  if (!reply) return reply.error();
  const json::object& shown = object_at(*reply, "StackSet");
  if (text_at(shown, "Status") == "DELETED") return std::optional<StackSetDescription>{};
  StackSetDescription found;
  found.name = text_at(shown, "StackSetName");
  found.id = text_at(shown, "StackSetId");
  found.template_body = text_at(shown, "TemplateBody");
  found.parameters = read_pairs(array_at(shown, "Parameters"), "ParameterKey", "ParameterValue");
  found.tags = read_pairs(array_at(shown, "Tags"), "Key", "Value");
  found.permissions = text_at(shown, "PermissionModel") == kServiceManagedText
                          ? PermissionModel::kServiceManaged
                          : PermissionModel::kSelfManaged;
  found.administration_role_arn = text_at(shown, "AdministrationRoleARN");
  found.execution_role_name = text_at(shown, "ExecutionRoleName");
  found.is_auto_deployed = text_at(object_at(shown, "AutoDeployment"), "Enabled") == "true";
  return std::optional{std::move(found)};
}

client::CallResult<std::vector<StackInstance>> StackSet::instances() {
  ENI_TRY(const json::array shown, list("ListStackInstances", {{"MaxResults", 100}}));
  std::vector<StackInstance> instances;
  for (const json::value& one : shown) instances.push_back(read_instance(one));
  return instances;
}

client::CallResult<std::optional<StackSetOperation>> StackSet::running_operation() {
  // The newest come first, and those that have not ended are among them.
  ENI_TRY(const json::value reply, call("ListStackSetOperations"));
  std::optional<StackSetOperation> running;
  for (const json::value& shown : array_at(reply, "Summaries")) {
    StackSetOperation operation = read_operation(shown);
    // Of several, which are queued, that which is next.
    if (!operation.has_ended()) running = std::move(operation);
  }
  return running;
}

client::CallResult<StackSetOperation> StackSet::operation(const std::string& id) {
  ENI_TRY(const json::value reply, call("DescribeStackSetOperation", {{"OperationId", id}}));
  return read_operation(object_at(reply, "StackSetOperation"));
}

client::CallResult<std::vector<OperationResult>> StackSet::results(const std::string& operation_id) {
  ENI_TRY(const json::array shown,
          list("ListStackSetOperationResults", {{"OperationId", operation_id}, {"MaxResults", 100}}));
  std::vector<OperationResult> results;
  for (const json::value& one : shown)
    results.push_back({{text_at(one, "Account"), text_at(one, "Region")},
                       text_at(one, "Status"),
                       text_at(one, "StatusReason")});
  return results;
}

client::CallResult<void> StackSet::create(const StackSetContent& content) {
  json::object params = content_params(content);
  params["ClientRequestToken"] = SystemRandom{}.uuid();
  ENI_CHECK(call("CreateStackSet", std::move(params)));
  return {};
}

client::CallResult<std::string> StackSet::begin(std::string_view operation, json::object params,
                                                const OperationPreferences& how) {
  const std::string id = SystemRandom{}.uuid();
  params["OperationId"] = id;
  params["OperationPreferences"] = how.as_json();
  const auto reply = call(operation, std::move(params));
  // By an attempt before this one, whose answer was lost.
  if (!reply && !reply.error().is_refused_with("OperationIdAlreadyExistsException")) return reply.error();
  return id;
}

client::CallResult<std::string> StackSet::update(const StackSetContent& content,
                                                 const OperationPreferences& how) {
  return begin("UpdateStackSet", content_params(content), how);
}

client::CallResult<std::string> StackSet::create_instances(const TargetGroup& group,
                                                           const OperationPreferences& how) {
  return begin("CreateStackInstances", target_params(group), how.restricted_to(group.regions));
}

client::CallResult<std::string> StackSet::update_instances(const TargetGroup& group,
                                                           const OperationPreferences& how) {
  return begin("UpdateStackInstances", target_params(group), how.restricted_to(group.regions));
}

client::CallResult<std::string> StackSet::delete_instances(const TargetGroup& group, Stacks stacks,
                                                           const OperationPreferences& how) {
  json::object params = target_params(group);
  params["RetainStacks"] = stacks == Stacks::kRetain;
  return begin("DeleteStackInstances", std::move(params), how.restricted_to(group.regions));
}

client::CallResult<void> StackSet::remove() {
  ENI_CHECK(call("DeleteStackSet"));
  return {};
}

client::CallResult<bool> StackSet::has_organizations_access() {
  json::object params;
  if (call_as_ == CallAs::kDelegatedAdministrator) params["CallAs"] = kDelegatedAdministratorText;
  ENI_TRY(const json::value reply, client_->call("cloudformation", "DescribeOrganizationsAccess", params));
  return text_at(reply, "Status") == "ENABLED";
}

client::CallResult<void> StackSet::activate_organizations_access() {
  ENI_CHECK(client_->call("cloudformation", "ActivateOrganizationsAccess"));
  return {};
}

}  // namespace eni::command
