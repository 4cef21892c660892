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

std::optional<PropertyProblem> refuses_capacity_providers(const json::object& properties) {
  std::vector<std::string> names = texts_at(properties, "CapacityProviders");
  for (const json::object& item : objects_of(properties, "DefaultCapacityProviderStrategy")) {
    names.push_back(scalar_text_at(item, "CapacityProvider"));
  }
  for (const std::string& name : names) {
    if (name == "FARGATE" || name == "FARGATE_SPOT") continue;
    return PropertyProblem{"CapacityProviders",
                           "Capacity provider " + name + " is not supported by the sandbox"};
  }
  return std::nullopt;
}

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
              .tagging = &kEcsTagging},
    .arn_prefix = "cluster/",
    .refuses = refuses_capacity_providers,
};

}  // namespace eni::sandbox::cloudformation
