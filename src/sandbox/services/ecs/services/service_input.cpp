#include "sandbox/services/ecs/services/service_input.h"

#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/placement_input.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr int kMaxPercent = 200;

std::int64_t number_or(const json::object& object, std::string_view name, std::int64_t fallback) {
  const json::value* value = find(object, name);
  return value != nullptr && value->is_int64() ? value->as_int64() : fallback;
}

json::object default_configuration(bool daemon) {
  return {{"deploymentCircuitBreaker", json::object{{"enable", false}, {"rollback", false}}},
          {"maximumPercent", daemon ? 100 : 200},
          {"minimumHealthyPercent", daemon ? 0 : 100}};
}

ApiResult<void> check_percents(const json::object& configuration, bool daemon) {
  const std::int64_t min = number_or(configuration, "minimumHealthyPercent", 100);
  const std::int64_t max = number_or(configuration, "maximumPercent", 200);
  if (daemon && max != 100)
    return aws::invalid_parameter("The daemon scheduling strategy takes a maximumPercent of 100 only.");
  if (min < 0 || min > 100) return aws::invalid_parameter("minimumHealthyPercent must be between 0 and 100");
  if (max < 100 || max > kMaxPercent)
    return aws::invalid_parameter("maximumPercent must be between 100 and 200");
  if (min == 100 && max == 100) {
    return aws::invalid_parameter(
        "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
  }
  return {};
}

/// {"enable", "rollback"}
ApiResult<void> read_circuit_breaker(const json::object& given, json::object& configuration) {
  const json::value* member = find(given, "deploymentCircuitBreaker");
  if (member == nullptr || member->is_null()) return {};
  if (!member->is_object()) return aws::invalid_parameter("deploymentCircuitBreaker must be a structure");
  const json::value* enable = find(member->get_object(), "enable");
  const json::value* rollback = find(member->get_object(), "rollback");
  if (enable == nullptr || !enable->is_bool() || rollback == nullptr || !rollback->is_bool())
    return aws::invalid_parameter("deploymentCircuitBreaker needs enable and rollback.");
  configuration["deploymentCircuitBreaker"] =
      json::object{{"enable", enable->as_bool()}, {"rollback", rollback->as_bool()}};
  return {};
}

ApiResult<void> check_strategy(const json::object& given) {
  const std::string strategy = find_string(given, "strategy").value_or("ROLLING");
  if (strategy != "ROLLING") return unsupported("the deployment strategy " + strategy);
  const json::value* bake_time = find(given, "bakeTimeInMinutes");
  if (bake_time && !bake_time->is_null() && *bake_time != 0) return unsupported("bakeTimeInMinutes");
  const json::value* alarms = find(given, "alarms");
  if (alarms == nullptr || !alarms->is_object()) return {};
  const json::value* enabled = find(alarms->get_object(), "enable");
  if (enabled != nullptr && enabled->is_bool() && enabled->as_bool()) return unsupported("deployment alarms");
  return {};
}

}  // namespace

ApiResult<json::object> read_deployment_configuration(const Call& call, bool daemon,
                                                      const json::object* before) {
  json::object configuration = before != nullptr ? *before : default_configuration(daemon);
  const json::object* given = call.params.object("deploymentConfiguration");
  if (given == nullptr) return configuration;
  ENI_CHECK(check_strategy(*given));
  ENI_CHECK(read_circuit_breaker(*given, configuration));
  for (const std::string_view name : {"maximumPercent", "minimumHealthyPercent"}) {
    const json::value* value = find(*given, name);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_int64()) return aws::invalid_parameter(std::string(name) + " must be a number");
    configuration[name] = *value;
  }
  ENI_CHECK(check_percents(configuration, daemon));
  return configuration;
}

/// No service has Service Connect, so leaving it off is always right: CDK writes {"enabled": false} where nobody asks for it.
ApiResult<void> refuse_service_connect(const Call& call) {
  const json::object* connect = call.params.object("serviceConnectConfiguration");
  const json::value* enabled = connect ? find(*connect, "enabled") : nullptr;
  if (enabled != nullptr && enabled->is_bool() && enabled->get_bool())
    return unsupported("the parameter serviceConnectConfiguration");
  return {};
}

ApiResult<void> refuse_unknown_members(const Call& call) {
  if (!call.params.text_or("role", "").empty()) {
    return aws::invalid_parameter(
        "You cannot specify an IAM role for services that require a service linked role.");
  }
  if (call.params.has("healthCheckGracePeriodSeconds")) {
    return aws::invalid_parameter(
        "Health check grace period is only valid for services configured to use load balancers");
  }
  ENI_CHECK(refuse_service_connect(call));
  if (call.params.text_or("availabilityZoneRebalancing", "DISABLED") != "DISABLED")
    return unsupported("availabilityZoneRebalancing");
  const json::object* controller = call.params.object("deploymentController");
  const std::string type = controller != nullptr ? find_string(*controller, "type").value_or("ECS") : "ECS";
  if (type != "ECS") return unsupported("the deployment controller " + type);
  return {};
}

ApiResult<void> read_service_placement(const Call& call, bool daemon, json::object& document) {
  ENI_TRY(const auto placement, read_placement(call.params.all()));
  if (daemon && !placement.strategies.empty()) {
    return aws::invalid_parameter(
        "The daemon scheduling strategy does not support placement strategies. Remove the placement "
        "strategies and "
        "try again.");
  }
  if (daemon && placement.distinct_instance) {
    return aws::invalid_parameter(
        "The daemon scheduling strategy does not support the distinctInstance placement constraint.");
  }
  if (call.params.has("placementConstraints") || find(document, "placementConstraints") == nullptr)
    document["placementConstraints"] = placement.constraints;
  if (call.params.has("placementStrategy") || find(document, "placementStrategy") == nullptr)
    document["placementStrategy"] = placement.strategies;
  return {};
}

ApiResult<void> read_tag_members(const Call& call, json::object& document) {
  ENI_TRY(const auto propagate, one_of(call, "propagateTags", {"TASK_DEFINITION", "SERVICE", "NONE"}));
  if (propagate || find(document, "propagateTags") == nullptr)
    document["propagateTags"] = propagate.value_or("NONE");
  ENI_TRY(const bool managed, flag(call, "enableECSManagedTags"));
  if (call.params.has("enableECSManagedTags") || find(document, "enableECSManagedTags") == nullptr)
    document["enableECSManagedTags"] = managed;
  return {};
}

}  // namespace eni::sandbox::ecs_service
