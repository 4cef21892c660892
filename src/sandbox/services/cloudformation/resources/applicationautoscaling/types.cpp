/// Application Auto Scaling's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/poll.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kService = "application-autoscaling";

/// Ref of a target, "service/web/api|ecs:service:DesiredCount|ecs", stands for the three properties of which it consists.
ApiResult<void> name_target(const ResourceCall& call, json::object& params) {
  const std::string target = text_at(call.properties, "ScalingTargetId");
  if (target.empty()) return {};
  const auto first = target.find('|');
  const auto second = first == std::string::npos ? first : target.find('|', first + 1);
  if (second == std::string::npos)  // Assumed wording.
    return aws::validation_error("ScalingTargetId " + target + " is not valid");
  params["ResourceId"] = target.substr(0, first);
  params["ScalableDimension"] = target.substr(first + 1, second - first - 1);
  params["ServiceNamespace"] = target.substr(second + 1);
  return {};
}

/// Ref of a policy, "arn:…:resource/ecs/service/web/api:policyName/NAME:createdBy/UUID", tells all that deletes it.
void name_policy(const ResourceCall& call, json::object& params) {
  constexpr std::string_view kResource = ":resource/";
  constexpr std::string_view kPolicy = ":policyName/";
  const std::string& id = call.physical_id;
  const auto resource = id.find(kResource);
  const auto policy = id.find(kPolicy);
  if (resource == std::string::npos || policy == std::string::npos) return;
  const auto slash = id.find('/', resource + kResource.size());
  params = json::object{
      {"PolicyName", id.substr(policy + kPolicy.size(), id.find(":createdBy/") - policy - kPolicy.size())},
      {"ServiceNamespace", id.substr(resource + kResource.size(), slash - resource - kResource.size())},
      {"ResourceId", id.substr(slash + 1, policy - slash - 1)},
      {"ScalableDimension", "ecs:service:DesiredCount"}};
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::ApplicationAutoScaling::ScalableTarget",
        .attributes = {"Id"},
        .calls = {.service = kService,
                  .keys = {"ResourceId", "ScalableDimension", "ServiceNamespace"},
                  .create = "RegisterScalableTarget",
                  .takes = {"MaxCapacity", "MinCapacity", "RoleARN", "SuspendedState"},
                  .id_from = {"ResourceId", "ScalableDimension", "ServiceNamespace"},
                  .update = "RegisterScalableTarget",
                  .lists = {{.property = "ScheduledActions",
                             .member = "ScheduledActionName",
                             .add = "PutScheduledAction",
                             .remove = "DeleteScheduledAction"}},
                  .remove = "DeregisterScalableTarget"},
    },
    {
        .name = "AWS::ApplicationAutoScaling::ScalingPolicy",
        .attributes = {"Arn"},
        .calls = {.service = kService,
                  .create = "PutScalingPolicy",
                  .takes = {"PolicyName", "PolicyType", "ResourceId", "ScalableDimension", "ServiceNamespace",
                            "StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration"},
                  .id = "PolicyARN",
                  .update = "PutScalingPolicy",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteScalingPolicy"},
        .reads = {"ScalingTargetId"},
        .prepare = name_target,
        .prepare_remove = name_policy,
    },
};

}  // namespace

const std::span<const ResourceType> kApplicationAutoScalingTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
