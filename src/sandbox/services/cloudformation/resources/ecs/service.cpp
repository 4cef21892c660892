/// AWS::ECS::Service.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kAlarms[] = {
    {"AlarmNames", Shape::kList},
    {"Enable", Shape::kBoolean},
    {"Rollback", Shape::kBoolean},
};
constexpr Member kCanaryConfiguration[] = {
    {"CanaryBakeTimeInMinutes", Shape::kInteger},
    {"CanaryPercent", Shape::kNumber},
};
constexpr Member kDeploymentCircuitBreaker[] = {
    {"Enable", Shape::kBoolean},
    {"Rollback", Shape::kBoolean},
};
constexpr Member kLifecycleHooks[] = {
    {"HookDetails", Shape::kDocument},
    {"HookTargetArn"},
    {"LifecycleStages", Shape::kList},
    {"RoleArn"},
};
constexpr Member kLinearConfiguration[] = {
    {"StepBakeTimeInMinutes", Shape::kInteger},
    {"StepPercent", Shape::kNumber},
};
constexpr Member kDeploymentConfiguration[] = {
    {"Alarms", Shape::kObject, kAlarms},
    {"BakeTimeInMinutes", Shape::kInteger},
    {"CanaryConfiguration", Shape::kObject, kCanaryConfiguration},
    {"DeploymentCircuitBreaker", Shape::kObject, kDeploymentCircuitBreaker},
    {"LifecycleHooks", Shape::kList, kLifecycleHooks},
    {"LinearConfiguration", Shape::kObject, kLinearConfiguration},
    {"MaximumPercent", Shape::kInteger},
    {"MinimumHealthyPercent", Shape::kInteger},
    {"Strategy"},
};
constexpr Member kDeploymentController[] = {
    {"Type"},
};
constexpr Member kAwsvpcConfiguration[] = {
    {"AssignPublicIp"},
    {"SecurityGroups", Shape::kList},
    {"Subnets", Shape::kList},
};
constexpr Member kNetworkConfiguration[] = {
    {"AwsvpcConfiguration", Shape::kObject, kAwsvpcConfiguration},
};
constexpr Member kPlacementConstraints[] = {
    {"Expression"},
    {"Type"},
};
constexpr Member kPlacementStrategies[] = {
    {"Field"},
    {"Type"},
};
constexpr Member kForceNewDeployment[] = {
    {"EnableForceNewDeployment", Shape::kBoolean},
    {"ForceNewDeploymentNonce"},
};

constexpr OnChange kUpdate = OnChange::kUpdate;
constexpr OnChange kReplace = OnChange::kReplace;
constexpr Presence kOptional = Presence::kOptional;
constexpr Presence kRefused = Presence::kRefused;
const Property kProperties[] = {
    {"AvailabilityZoneRebalancing"},
    {"CapacityProviderStrategy", Shape::kList, kUpdate, kRefused},
    {"Cluster", Shape::kText, kReplace},
    {"DeploymentConfiguration", Shape::kObject, kUpdate, kOptional, kDeploymentConfiguration},
    {"DeploymentController", Shape::kObject, kUpdate, kOptional, kDeploymentController},
    {"DesiredCount", Shape::kInteger},
    {"EnableECSManagedTags", Shape::kBoolean},
    {"EnableExecuteCommand", Shape::kBoolean},
    {"ForceNewDeployment", Shape::kObject, kUpdate, kOptional, kForceNewDeployment},
    {"HealthCheckGracePeriodSeconds", Shape::kInteger},
    {"LaunchType", Shape::kText, OnChange::kConditional},
    {"LoadBalancers", Shape::kList, kUpdate, kRefused},
    {"NetworkConfiguration", Shape::kObject, kUpdate, kOptional, kNetworkConfiguration},
    {"PlacementConstraints", Shape::kList, kUpdate, kOptional, kPlacementConstraints},
    {"PlacementStrategies", Shape::kList, kUpdate, kOptional, kPlacementStrategies},
    {"PlatformVersion"},
    {"PropagateTags"},
    {"Role", Shape::kText, kReplace, kRefused},
    {"SchedulingStrategy", Shape::kText, kReplace},
    {"ServiceConnectConfiguration", Shape::kObject, kUpdate, kRefused},
    {"ServiceName", Shape::kText, kReplace},
    {"ServiceRegistries", Shape::kList, kUpdate, kRefused},
    {"Tags", Shape::kList},
    {"TaskDefinition"},
    {"VolumeConfigurations", Shape::kList, kUpdate, kRefused},
    {"VpcLatticeConfigurations", Shape::kList, kUpdate, kRefused},
};
constexpr std::string_view kAttributes[] = {"Name", "ServiceArn"};

/// EC2 is what a service without a launch type has.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  const auto launch_type = [](const json::object& properties) {
    const std::string text = text_of(properties, "LaunchType");
    return text.empty() ? std::string("EC2") : text;
  };
  return launch_type(before) != launch_type(after);
}

