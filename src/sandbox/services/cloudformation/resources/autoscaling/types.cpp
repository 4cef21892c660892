/// Auto Scaling's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using From = Attribute::From;

/// Its groups of the same stack are still leaving.
constexpr std::string_view kInTheWay[] = {"ResourceInUse", "ScalingActivityInProgress"};

/// "arn:…:policyName/NAME" or "NAME".
std::string policy_name(const std::string& id) {
  constexpr std::string_view kMark = ":policyName/";
  const std::size_t at = id.find(kMark);
  return at == std::string::npos ? id : id.substr(at + kMark.size());
}

/// Ref of a policy is its ARN, and a policy is put under its name.
ApiResult<void> name_policy(const ResourceCall& call, json::object& params) {
  params["PolicyName"] = policy_name(call.physical_id);
  return {};
}

void policy_attributes(const ResourceCall& call, const json::object&, json::object& attributes) {
  attributes["PolicyName"] = policy_name(call.physical_id);
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::AutoScaling::LaunchConfiguration",
        .name_property = "LaunchConfigurationName",
        .name_rule = {255},
        .calls = {.service = "autoscaling",
                  .id_member = "LaunchConfigurationName",
                  .create = "CreateLaunchConfiguration",
                  .name_member = "LaunchConfigurationName",
                  .takes = {"AssociatePublicIpAddress",
                            "BlockDeviceMappings",
                            "EbsOptimized",
                            "IamInstanceProfile",
                            "ImageId",
                            {"InstanceMonitoring", "InstanceMonitoring.Enabled"},
                            "InstanceType",
                            "KeyName",
                            "MetadataOptions",
                            "SecurityGroups",
                            "SpotPrice",
                            "UserData"},
                  .read = "DescribeLaunchConfigurations",
                  .item = "LaunchConfigurations",
                  .remove = "DeleteLaunchConfiguration",
                  .in_the_way = kInTheWay},
    },
    {
        .name = "AWS::AutoScaling::LifecycleHook",
        .name_property = "LifecycleHookName",
        .name_rule = {255},
        .calls = {.service = "autoscaling",
                  .id_member = "LifecycleHookName",
                  .keys = {"AutoScalingGroupName"},
                  .create = "PutLifecycleHook",
                  .name_member = "LifecycleHookName",
                  .takes = {{"DefaultResult", "", R"("ABANDON")"},
                            {"HeartbeatTimeout", "", "3600"},
                            "LifecycleTransition",
                            "NotificationMetadata",
                            {"NotificationTargetARN", "", R"("")"},
                            "RoleARN"},
                  .read = "DescribeLifecycleHooks",
                  .item = "LifecycleHooks",
                  .update = "PutLifecycleHook",
                  .remove = "DeleteLifecycleHook"},
    },
    {
        .name = "AWS::AutoScaling::ScalingPolicy",
        .attributes = {"Arn", {"PolicyName", From::kFunction}},
        .name_rule = {255},
        .calls = {.service = "autoscaling",
                  .id_member = "PolicyName",
                  .keys = {"AutoScalingGroupName"},
                  .create = "PutScalingPolicy",
                  .name_member = "PolicyName",
                  .takes = {"AdjustmentType", "Cooldown", "EstimatedInstanceWarmup", "MetricAggregationType",
                            "MinAdjustmentMagnitude", "PolicyType", "ScalingAdjustment", "StepAdjustments",
                            "TargetTrackingConfiguration"},
                  .id = "PolicyARN",
                  .update = "PutScalingPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeletePolicy"},
        .prepare = name_policy,
        .attributes_of = policy_attributes,
    },
    {
        .name = "AWS::AutoScaling::ScheduledAction",
        .attributes = {"ScheduledActionName"},
        .name_rule = {255},
        .calls = {.service = "autoscaling",
                  .id_member = "ScheduledActionName",
                  .keys = {"AutoScalingGroupName"},
                  .create = "PutScheduledUpdateGroupAction",
                  .name_member = "ScheduledActionName",
                  .takes = {"DesiredCapacity", "EndTime", "MaxSize", "MinSize", "Recurrence", "StartTime",
                            "TimeZone"},
                  .update = "PutScheduledUpdateGroupAction",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteScheduledAction"},
    },
};

}  // namespace

const std::span<const ResourceType> kAutoScalingTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
