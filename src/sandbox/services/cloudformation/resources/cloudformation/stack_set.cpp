/// AWS::CloudFormation::StackSet: a stack set with its instances, which come, change and go with the stack.
/// Source: CloudFormation's template reference of the type; its public handler calls the same operations.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kBusy[] = {"OperationInProgressException"};

/// What CreateStackSet and UpdateStackSet take alike.
constexpr const char* kDefinition[] = {
    "Description",     "TemplateBody",          "TemplateURL",       "Parameters",     "Capabilities",
    "PermissionModel", "AdministrationRoleARN", "ExecutionRoleName", "AutoDeployment", "ManagedExecution"};

/// The member of DeploymentTargets that says where to.
const char* member_of(const json::object& targets) {
  return find(targets, "OrganizationalUnitIds") ? "OrganizationalUnitIds" : "Accounts";
}

/// Accounts, or units, by Regions, and the values that their instances have for themselves: of single ones, or what one operation
/// is about.
struct InstanceGroup {
  json::object targets;  ///< DeploymentTargets
  json::array regions;
  json::array overrides;

  bool is_same_place(const InstanceGroup& other) const {
    return targets == other.targets && regions == other.regions;
  }
};
using InstanceGroups = std::vector<InstanceGroup>;

/// One target of several: an account of a self-managed stack set, a unit with all that is said besides of a service-managed one.
std::vector<json::object> single_targets(const json::object& targets) {
  const char* member = member_of(targets);
  std::vector<json::object> all;
  for (const json::value& one : array_at(targets, member)) {
    json::object single = targets;
    single[member] = json::array{one};
    all.push_back(std::move(single));
  }
  return all;
}

InstanceGroups groups_of(const json::object& properties) {
  InstanceGroups groups;
  for (const json::object& group : objects_of(properties, "StackInstancesGroup"))
    for (const json::object& targets : single_targets(object_at(group, "DeploymentTargets")))
      for (const json::value& region : array_at(group, "Regions"))
        groups.push_back({targets, json::array{region}, array_at(group, "ParameterOverrides")});
  return groups;
}

const InstanceGroup* find_place(const InstanceGroups& groups, const InstanceGroup& place) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const InstanceGroup& one) { return one.is_same_place(place); });
  return found == groups.end() ? nullptr : &*found;
}

void add_to(json::array& list, const json::value& one) {
  if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
}

/// As few operations as there are: first each target with its Regions, then those that have the same Regions together.
InstanceGroups tables_of(const InstanceGroups& groups) {
  std::map<std::string, InstanceGroup> rows;
  for (const InstanceGroup& group : groups) {
    InstanceGroup& row = rows[json::serialize(group.targets) + json::serialize(group.overrides)];
    row.targets = group.targets;
    row.overrides = group.overrides;
    add_to(row.regions, group.regions.front());
  }
  std::map<std::string, InstanceGroup> tables;
  for (const auto& [key, row] : rows) {
    const char* member = member_of(row.targets);
    json::object rest = row.targets;
    rest.erase(member);
    InstanceGroup& table = tables[json::serialize(json::array{rest, row.overrides, row.regions})];
    json::array all = array_at(table.targets, member);
    table = row;
    for (const json::value& one : array_at(row.targets, member)) add_to(all, one);
    table.targets[member] = std::move(all);
  }
  InstanceGroups all;
  for (auto& [key, table] : tables) all.push_back(std::move(table));
  return all;
}

json::object named(const ResourceCall& call) {
  json::object params{{"StackSetName", call.physical_id}};
  copy(call.properties, "CallAs", params);
  return params;
}

json::object definition_params(const ResourceCall& call) {
  json::object params{{"Tags", tag_list(tags_of(call))}};
  copy(call.properties, "CallAs", params);
  for (const char* name : kDefinition) copy(call.properties, name, params);
  return params;
}

/// One for all that a step asks for, so that what is asked for again after a restart is known.
std::string token_of(ResourceCall& call) {
  std::string token = scalar_text_at(call.step->state(), "Token");
  if (!token.empty()) return token;
  token = call.parts.random.uuid();
  call.step->keep(json::object{{"Token", token}}, {});
  return token;
}

