/// AWS::AutoScaling::AutoScalingGroup.
#include "sandbox/services/cloudformation/resources/autoscaling/group_deletion.h"
#include "sandbox/services/cloudformation/resources/autoscaling/group_stability.h"
#include "sandbox/services/cloudformation/resources/autoscaling/group_tags.h"
#include "sandbox/services/cloudformation/resources/autoscaling/rolling_update.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/signals.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

/// What the template says of sizes counts again with every update of the group, whatever has set them meanwhile.
void send_sizes(const ResourceCall& call, json::object& params) {
  if (ignores_unmodified_sizes(call.update_policy)) return;
  for (const char* size : {"MinSize", "MaxSize", "DesiredCapacity"}) {
    put_property(kAutoScalingGroup, call, {size}, params);
  }
}

/// The names that a template asks for; none stands for all of them.
struct Metrics {
  bool are_all = false;
  std::vector<std::string> names;
  bool operator==(const Metrics&) const = default;
};

Metrics metrics_of(const json::object& properties) {
  Metrics metrics;
  for (const json::object& collection : objects_of(properties, "MetricsCollection")) {
    const std::vector<std::string> names = texts_at(collection, "Metrics");
    metrics.are_all = metrics.are_all || names.empty();
    metrics.names.insert(metrics.names.end(), names.begin(), names.end());
  }
  return metrics;
}

json::object metrics_params(const ResourceCall& call, const Metrics& metrics) {
  json::object params{{"AutoScalingGroupName", call.physical_id}};
  if (!metrics.are_all) params["Metrics"] = text_array(metrics.names);
  return params;
}

Task<ApiResult<void>> change_metrics(ResourceCall& call) {
  const Metrics before = metrics_of(call.old_properties);
  const Metrics after = metrics_of(call.properties);
  if (before == after) co_return ApiResult<void>{};
  if (before.are_all || !before.names.empty()) {
    const json::object params = metrics_params(call, before);
    ENI_CO_CHECK(co_await call.call("autoscaling", "DisableMetricsCollection", params));
  }
  if (after.are_all || !after.names.empty()) {
    json::object params = metrics_params(call, after);
    params["Granularity"] = "1Minute";
    ENI_CO_CHECK(co_await call.call("autoscaling", "EnableMetricsCollection", params));
  }
  co_return ApiResult<void>{};
}

/// CloudFormation has words of its own for a launch configuration that there is not.
ApiError creation_error(const ResourceCall& call, ApiError error) {
  if (!error.message.starts_with("Launch configuration name not found")) return error;
  return in_full("AutoScalingGroup's LaunchConfiguration " +
                 scalar_text_at(call.properties, "LaunchConfigurationName") + " not found");
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const TimePoint began = call.parts.scheduler.now();
  const ApiResult<ResourceOutcome> made = co_await create_by_row(kAutoScalingGroup, call);
  if (made.has_error()) co_return creation_error(call, made.error());
  ENI_CO_CHECK(co_await group_in_service(call));
  ENI_CO_CHECK(co_await wait_for_creation_signals(call, began, Signallers::kGroup));
  ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call));
  co_return outcome_of(kAutoScalingGroup, call, &group);
}

/// The group's properties first, unless that was done before a restart; then its instances.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (!is_rolling(call)) ENI_CO_CHECK(co_await update_by_row(kAutoScalingGroup, call));
  if (auto policy = rolling_policy(call.update_policy)) {
    ENI_CO_CHECK(co_await roll(call, *std::move(policy)));
  }
  co_return co_await current_outcome(kAutoScalingGroup, call);
}

/// AutoScalingReplacingUpdate.
bool is_to_be_replaced(const json::object& update_policy, const PropertyChanges& changes) {
  static constexpr std::string_view kSources[] = {"LaunchConfigurationName", "LaunchTemplate",
                                                  "MixedInstancesPolicy", "VPCZoneIdentifier"};
  return will_replace(update_policy) &&
         std::any_of(changes.changed.begin(), changes.changed.end(), [](const std::string& name) {
           return std::find(std::begin(kSources), std::end(kSources), name) != std::end(kSources);
         });
}

}  // namespace

const ResourceType kAutoScalingGroup{
    .name = "AWS::AutoScaling::AutoScalingGroup",
    .attributes = {{"AutoScalingGroupARN", "AutoScalingGroupARN"}},
    .name_property = "AutoScalingGroupName",
    .name_rule = {255},
    .calls = {.service = "autoscaling",
              .id_member = "AutoScalingGroupName",
              .create = "CreateAutoScalingGroup",
              .name_member = "AutoScalingGroupName",
              .takes = {{"AvailabilityZoneDistribution", "",
                         R"({"CapacityDistributionStrategy": "balanced-best-effort"})"},
                        {"AvailabilityZones"},
                        {"CapacityRebalance", "", "false"},
                        {"Cooldown", "DefaultCooldown", "300"},
                        {"DefaultInstanceWarmup", "", "-1"},
                        "DeletionProtection",
                        "DesiredCapacity",
                        {"HealthCheckGracePeriod", "", "0"},
                        {"HealthCheckType", "", R"("EC2")"},
                        "LaunchConfigurationName",
                        "LaunchTemplate",
                        {"LifecycleHookSpecificationList", In::kCreate},
                        {"MaxInstanceLifetime", "", "0"},
                        "MaxSize",
                        "MinSize",
                        "MixedInstancesPolicy",
                        {"NewInstancesProtectedFromScaleIn", "", "false"},
                        "ServiceLinkedRoleARN",
                        {"TargetGroupARNs", In::kCreate},
                        {"TerminationPolicies", "", R"(["Default"])"},
                        "VPCZoneIdentifier"},
              .read = "DescribeAutoScalingGroups",
              .item = "AutoScalingGroups",
              .states = {.limit = TimeLimits::kGroup},
              .update = "UpdateAutoScalingGroup",
              .lists = {{.property = "LifecycleHookSpecificationList",
                         .member = "LifecycleHookName",
                         .add = "PutLifecycleHook",
                         .remove = "DeleteLifecycleHook",
                         .at = Setting::At::kUpdate},
                        {.property = "TargetGroupARNs",
                         .member = "TargetGroupARNs",
                         .add = "AttachLoadBalancerTargetGroups",
                         .remove = "DetachLoadBalancerTargetGroups",
                         .at = Setting::At::kUpdate}}},
    .reads = {"MetricsCollection", "Tags"},
    .prepare = put_group_tags,
    .prepare_update = send_sizes,
    .change = change_group_tags,
    .configure = change_metrics,
    .create = create,
    .update = update,
    .remove = remove_group,
    .policies = ResourceType::Policies::kCreationAndUpdate,
    .replaces_by_policy = is_to_be_replaced,
    .differences =
        "it is deleted when its instances have left, for which it waits three hours; a creation ends with "
        "its "
        "first failed launch that is not for want of capacity; MinActiveInstancesPercent of UpdatePolicy is "
        "refused",
};

}  // namespace eni::sandbox::cloudformation
