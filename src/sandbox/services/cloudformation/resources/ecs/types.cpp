/// ECS's types that need little more than a row.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

/// Hosts and tasks of other resources of the stack are still leaving.
constexpr std::string_view kInTheWay[] = {"ClusterContainsContainerInstancesException",
                                          "ClusterContainsServicesException", "ClusterContainsTasksException",
                                          "UpdateInProgressException"};

/// Service Connect, which the sandbox has not.
std::optional<PropertyProblem> refuses_service_connect(const json::object& properties) {
  const json::value* name = property_at(properties, "ServiceConnectDefaults.Namespace");
  if (!name || as_text(*name).empty()) return std::nullopt;
  return PropertyProblem{"ServiceConnectDefaults",
                         "ServiceConnectDefaults of AWS::ECS::Cluster is not supported by the sandbox"};
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::ECS::Cluster",
        .attributes = {{"Arn", Attribute::From::kArn}},
        .name_property = "ClusterName",
        .name_rule = {255},
        .calls = {.service = "ecs",
                  .id_member = "cluster",
                  .create = "CreateCluster",
                  .name_member = "clusterName",
                  // There is no asking for the built-in containerInsights: disabled is what it is.
                  .takes = {{"ClusterSettings", "settings",
                             R"([{"name": "containerInsights", "value": "disabled"}])"},
                            {"Configuration", "",
                             R"({"executeCommandConfiguration": {"logging": "DEFAULT"}})"},
                            {"ServiceConnectDefaults", "", R"({"namespace": ""})"},
                            {"CapacityProviders", In::kCreate},
                            {"DefaultCapacityProviderStrategy", In::kCreate}},
                  .read = "DescribeClusters",
                  .item = "clusters",
                  .states = {.path = "status", .gone = {"INACTIVE"}},
                  .update = "UpdateCluster",
                  .settings = {{.put = "PutClusterCapacityProviders",
                                .takes = {{"CapacityProviders", "", "[]"},
                                          {"DefaultCapacityProviderStrategy", "", "[]"}},
                                .at = Setting::At::kUpdate}},
                  .remove = "DeleteCluster",
                  .in_the_way = kInTheWay,
                  .busy = kEcsClusterIsBusy,
                  .tagging = &kEcsTagging},
        .arn_prefix = "cluster/",
        .refuses = refuses_service_connect,
    },
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
                  .id_member = "taskDefinition",
                  .create = "RegisterTaskDefinition",
                  .name_member = "family",
                  .takes = {"ContainerDefinitions", "Cpu", "EnableFaultInjection", "EphemeralStorage",
                            "ExecutionRoleArn", "Family", "InferenceAccelerators", "IpcMode", "Memory",
                            "NetworkMode", "PidMode", "PlacementConstraints", "ProxyConfiguration",
                            "RequiresCompatibilities", "RuntimePlatform", "TaskRoleArn", "Volumes"},
                  .create_with = R"({"containerDefinitions": []})",
                  .made = "taskDefinition",
                  .id = "taskDefinitionArn",
                  .remove = "DeregisterTaskDefinition",
                  .tagging = &kEcsTagging},
    },
};

}  // namespace

const std::span<const ResourceType> kEcsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
