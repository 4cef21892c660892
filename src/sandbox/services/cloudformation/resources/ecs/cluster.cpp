/// AWS::ECS::Cluster.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;

/// Hosts and tasks of other resources of the stack are still leaving.
constexpr std::string_view kInTheWay[] = {"ClusterContainsContainerInstancesException",
                                          "ClusterContainsServicesException", "ClusterContainsTasksException",
                                          "UpdateInProgressException"};

}  // namespace

const ResourceType kEcsCluster{
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
                        {"Configuration", "", R"({"executeCommandConfiguration": {"logging": "DEFAULT"}})"},
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
};

}  // namespace eni::sandbox::cloudformation