/// Why the first of the stacks failed.
Task<std::string> failure_of(ResourceCall& call, std::string operation) {
  json::object params = named(call);
  params["OperationId"] = operation;
  const auto reply = co_await call.call("cloudformation", "ListStackSetOperationResults", params);
  if (reply.has_error()) co_return reply.error().message;
  for (const json::object& result : objects_of(*reply, "Summaries"))
    if (text_at(result, "Status") == "FAILED") co_return text_at(result, "StatusReason");
  co_return "";
}

Task<ApiResult<void>> when_ended(ResourceCall& call, std::string operation) {
  Poll poll{call, TimeLimits::kNone, "Stack set operation " + operation};
  json::object params = named(call);
  params["OperationId"] = operation;
  for (;;) {
    ENI_CO_TRY(const json::object reply,
               co_await call.call("cloudformation", "DescribeStackSetOperation", params));
    const std::string status = text_at_path(reply, "StackSetOperation.Status");
    if (status == "SUCCEEDED") co_return ApiResult<void>{};
    if (status == "FAILED" || status == "STOPPED") {
      auto failing = failure_of(call, operation);
      const std::string reason = co_await std::move(failing);
      co_return ApiError{"NotStabilized",
                         "Stack set operation [" + operation +
                             "] was unexpectedly stopped or failed. status reason(s): [" + reason + "]",
                         400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// Begins the operation, once no other is under way, and waits for its end.
Task<ApiResult<void>> operate(ResourceCall& call, std::string_view operation, json::object params,
                              std::string id) {
  params["OperationId"] = id;
  copy(call.properties, "OperationPreferences", params);
  ENI_CO_CHECK(co_await call_patiently(call, "cloudformation", operation, std::move(params), kBusy));
  auto ending = when_ended(call, std::move(id));
  co_return co_await std::move(ending);
}

enum class Stacks { kDelete, kRetain };

/// One operation a table, one after the other. @param token  with the table's number the id of its operation
Task<ApiResult<void>> operate_on(ResourceCall& call, std::string_view operation, InstanceGroups groups,
                                 std::string token, Stacks stacks = Stacks::kDelete) {
  int number = 0;
  for (const InstanceGroup& table : tables_of(groups)) {
    json::object params = named(call);
    params["DeploymentTargets"] = table.targets;
    params["Regions"] = table.regions;
    if (operation == "DeleteStackInstances")
      params["RetainStacks"] = stacks == Stacks::kRetain;
    else if (!table.overrides.empty() || operation == "UpdateStackInstances")
      params["ParameterOverrides"] = table.overrides;
    auto operating = operate(call, operation, std::move(params),
                             token + "-" + to_lower(operation.substr(0, 6)) + "-" + std::to_string(++number));
    ENI_CO_CHECK(co_await std::move(operating));
  }
  co_return ApiResult<void>{};
}

ResourceOutcome outcome_of_set(const ResourceCall& call) {
  return {call.physical_id, json::object{{"StackSetId", call.physical_id}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const std::string token = token_of(call);
  if (call.physical_id.find(':') == std::string::npos) {
    json::object params = definition_params(call);
    copy(call.properties, "StackSetName", params);
    params["ClientRequestToken"] = token;
    ENI_CO_TRY(const json::object made, co_await call.call("cloudformation", "CreateStackSet", params));
    call.made(text_at(made, "StackSetId"));
  }
  auto operating = operate_on(call, "CreateStackInstances", groups_of(call.properties), token);
  ENI_CO_CHECK(co_await std::move(operating));
  co_return outcome_of_set(call);
}

bool changes_definition(const ResourceCall& call) {
  const auto differs = [&call](const char* name) { return has_changed(call, name); };
  return std::any_of(std::begin(kDefinition), std::end(kDefinition), differs) || differs("Tags") ||
         call.stack_tags != call.old_stack_tags;
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const std::string token = token_of(call);
  const InstanceGroups before = groups_of(call.old_properties);
  const InstanceGroups after = groups_of(call.properties);
  InstanceGroups removed, added, changed;
  for (const InstanceGroup& group : before)
    if (!find_place(after, group)) removed.push_back(group);
  for (const InstanceGroup& group : after) {
    const InstanceGroup* known = find_place(before, group);
    if (!known) added.push_back(group);
    if (known && known->overrides != group.overrides) changed.push_back(group);
  }
  auto removing = operate_on(call, "DeleteStackInstances", std::move(removed), token);
  ENI_CO_CHECK(co_await std::move(removing));
  if (changes_definition(call)) {
    json::object params = definition_params(call);
    params["StackSetName"] = call.physical_id;
    auto updating = operate(call, "UpdateStackSet", std::move(params), token);
    ENI_CO_CHECK(co_await std::move(updating));
  }
  auto adding = operate_on(call, "CreateStackInstances", std::move(added), token);
  ENI_CO_CHECK(co_await std::move(adding));
  auto changing = operate_on(call, "UpdateStackInstances", std::move(changed), token);
  ENI_CO_CHECK(co_await std::move(changing));
  co_return outcome_of_set(call);
}

/// All instances, also those that somebody else has added.
struct LivingInstances {
  InstanceGroups with_stacks;
  /// Of accounts that could not be entered: nothing is to be deleted there, only the list is to forget them.
  InstanceGroups without_stacks;
};

Task<ApiResult<LivingInstances>> living_instances(ResourceCall& call) {
  LivingInstances living;
  std::string next;
  do {
    json::object params = named(call);
    if (!next.empty()) params["NextToken"] = next;
    ENI_CO_TRY(const json::object page, co_await call.call("cloudformation", "ListStackInstances", params));
    for (const json::object& one : objects_of(page, "Summaries")) {
      const std::string unit = text_at(one, "OrganizationalUnitId");
      json::object targets{{"Accounts", json::array{text_at(one, "Account")}}};
      if (!unit.empty())
        targets = {{"OrganizationalUnitIds", json::array{unit}}, {"AccountFilterType", "NONE"}};
      InstanceGroup group{std::move(targets), json::array{text_at(one, "Region")}, json::array{}};
      InstanceGroups& groups = text_at(one, "StackId").empty() ? living.without_stacks : living.with_stacks;
      if (!find_place(groups, group)) groups.push_back(std::move(group));
    }
    next = text_at(page, "NextToken");
  } while (!next.empty());
  co_return living;
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  if (call.physical_id.find(':') == std::string::npos) co_return ApiResult<void>{};  // It was never made.
  auto finding = living_instances(call);
  const auto living = co_await std::move(finding);
  if (living.has_error() && is_missing(living.error())) co_return ApiResult<void>{};
  if (living.has_error()) co_return living.error();
  auto forgetting = operate_on(call, "DeleteStackInstances", living->without_stacks, call.parts.random.uuid(),
                               Stacks::kRetain);
  ENI_CO_CHECK(co_await std::move(forgetting));
  auto removing = operate_on(call, "DeleteStackInstances", living->with_stacks, call.parts.random.uuid());
  ENI_CO_CHECK(co_await std::move(removing));
  json::object params = named(call);
  auto deleting = remove_patiently(call, "cloudformation", "DeleteStackSet", std::move(params), kBusy);
  co_return co_await std::move(deleting);
}

std::optional<PropertyProblem> refuses(const json::object& properties) {
  const auto refused = [](const char* property, const std::string& member) {
    return PropertyProblem{property,
                           member + " of AWS::CloudFormation::StackSet is not supported by the sandbox"};
  };
  if (find(object_at(properties, "AutoDeployment"), "DependsOn"))
    return refused("AutoDeployment", "DependsOn");
  for (const json::object& group : objects_of(properties, "StackInstancesGroup"))
    if (find(object_at(group, "DeploymentTargets"), "AccountsUrl"))
      return refused("StackInstancesGroup", "AccountsUrl");
  return std::nullopt;
}

}  // namespace

const ResourceType kStackSet{
    .name = "AWS::CloudFormation::StackSet",
    .attributes = {"StackSetId"},
    .reads = {"AdministrationRoleARN", "AutoDeployment", "CallAs", "Capabilities", "Description",
              "ExecutionRoleName", "ManagedExecution", "OperationPreferences", "Parameters",
              "PermissionModel", "StackInstancesGroup", "StackSetName", "Tags", "TemplateBody",
              "TemplateURL"},
    .create = create,
    .update = update,
    .remove = remove,
    .goes_on = true,
    .differences =
        "AccountsUrl and an automatic deployment's DependsOn are refused; a deletion that finds a stack "
        "which cannot be deleted fails",
    .refuses = refuses,
};

}  // namespace eni::sandbox::cloudformation