/// A property of CreateService, and of UpdateService if that takes it, with what it is where the template says nothing.
struct Setting {
  std::string_view property;
  std::string_view api_name;
  enum class In { kBoth, kCreateOnly } in = In::kBoth;
  std::string_view fallback = {};  ///< JSON; "" if it stays as it is
};
constexpr Setting kSettings[] = {
    {"AvailabilityZoneRebalancing", "availabilityZoneRebalancing", Setting::In::kBoth, R"("DISABLED")"},
    {"DeploymentConfiguration", "deploymentConfiguration", Setting::In::kBoth,
     R"({"maximumPercent": 200, "minimumHealthyPercent": 100})"},
    {"DeploymentController", "deploymentController", Setting::In::kCreateOnly},
    {"DesiredCount", "desiredCount"},
    {"EnableECSManagedTags", "enableECSManagedTags", Setting::In::kBoth, "false"},
    {"EnableExecuteCommand", "enableExecuteCommand", Setting::In::kBoth, "false"},
    {"HealthCheckGracePeriodSeconds", "healthCheckGracePeriodSeconds", Setting::In::kBoth, "0"},
    {"LaunchType", "launchType", Setting::In::kCreateOnly},
    {"NetworkConfiguration", "networkConfiguration"},
    {"PlacementConstraints", "placementConstraints", Setting::In::kBoth, "[]"},
    {"PlacementStrategies", "placementStrategy", Setting::In::kBoth, "[]"},
    {"PlatformVersion", "platformVersion"},
    {"PropagateTags", "propagateTags", Setting::In::kBoth, R"("NONE")"},
    {"SchedulingStrategy", "schedulingStrategy", Setting::In::kCreateOnly},
    {"TaskDefinition", "taskDefinition"},
};

/// What names the service in other operations.
json::object key_params(const ResourceCall& call) {
  json::object params{{"service", call.physical_id}};
  if (call.properties.contains("Cluster")) params["cluster"] = text_of(call.properties, "Cluster");
  return params;
}

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params = key_params(call);
  params.erase("service");
  params["services"] = text_array({call.physical_id});
  ApiResult<json::object> service =
      co_await describe_active(call, "DescribeServices", std::move(params), "services");
  co_return service;
}

ResourceOutcome outcome(const ResourceCall& call, const json::object& service) {
  return {call.physical_id,
          json::object{{"Name", text_of(service, "serviceName")}, {"ServiceArn", call.physical_id}}};
}

/// One deployment is left, and all that it wants is running.
bool is_stable(const json::object& service, const std::vector<json::object>& deployments) {
  if (deployments.size() != 1) return false;
  return text_of(service, "runningCount") == text_of(service, "desiredCount") &&
         text_of(service, "pendingCount") == "0" &&
         text_of(deployments.front(), "rolloutState") != "IN_PROGRESS";
}

bool was_rolled_back(const std::vector<json::object>& deployments) {
  return std::any_of(deployments.begin(), deployments.end(), [](const json::object& deployment) {
    return text_of(deployment, "rolloutState") == "FAILED";
  });
}

Task<ApiResult<ResourceOutcome>> stable(ResourceCall& call) {
  Poll poll{call, TimeLimits::kService, "Service " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object service, co_await describe(call));
    const std::vector<json::object> deployments = objects_of(service, "deployments");
    if (was_rolled_back(deployments)) {
      co_return ApiError{"GeneralServiceException",
                         "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
                         400};
    }
    if (is_stable(service, deployments)) co_return outcome(call, service);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"serviceName", call.physical_id},
                      {"clientToken", call.parts.random.text(32, kLowerHex)}};
  copy_to_ecs(call, kEcsService, "Cluster", "cluster", params);
  for (const Setting& row : kSettings) copy_to_ecs(call, kEcsService, row.property, row.api_name, params);
  const bool is_daemon = text_of(call.properties, "SchedulingStrategy") == "DAEMON";
  if (!params.contains("desiredCount") && !is_daemon) params["desiredCount"] = 1;
  put_ecs_tags(call, params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ecs", "CreateService", params));
  const json::value* made = find(reply, "service");
  if (made && made->is_object()) call.made(text_of(made->get_object(), "serviceArn"));
  co_return co_await stable(call);
}

bool is_deployed_anew(const ResourceCall& call) {
  const json::value* force = find(call.properties, "ForceNewDeployment");
  return has_changed(call, "ForceNewDeployment") && force && force->is_object() &&
         text_of(force->get_object(), "EnableForceNewDeployment") == "true";
}

/// What has changed, and no more: the rest may have been changed by others, the desired count by scaling.
json::object changes(const ResourceCall& call) {
  json::object params = key_params(call);
  for (const Setting& row : kSettings) {
    if (row.in == Setting::In::kCreateOnly || !has_changed(call, row.property)) continue;
    if (!row.fallback.empty()) params[row.api_name] = json::parse(row.fallback);
    copy_to_ecs(call, kEcsService, row.property, row.api_name, params);
  }
  if (is_deployed_anew(call)) params["forceNewDeployment"] = true;
  return params;
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const json::object params = changes(call);
  if (params.size() > key_params(call).size()) {
    ENI_CO_CHECK(co_await call.call("ecs", "UpdateService", params));
  }
  ENI_CO_CHECK(co_await update_ecs_tags(call, call.physical_id));
  co_return co_await stable(call);
}

/// Stops its tasks, deletes it, and waits until they have gone: their interfaces hold the subnets.
Task<ApiResult<void>> remove(ResourceCall& call) {
  if (text_of(call.properties, "SchedulingStrategy") != "DAEMON") {
    json::object none = key_params(call);
    none["desiredCount"] = 0;
    const ApiResult<json::object> reply = co_await call.call("ecs", "UpdateService", none);
    if (reply.has_error()) co_return tolerate_missing(reply);
  }
  json::object params = key_params(call);
  params["force"] = true;
  const ApiResult<json::object> reply = co_await call.call("ecs", "DeleteService", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  Poll poll{call, TimeLimits::kService, "Service " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> service = co_await describe(call);
    if (service.has_error()) co_return tolerate_missing(service);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const ApiResult<json::object> service = co_await describe(call);
  co_return found(service);
}

}  // namespace

const ResourceType kEcsService{
    .name = "AWS::ECS::Service",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "ServiceName",
    .name_rule = {255},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
