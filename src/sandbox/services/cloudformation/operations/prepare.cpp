#include "sandbox/services/cloudformation/operations/prepare.h"

#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/input_check.h"
#include "sandbox/gateway/retried_call.h"
#include "sandbox/gateway/service_finder.h"
#include "sandbox/services/cloudformation/operations/ssm_parameters.h"
#include "sandbox/services/cloudformation/operations/template_source.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/policies.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "template/summary.h"

namespace eni::sandbox::cloudformation {
namespace {

tmpl::PreviousValues previous_values(const std::optional<StackDefinition>& previous) {
  tmpl::PreviousValues values;
  if (!previous) return values;
  for (const json::value& parameter : previous->parameters) {
    values[text_at(parameter, "ParameterKey")] = text_at(parameter, "ParameterValue");
  }
  return values;
}

/// What loops of the template run over: values as given, or as they were.
tmpl::LoopValues loop_values(const std::vector<tmpl::ParameterInput>& inputs,
                             const tmpl::PreviousValues& before) {
  tmpl::LoopValues values = before;
  for (const tmpl::ParameterInput& input : inputs) {
    if (!input.use_previous_value) values[input.key] = input.value;
  }
  return values;
}

/// Chooses and checks the parameters, as the definition keeps them.
Task<ApiResult<json::array>> resolved_parameters(Call& call, const tmpl::Template& tmpl,
                                                 const std::vector<tmpl::ParameterInput>& inputs,
                                                 const std::optional<StackDefinition>& previous) {
  const tmpl::PreviousValues before = previous_values(previous);
  const auto texts = tmpl::choose_values(tmpl, inputs, before);
  if (texts.has_error()) co_return logged_template_error(call, texts.error());
  const auto names = tmpl::ssm_lookups(tmpl, inputs, before);
  if (names.has_error()) co_return logged_template_error(call, names.error());
  ENI_CO_TRY(const auto ssm, co_await ssm_values(call, tmpl, *texts, *names, previous));
  const auto resolved = tmpl::resolve_parameters(tmpl, inputs, before, ssm);
  if (resolved.has_error()) co_return logged_template_error(call, resolved.error());
  json::array parameters;
  for (const tmpl::ParameterValue& value : resolved->values) {
    json::object entry{{"ParameterKey", value.name}, {"ParameterValue", value.text}};
    if (value.is_ssm_value) entry["ResolvedValue"] = value.resolved;
    parameters.push_back(std::move(entry));
  }
  co_return parameters;
}

ApiResult<json::array> notification_arns(const Call& call, const std::optional<StackDefinition>& previous) {
  if (!call.params.has("NotificationARNs") && previous) return previous->notification_arns;
  ENI_TRY(const auto given, call.params.texts("NotificationARNs"));
  json::array arns;
  for (const std::string& arn : given) {
    const auto parsed = aws::Arn::parse(arn);
    if (!parsed || parsed->service != "sns")
      return aws::validation_error("Invalid ARN: " + arn);  // [unverified] wording
    arns.emplace_back(arn);
  }
  return arns;
}

ApiResult<json::object> rollback_configuration(const Call& call,
                                               const std::optional<StackDefinition>& previous) {
  const json::object* given = call.params.object("RollbackConfiguration");
  if (!given && previous) return previous->rollback_configuration;
  if (!given) return json::object{};
  const Params members{*given};
  ENI_TRY(const auto minutes, members.integer("MonitoringTimeInMinutes", 0, 180));
  ENI_TRY(const auto triggers, members.objects("RollbackTriggers"));
  json::object configuration;
  json::array list;
  for (const json::object& trigger : triggers) {
    const std::string type = text_at(trigger, "Type");
    // [unverified] wording
    if (type != "AWS::CloudWatch::Alarm" && type != "AWS::CloudWatch::CompositeAlarm")
      return aws::validation_error("Rollback trigger type " + type + " is not supported");
    list.push_back(json::object{{"Arn", text_at(trigger, "Arn")}, {"Type", type}});
  }
  if (members.has("RollbackTriggers")) configuration["RollbackTriggers"] = std::move(list);
  if (minutes) configuration["MonitoringTimeInMinutes"] = *minutes;
  return configuration;
}

ApiResult<void> check_capabilities(const Call& call, const tmpl::Template& tmpl) {
  ENI_TRY(auto given, call.params.texts("Capabilities"));
  // A change set shows what macros have made of the template. Source: CloudFormation API Reference, "CreateChangeSet".
  if (call.params.has("ChangeSetName")) given.emplace_back("CAPABILITY_AUTO_EXPAND");
  const std::string missing = tmpl::missing_capabilities(tmpl, given);
  if (!missing.empty()) return ApiError{"InsufficientCapabilitiesException", missing, 400};
  return {};
}

/// ResourceTypes names what the template may use: exact types, or prefixes with * at their end.
ApiResult<void> check_allowed_types(const Call& call, const tmpl::Template& tmpl) {
  ENI_TRY(const auto allowed, call.params.texts("ResourceTypes"));
  if (allowed.empty()) return {};
  for (const tmpl::Resource& resource : tmpl.resources) {
    const bool is_allowed = std::any_of(allowed.begin(), allowed.end(), [&](const std::string& pattern) {
      if (!pattern.ends_with("*")) return pattern == resource.type;
      return resource.type.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
    });
    if (!is_allowed) {
      return aws::validation_error("Resource type " + resource.type +
                                   " is not allowed by parameter ResourceTypes [" + join(allowed, ", ") +
                                   "]");
    }
  }
  return {};
}

/// What AWS has and the sandbox lacks is refused while nothing is made yet.
ApiResult<void> check_refused_properties(const tmpl::EvaluatedResource& resource) {
  const ResourceType* type = find_resource_type(resource.type);
  const auto problem = type ? refused_property(*type, resource.properties) : std::nullopt;
  if (problem) return aws::validation_error("Resource " + resource.logical_id + ": " + problem->message);
  return {};
}

const Operation* operation_named(const Service* service, std::string_view name) {
  if (!service) return nullptr;
  const auto row = std::ranges::find(service->operations, name, &Operation::name);
  return row == service->operations.end() ? nullptr : &*row;
}

/// The same of members deep in properties: the operations' rows know what is read of them.
ApiResult<void> check_refused_members(const Call& call, InputCheck& input_check,
                                      const tmpl::EvaluatedResource& resource) {
  const ResourceType* type = find_resource_type(resource.type);
  if (!type) return {};
  const Service* service = find_service(call.env.gateway.services(), type->calls.service);
  for (const PlannedInput& input : planned_inputs(*type, resource.properties)) {
    const Operation* operation = operation_named(service, input.operation);
    const auto known =
        operation ? input_check.check_members(*service, *operation, input.params) : ApiResult<void>{};
    if (known.has_error())
      return aws::validation_error("Resource " + resource.logical_id + ": " + known.error().message);
  }
  return {};
}

/// What the policies say is looked at while nothing is made yet.
ApiResult<void> check_policy_values(const tmpl::EvaluatedResource& resource) {
  const ResourceType* type = find_resource_type(resource.type);
  const bool is_group = type && type->policies == ResourceType::Policies::kCreationAndUpdate;
  auto problem = creation_policy_problem(resource.creation_policy, is_group);
  if (!problem) problem = update_policy_problem(resource.update_policy);
  if (problem) return aws::validation_error("Resource " + resource.logical_id + ": " + *problem);
  return {};
}

/// Evaluates every resource and output as far as it can be, so that what functions refuse is refused before anything is made.
/// @return  the resources
ApiResult<std::vector<tmpl::EvaluatedResource>> try_out(const Call& call, const StackRecord& stack,
                                                        const StackModel& model) {
  const ResourceRecords nothing_made;
  const std::set<std::string> nothing_else;
  StackResolver environment{call.env.store, stack, nothing_made, &nothing_else};
  std::vector<tmpl::EvaluatedResource> resources;
  InputCheck input_check;
  const tmpl::Scope scope = model.scope(environment);
  for (const std::string& logical_id : model.graph.order) {
    auto evaluated = tmpl::evaluate_resource(scope, *model.tmpl.find_resource(logical_id));
    if (evaluated.has_error()) return logged_template_error(call, evaluated.error());
    ENI_CHECK(check_refused_properties(*evaluated));
    ENI_CHECK(check_refused_members(call, input_check, *evaluated));
    ENI_CHECK(check_policy_values(*evaluated));
    resources.push_back(*std::move(evaluated));
  }
  const auto outputs = tmpl::evaluate_outputs(scope);
  if (outputs.has_error()) return logged_template_error(call, outputs.error());
  return resources;
}

/// A type that does not heed a policy would be made without what was asked for.
ApiResult<void> check_policies(const tmpl::Resource& resource, const ResourceType& type) {
  using Policies = ResourceType::Policies;
  const bool heeds_creation = type.policies != Policies::kNone;
  const bool heeds_update = type.policies == Policies::kCreationAndUpdate;
  const char* refused = resource.creation_policy && !heeds_creation ? "CreationPolicy"
                        : resource.update_policy && !heeds_update   ? "UpdatePolicy"
                                                                    : nullptr;
  if (!refused) return {};
  return template_error({"Template format error: resource type " + resource.type + " of resource " +
                             resource.logical_id + " does not support " + refused,
                         resource.position, "/Resources/" + resource.logical_id + "/" + refused});
}

}  // namespace

ApiResult<std::vector<tmpl::ParameterInput>> parameter_inputs(const Call& call) {
  ENI_TRY(const auto given, call.params.objects("Parameters"));
  std::vector<tmpl::ParameterInput> inputs;
  for (const json::object& parameter : given) {
    const Params fields{parameter};
    ENI_TRY(const std::string key, fields.required("ParameterKey"));
    ENI_TRY(const auto use_previous, fields.boolean("UsePreviousValue"));
    const auto value = fields.text("ParameterValue");
    if (value && !value->empty() && use_previous.value_or(false)) {
      return aws::validation_error(
          "Invalid input for parameter key " + key +
          ". Cannot specify usePreviousValue as true and non empty value for a parameter");
    }
    inputs.push_back({key, value.value_or(""), use_previous.value_or(false)});
  }
  return inputs;
}

ApiResult<json::array> tags_of_call(const Call& call, const std::optional<json::array>& previous) {
  if (!call.params.has("Tags") && previous) return *previous;
  ENI_TRY(const auto given, call.params.objects("Tags"));
  json::array tags;
  for (const json::object& tag : given) {
    const std::string key = text_at(tag, "Key");
    if (key.starts_with("aws:")) {
      return aws::validation_error("aws: prefixed tag key names are not allowed for external use.");
    }
    tags.push_back(json::object{{"Key", key}, {"Value", text_at(tag, "Value")}});
  }
  return tags;
}

ApiError logged_template_error(const Call& call, const tmpl::TemplateError& error) {
  call.env.log.info("template refused", {{"reason", tmpl::describe(error)}});
  return template_error(error);
}

ApiResult<void> check_resource_types(const tmpl::Template& tmpl, const tmpl::ConditionValues& conditions) {
  std::vector<std::string> unknown;
  const tmpl::Resource* first = nullptr;
  for (const tmpl::Resource& resource : tmpl.resources) {
    if (!tmpl::is_active(resource, conditions)) continue;
    const bool is_new = std::find(unknown.begin(), unknown.end(), resource.type) == unknown.end();
    if (!find_resource_type(resource.type) && is_new) {
      unknown.push_back(resource.type);
      if (!first) first = &resource;
    }
    if (resource.deletion_policy == tmpl::DeletionPolicy::kSnapshot ||
        resource.update_replace_policy == tmpl::DeletionPolicy::kSnapshot) {
      return aws::validation_error("Template format error: resource type " + resource.type +
                                   " does not support deletion policy Snapshot");
    }
    const ResourceType* type = find_resource_type(resource.type);
    if (type) ENI_CHECK(check_policies(resource, *type));
  }
  if (unknown.empty()) return {};
  return template_error({"Template format error: Unrecognized resource types: [" + join(unknown, ", ") + "]",
                         first->position, "/Resources/" + first->logical_id});
}

Task<ApiResult<Prepared>> prepare(Call& call, const StackRecord& stack,
                                  std::optional<StackDefinition> previous) {
  std::optional<std::string> previous_template;
  if (previous && !previous->template_body.empty()) previous_template = previous->template_body;
  Prepared prepared;
  ENI_CO_TRY(prepared.definition.template_body, co_await read_template(call, previous_template));
  ENI_CO_TRY(const auto inputs, parameter_inputs(call));
  const auto parsed =
      tmpl::parse_template(prepared.definition.template_body, loop_values(inputs, previous_values(previous)));
  if (parsed.has_error()) co_return logged_template_error(call, parsed.error());
  ENI_CO_CHECK(check_allowed_types(call, *parsed));
  ENI_CO_TRY(prepared.definition.parameters, co_await resolved_parameters(call, *parsed, inputs, previous));
  ENI_CO_CHECK(check_capabilities(call, *parsed));
  const auto tags_before = previous ? std::optional{previous->tags} : std::nullopt;
  ENI_CO_TRY(prepared.definition.tags, tags_of_call(call, tags_before));
  ENI_CO_TRY(const auto capabilities, call.params.texts("Capabilities"));
  for (const std::string& capability : capabilities)
    prepared.definition.capabilities.emplace_back(capability);
  ENI_CO_TRY(prepared.definition.notification_arns, notification_arns(call, previous));
  ENI_CO_TRY(prepared.definition.rollback_configuration, rollback_configuration(call, previous));
  prepared.definition.role_arn = call.params.text_or("RoleARN", previous ? previous->role_arn : "");
  ENI_CO_TRY(prepared.model, make_model(prepared.definition, stack));
  ENI_CO_CHECK(check_resource_types(prepared.model->tmpl, prepared.model->conditions));
  ENI_CO_TRY(const auto resources, try_out(call, stack, *prepared.model));
  ENI_CO_CHECK(co_await check_dynamic_references(call, resources, previous));
  co_return prepared;
}

Task<ApiResult<Principal>> operating_principal(Call& call, std::string role_arn) {
  if (role_arn.empty()) co_return call.principal;
  const ApiError invalid = aws::validation_error("Role " + role_arn + " is invalid or cannot be assumed");
  const auto arn = aws::Arn::parse(role_arn);
  if (!arn || !aws::is_role_arn(role_arn)) co_return invalid;
  const std::vector<std::pair<std::string, std::string>> context{
      {"iam:PassedToService", "cloudformation.amazonaws.com"}};
  ENI_CO_CHECK(call.require("iam:PassRole", role_arn, context));
  Principal cloudformation = Principal::service("cloudformation.amazonaws.com", call.account());
  auto becoming =
      assume_role(call.env, std::move(cloudformation), call.region, role_arn, "AWSCloudFormation");
  ApiResult<Principal> role = co_await std::move(becoming);
  if (role.has_error()) co_return invalid;
  co_return role;
}

Task<ApiResult<Principal>> assume_role(Environment& env, Principal caller, aws::Region region,
                                       std::string role_arn, std::string session_name) {
  const auto arn = aws::Arn::parse(role_arn);
  if (!arn || !aws::is_role_arn(role_arn)) co_return aws::validation_error(role_arn + " is not a role's ARN");
  json::object params{{"RoleArn", role_arn}, {"RoleSessionName", session_name}};
  auto assuming =
      retried_call(env, std::move(caller), std::move(region), "sts", "AssumeRole", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(assuming);
  if (reply.has_error()) co_return reply.error();
  const json::object& user = object_at(reply->value, "AssumedRoleUser");
  Principal role;
  role.type = PrincipalType::kAssumedRole;
  role.account = aws::AccountId{arn->account};
  role.arn = text_at(user, "Arn");
  role.identity_arn = role_arn;
  role.user_id = text_at(user, "AssumedRoleId");
  co_return role;
}

}  // namespace eni::sandbox::cloudformation
