/// ECS's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// One that somebody has deregistered already is as good as gone.
bool is_inactive(const ApiError& error) {
  return error.message.find("inactive") != std::string::npos ||
         error.message.find("Unable to describe task definition") != std::string::npos;
}

Task<ApiResult<void>> deregister(ResourceCall& call) {
  // The name of a family whose registration was interrupted: nothing is registered under it.
  if (!call.physical_id.starts_with("arn:")) co_return ApiResult<void>{};
  const json::object params{{"taskDefinition", call.physical_id}};
  const ApiResult<json::object> reply = co_await call.call("ecs", "DeregisterTaskDefinition", params);
  if (reply.has_error() && is_inactive(reply.error())) co_return ApiResult<void>{};
  co_return tolerate_missing(reply);
}

const ResourceType kTypes[] = {
    {
        // The other hand of a cluster's CapacityProviders; a cluster has them from one place or the other.
        .name = "AWS::ECS::ClusterCapacityProviderAssociations",
        .calls = {.service = "ecs",
                  .keys = {"Cluster"},
                  .create = "PutClusterCapacityProviders",
                  .takes = {"CapacityProviders", "DefaultCapacityProviderStrategy"},
                  .create_with = R"({"capacityProviders": []})",
                  .id_from = {"Cluster"},
                  .update = "PutClusterCapacityProviders",
                  .sends = ServiceCalls::Sends::kAll,
                  .update_with = R"({"capacityProviders": []})",
                  .remove = "PutClusterCapacityProviders",
                  .remove_with = R"({"capacityProviders": [], "defaultCapacityProviderStrategy": []})",
                  .in_the_way = kEcsClusterIsBusy,
                  .busy = kEcsClusterIsBusy},
    },
    {
        // All but its tags is replaced by another revision, or, without a Family, by another family.
        .name = "AWS::ECS::TaskDefinition",
        .attributes = {"TaskDefinitionArn"},
        .name_rule = {255},
        .calls = {.service = "ecs",
                  .create = "RegisterTaskDefinition",
                  .name_member = "family",
                  .takes = {"ContainerDefinitions", "Cpu", "EnableFaultInjection", "EphemeralStorage",
                            "ExecutionRoleArn", "Family", "InferenceAccelerators", "IpcMode", "Memory",
                            "NetworkMode", "PidMode", "PlacementConstraints", "ProxyConfiguration",
                            "RequiresCompatibilities", "RuntimePlatform", "TaskRoleArn", "Volumes"},
                  .create_with = R"({"containerDefinitions": []})",
                  .made = "taskDefinition",
                  .id = "taskDefinitionArn",
                  .tagging = &kEcsTagging},
        .remove = deregister,
    },
};

}  // namespace

const std::span<const ResourceType> kEcsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
