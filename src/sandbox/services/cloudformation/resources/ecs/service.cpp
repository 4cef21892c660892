/// AWS::ECS::Service.
#include <optional>
#include <set>

#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

/// EC2 is what a service without a launch type has.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  const auto launch_type = [](const json::object& properties) {
    const std::string text = scalar_text_at(properties, "LaunchType");
    return text.empty() ? std::string("EC2") : text;
  };
  return launch_type(before) != launch_type(after);
}

/// One deployment is left, and all that it wants is running.
bool is_stable(const json::object& service, const std::vector<json::object>& deployments) {
  if (deployments.size() != 1) return false;
  return scalar_text_at(service, "runningCount") == scalar_text_at(service, "desiredCount") &&
         scalar_text_at(service, "pendingCount") == "0" &&
         scalar_text_at(deployments.front(), "rolloutState") != "IN_PROGRESS";
}

std::set<std::string> failed_ids(const std::vector<json::object>& deployments) {
  std::set<std::string> ids;
  for (const json::object& deployment : deployments)
    if (scalar_text_at(deployment, "rolloutState") == "FAILED") ids.insert(scalar_text_at(deployment, "id"));
  return ids;
}

bool is_rollback(const json::object& deployment) {
  return scalar_text_at(deployment, "rolloutStateReason").find("rolling back to") != std::string::npos;
}

/// Deployments that had failed before the service was changed may be shown for a while.
Task<ApiResult<ResourceOutcome>> stable(ResourceCall& call) {
  Poll poll{call, TimeLimits::kService, "Service " + call.physical_id};
  std::optional<std::set<std::string>> former;
  for (;;) {
    ENI_CO_TRY(const json::object service, co_await read_living(kEcsService, call));
    const std::vector<json::object> deployments = objects_of(service, "deployments");
    std::set<std::string> failed = failed_ids(deployments);
    const bool is_rolled_back = !deployments.empty() && is_rollback(deployments.front());
    if (!former) {
      former = failed;
      if (!deployments.empty()) former->erase(scalar_text_at(deployments.front(), "id"));
    }
    std::erase_if(failed, [&former](const std::string& id) { return former->contains(id); });
    if (is_rolled_back || !failed.empty()) {
      co_return ApiError{std::string(kGeneralServiceException),
                         "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
                         400};
    }
    if (is_stable(service, deployments)) co_return outcome_of(kEcsService, call, &service);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

ApiResult<void> prepare(const ResourceCall& call, json::object& params) {
  const bool is_daemon = scalar_text_at(call.properties, "SchedulingStrategy") == "DAEMON";
  if (!is_daemon) params.emplace("desiredCount", 1);
  return {};
}

void prepare_update(const ResourceCall& call, json::object& params) {
  const bool is_wanted =
      text_at_path(call.properties, "ForceNewDeployment.EnableForceNewDeployment") == "true";
  if (is_wanted && has_changed(call, "ForceNewDeployment")) params["forceNewDeployment"] = true;
}

/// Stops its tasks, deletes it, and waits until they have gone: their interfaces hold the subnets.
Task<ApiResult<void>> remove(ResourceCall& call) {
  if (scalar_text_at(call.properties, "SchedulingStrategy") != "DAEMON") {
    json::object none = key_params(kEcsService, call);
    none["desiredCount"] = 0;
    const ApiResult<json::object> reply = co_await call.call("ecs", "UpdateService", none);
    if (reply.has_error()) co_return tolerate_missing(reply);
  }
  json::object params = key_params(kEcsService, call);
  params["force"] = true;
  const ApiResult<json::object> reply = co_await call.call("ecs", "DeleteService", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  co_return co_await when_gone(kEcsService, call);
}

}  // namespace

const ResourceType kEcsService{
    .name = "AWS::ECS::Service",
    .attributes = {{"Name", "serviceName"}, "ServiceArn"},
    .name_property = "ServiceName",
    .name_rule = {255},
    .calls =
        {.service = "ecs",
         .id_member = "service",
         .keys = {"Cluster"},
         .create = "CreateService",
         .name_member = "serviceName",
         .token_member = "clientToken",
         // An update sends what has changed and no more: others may have changed the rest, scaling the desired count.
         .takes = {"AvailabilityZoneRebalancing",
                   {"CapacityProviderStrategy", "", "[]"},
                   {"DeploymentConfiguration", "",
                    R"({"maximumPercent": 200, "minimumHealthyPercent": 100})"},
                   {"DeploymentController", In::kCreate},
                   "DesiredCount",
                   {"EnableECSManagedTags", "", "false"},
                   {"EnableExecuteCommand", "", "false"},
                   {"HealthCheckGracePeriodSeconds", "", "0"},
                   {"LaunchType", In::kCreate},
                   {"LoadBalancers", "", "[]"},
                   "NetworkConfiguration",
                   {"PlacementConstraints", "", "[]"},
                   {"PlacementStrategies", "placementStrategy", "[]"},
                   "PlatformVersion",
                   {"PropagateTags", "", R"("NONE")"},
                   {"SchedulingStrategy", In::kCreate},
                   {"ServiceRegistries", "", "[]"},
                   "TaskDefinition"},
         .made = "service",
         .id = "serviceArn",
         .read = "DescribeServices",
         .item = "services",
         .states = {.path = "status", .gone = {"INACTIVE"}, .limit = TimeLimits::kService},
         .update = "UpdateService",
         .tagging = &kEcsTagging},
    .reads = {"ForceNewDeployment"},
    .changes = {{"LaunchType", OnChange::kConditional}},
    .prepare = prepare,
    .prepare_update = prepare_update,
    .outcome = stable,
    .remove = remove,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
