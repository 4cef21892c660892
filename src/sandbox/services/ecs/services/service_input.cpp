#include "sandbox/services/ecs/services/service_input.h"

#include "sandbox/services/ecs/capacity_providers/strategy_input.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/placement_input.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr int kMaxPercent = 200;

json::object default_configuration(bool daemon) {
  return {{"deploymentCircuitBreaker", json::object{{"enable", false}, {"rollback", false}}},
          {"maximumPercent", daemon ? 100 : 200},
          {"minimumHealthyPercent", daemon ? 0 : 100}};
}

ApiResult<void> check_percents(const json::object& configuration, bool daemon) {
  const std::int64_t min = integer_at(configuration, "minimumHealthyPercent", 100);
  const std::int64_t max = integer_at(configuration, "maximumPercent", 200);
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

void read_circuit_breaker(const json::object& given, json::object& configuration) {
  const json::object& breaker = object_at(given, "deploymentCircuitBreaker");
  if (breaker.empty()) return;
  configuration["deploymentCircuitBreaker"] =
      json::object{{"enable", flag_at(breaker, "enable")}, {"rollback", flag_at(breaker, "rollback")}};
}

ApiResult<void> read_alarms(const json::object& given, json::object& configuration) {
  const json::object& alarms = object_at(given, "alarms");
  if (alarms.empty()) return {};
  if (flag_at(alarms, "enable") && array_at(alarms, "alarmNames").empty())  // Assumed wording.
    return aws::invalid_parameter("alarmNames can not be empty when deployment alarms are enabled.");
  configuration["alarms"] = json::object{{"alarmNames", array_at(alarms, "alarmNames")},
                                         {"enable", flag_at(alarms, "enable")},
                                         {"rollback", flag_at(alarms, "rollback")}};
  return {};
}

ApiResult<void> check_strategy(const json::object& given) {
  const std::string strategy = find_string(given, "strategy").value_or("ROLLING");
  if (strategy != "ROLLING") return unsupported("the deployment strategy " + strategy);
  if (integer_at(given, "bakeTimeInMinutes") != 0) return unsupported("bakeTimeInMinutes");
  return {};
}

}  // namespace

ApiResult<json::object> read_deployment_configuration(const Call& call, bool daemon,
                                                      const json::object* before) {
  json::object configuration = before != nullptr ? *before : default_configuration(daemon);
  const json::object* given = call.params.object("deploymentConfiguration");
  if (given == nullptr) return configuration;
  ENI_CHECK(check_strategy(*given));
  read_circuit_breaker(*given, configuration);
  ENI_CHECK(read_alarms(*given, configuration));
  for (const std::string_view name : {"maximumPercent", "minimumHealthyPercent"})
    if (const auto percent = find_integer(*given, name)) configuration[name] = *percent;
  ENI_CHECK(check_percents(configuration, daemon));
  return configuration;
}

ApiResult<void> refuse_unknown_members(const Call& call) {
  if (!call.params.text_or("role", "").empty()) {
    return aws::invalid_parameter(
        "You cannot specify an IAM role for services that require a service linked role.");
  }
  // No service has Service Connect, so leaving it off is always right: CDK writes {"enabled": false} where nobody asks for it.
  if (flag_at(structure(call, "serviceConnectConfiguration"), "enabled"))
    return unsupported("the parameter serviceConnectConfiguration");
  const json::object& controller = structure(call, "deploymentController");
  const std::string type = find_string(controller, "type").value_or("ECS");
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
  if (call.params.has("placementConstraints") || !document.contains("placementConstraints"))
    document["placementConstraints"] = placement.constraints;
  if (call.params.has("placementStrategy") || !document.contains("placementStrategy"))
    document["placementStrategy"] = placement.strategies;
  return {};
}

ApiResult<json::array> read_service_strategy(const Call& call, const EcsCluster& cluster, bool daemon,
                                             const std::string& launch_type) {
  if (!daemon) return read_task_strategy(call, cluster, launch_type);
  ENI_TRY(const auto given, read_strategy(call, "capacityProviderStrategy"));
  if (!given.empty()) return unsupported("a capacityProviderStrategy of a daemon service");
  if (!launch_type.empty() && launch_type != "EC2") return unsupported("the launch type " + launch_type);
  return json::array{};
}

ApiResult<json::array> changed_strategy(const Call& call, const EcsCluster& cluster, bool daemon,
                                        const json::object& document) {
  if (!call.params.has("capacityProviderStrategy")) return array_at(document, "capacityProviderStrategy");
  return read_service_strategy(call, cluster, daemon, "");
}

void set_strategy(json::object& document, TaskPlan& plan, json::array strategy) {
  document.erase("capacityProviderStrategy");
  if (!strategy.empty()) document["capacityProviderStrategy"] = strategy;
  plan.strategy = std::move(strategy);
}

void read_tag_members(const Call& call, json::object& document) {
  const std::string propagate = call.params.text_or("propagateTags", "");
  if (!propagate.empty() || !document.contains("propagateTags"))
    document["propagateTags"] = propagate.empty() ? "NONE" : propagate;
  if (call.params.has("enableECSManagedTags") || !document.contains("enableECSManagedTags"))
    document["enableECSManagedTags"] = flag(call, "enableECSManagedTags");
}

}  // namespace eni::sandbox::ecs_service
