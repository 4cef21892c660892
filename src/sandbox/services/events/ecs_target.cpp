#include "sandbox/services/events/ecs_target.h"

#include <array>

#include "aws/arn.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/role_session.h"

namespace eni::sandbox::events_service {
namespace {

/// As CloudTrail shows it, the name of a longer rule is cut off.
constexpr std::size_t kLongestStartedBy = 36;

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMembers{
    {{"Group", "group"},
     {"CapacityProviderStrategy", "capacityProviderStrategy"},
     {"EnableECSManagedTags", "enableECSManagedTags"},
     {"EnableExecuteCommand", "enableExecuteCommand"},
     {"PlacementConstraints", "placementConstraints"},
     {"PlacementStrategy", "placementStrategy"},
     {"PlatformVersion", "platformVersion"},
     {"PropagateTags", "propagateTags"}}};

constexpr std::array<std::string_view, 7> kOverrides{
    "containerOverrides",           "cpu", "memory", "taskRoleArn", "executionRoleArn", "ephemeralStorage",
    "inferenceAcceleratorOverrides"};

json::object network_of(const json::object& parameters) {
  const json::object& given = object_at(object_at(parameters, "NetworkConfiguration"), "awsvpcConfiguration");
  json::object awsvpc;
  for (const auto& [name, member] : {std::pair{"Subnets", "subnets"},
                                     {"SecurityGroups", "securityGroups"},
                                     {"AssignPublicIp", "assignPublicIp"}})
    if (const json::value* value = find(given, name)) awsvpc[member] = *value;
  return awsvpc.empty() ? json::object{} : json::object{{"awsvpcConfiguration", std::move(awsvpc)}};
}

json::array tags_of(const json::object& parameters) {
  json::array tags;
  for (const json::value& tag : array_at(parameters, "Tags"))
    tags.push_back(json::object{{"key", text_at(tag, "Key")}, {"value", text_at(tag, "Value")}});
  return tags;
}

/// Whatever else the text has, the whole event for instance, is nothing to a task.
json::object overrides_in(const std::string& input) {
  json::object overrides;
  const auto parsed = parse_json(input);
  const json::object* given = parsed ? parsed->if_object() : nullptr;
  if (given == nullptr) return overrides;
  for (const std::string_view name : kOverrides)
    if (const json::value* value = find(*given, name)) overrides[name] = *value;
  return overrides;
}

ApiError first_failure(const json::array& failures) {
  return ApiError{"RunTask failure", text_at(failures.front(), "reason")};
}

}  // namespace

json::object run_task_params(const json::object& target, const RuleFacts& rule, const std::string& input) {
  const json::object& parameters = object_at(target, "EcsParameters");
  json::object params{{"cluster", text_at(target, "Arn")},
                      {"taskDefinition", text_at(parameters, "TaskDefinitionArn")},
                      {"count", integer_at(parameters, "TaskCount", 1)},
                      {"startedBy", ("events-rule/" + rule.name).substr(0, kLongestStartedBy)}};
  for (const auto& [name, member] : kMembers)
    if (const json::value* value = find(parameters, name)) params[member] = *value;
  if (const auto type = find_string(parameters, "LaunchType")) params["launchType"] = *type;
  if (auto network = network_of(parameters); !network.empty())
    params["networkConfiguration"] = std::move(network);
  if (auto tags = tags_of(parameters); !tags.empty()) params["tags"] = std::move(tags);
  if (auto overrides = overrides_in(input); !overrides.empty()) params["overrides"] = std::move(overrides);
  return params;
}

/// Assumed wording, but for the role's.
ApiResult<void> check_ecs_target(const Call& call, const json::object& target) {
  const std::string text = text_at(target, "Arn");
  const auto arn = aws::Arn::parse(text);
  const bool is_cluster = arn && arn->service == "ecs";
  if (!is_cluster && target.contains("EcsParameters"))
    return aws::validation_exception("Parameter(s) EcsParameters not valid for target " + text + ".");
  if (!is_cluster) return {};
  if (!arn->resource.starts_with("cluster/"))
    return aws::validation_exception("Parameter " + text +
                                     " is not valid. Reason: it is not the ARN of a cluster.");
  if (!target.contains("EcsParameters"))
    return aws::validation_exception("Parameter(s) EcsParameters must be specified for target " + text + ".");
  const std::string role = text_at(target, "RoleArn");
  if (role.empty()) return aws::validation_exception("RoleArn is required for target " + text + ".");
  if (!aws::is_role_arn(role))
    return aws::validation_exception("Parameter " + role +
                                     " is not valid. Reason: it is not the ARN of a role.");
  return call.require("iam:PassRole", role, {{"iam:PassedToService", "events.amazonaws.com"}});
}

Task<ApiResult<void>> run_tasks(Environment& env, aws::AccountId account, aws::Region region,
                                std::string role_arn, json::object params) {
  RoleAssumption wanted{"events.amazonaws.com", account, region, role_arn,
                        env.random.text(32, "0123456789abcdef")};
  auto assuming = assume_role(env, std::move(wanted));
  ENI_CO_TRY(const RoleSession session, co_await std::move(assuming));
  auto calling = env.gateway.call(session.principal, region, "ecs", "RunTask", std::move(params));
  ENI_CO_TRY(const Reply reply, co_await std::move(calling));
  const json::array& failures = array_at(reply.value, "failures");
  if (!failures.empty()) co_return first_failure(failures);
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::events_service
