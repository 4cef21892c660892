/// AWS::ECS::Service.
#include <algorithm>

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

/// One deployment is left, and all that it wants is running. For one that has failed ECS moves nothing any more: the one before
/// it stays beside it.
bool is_stable(const json::object& service, const std::vector<json::object>& deployments) {
  if (deployments.empty()) return false;
  const bool has_failed = scalar_text_at(deployments.front(), "rolloutState") == "FAILED";
  if (deployments.size() > 1 && !has_failed) return false;
  return scalar_text_at(service, "runningCount") == scalar_text_at(service, "desiredCount") &&
         scalar_text_at(service, "pendingCount") == "0" &&
         scalar_text_at(deployments.front(), "rolloutState") != "IN_PROGRESS";
}

/// Under a deployment that has failed ECS starts no tasks, however many are wanted: a service that lacks some waits for another
/// deployment, which no step makes that has changed the count alone. Source: Amazon ECS API Reference, Deployment, rolloutState.
bool is_stalled(const json::object& service, const std::vector<json::object>& deployments) {
  return !deployments.empty() && scalar_text_at(deployments.front(), "rolloutState") == "FAILED" &&
         scalar_text_at(service, "pendingCount") == "0" &&
         integer_at(service, "runningCount") < integer_at(service, "desiredCount");
}

/// What the step's journal keeps: the PRIMARY deployment before an update, and the one that the step has made, "" if it made none.
constexpr std::string_view kBefore = "Before";
constexpr std::string_view kDeployment = "Deployment";

std::string primary_of(const json::object& service) {
  const std::vector<json::object> deployments = objects_of(service, "deployments");
  return deployments.empty() ? std::string{} : scalar_text_at(deployments.front(), "id");
}

/// UpdateService makes a deployment only where tasks are to become others. A creation whose reply is known by its id alone keeps
/// nothing here.
void take_reply(ResourceCall& call, const json::object& reply) {
  json::object state = call.step->state();
  const std::string primary = primary_of(object_at(reply, "service"));
  if (primary.empty() && !state.contains(kBefore)) return;
  state[kDeployment] = primary == scalar_text_at(state, kBefore) ? std::string{} : primary;
  call.step->keep(state, {});
}

/// By its state, or by an event: a deployment that has failed is shown for a while only.
bool has_failed(const json::object& service, const std::string& id) {
  if (id.empty()) return false;
  for (const json::object& deployment : objects_of(service, "deployments"))
    if (scalar_text_at(deployment, "id") == id && scalar_text_at(deployment, "rolloutState") == "FAILED")
      return true;
  const std::vector<json::object> events = objects_of(service, "events");
  return std::any_of(events.begin(), events.end(), [&id](const json::object& event) {
    return scalar_text_at(event, "message").find("(deployment " + id + ") deployment failed:") !=
           std::string::npos;
  });
}

/// ECS tells CloudFormation of a failure once it has rolled back: the stack's own rollback then finds the service at rest.
/// Source: a maintainer's word, aws/containers-roadmap issue 1205.
bool is_being_rolled_back(const json::object& service, const std::string& failed) {
  const std::vector<json::object> deployments = objects_of(service, "deployments");
  return !deployments.empty() && scalar_text_at(deployments.front(), "id") != failed &&
         scalar_text_at(deployments.front(), "rolloutState") == "IN_PROGRESS";
}

/// Judges the deployment that the step has made and no other; without one it waits until the service is steady. Tags alone, for
/// which no service is updated, are not waited for: assumed.
Task<ApiResult<ResourceOutcome>> stable(ResourceCall& call) {
  Poll poll{call, TimeLimits::kService, "Service " + call.physical_id};
  const json::object kept = call.step ? call.step->state() : json::object{{kDeployment, ""}};
  const bool is_known = kept.contains(kDeployment);
  const bool is_untouched = kept.contains(kBefore) && !is_known;
  std::string made = scalar_text_at(kept, kDeployment);
  bool is_failed = false;
  for (;;) {
    ENI_CO_TRY(const json::object service, co_await read_living(kEcsService, call));
    if (is_untouched) co_return outcome_of(kEcsService, call, &service);
    if (!is_known && made.empty()) made = primary_of(service);
    const std::vector<json::object> deployments = objects_of(service, "deployments");
    // Assumed: no source tells what CloudFormation says of a service that another deployment has stalled.
    is_failed = is_failed || has_failed(service, made) || is_stalled(service, deployments);
    if (is_failed && !is_being_rolled_back(service, made)) {
      co_return ApiError{std::string(kGeneralServiceException),
                         "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
                         400};
    }
    if (!is_failed && is_stable(service, deployments)) co_return outcome_of(kEcsService, call, &service);
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// A step that goes on after a restart does not update the service again: that would deploy once more what ECS has rolled back.
/// Where the service cannot be read, UpdateService says why.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  json::object state = call.step->state();
  if (state.contains(kDeployment)) {
    ENI_CO_CHECK(co_await change_tags(kEcsService, call, call.physical_id));
    co_return co_await stable(call);
  }
  if (!state.contains(kBefore)) {
    const ApiResult<json::object> service = co_await read_living(kEcsService, call);
    state[kBefore] = service.has_error() ? std::string{} : primary_of(*service);
    call.step->keep(state, {});
  }
  co_return co_await update_by_row(kEcsService, call);
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
    .take_reply = take_reply,
    .outcome = stable,
    .update = update,
    .remove = remove,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
