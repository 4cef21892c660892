/// AWS::ECS::Cluster.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/members.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Properties of PutClusterCapacityProviders, which takes both or none.
constexpr Parameter kCapacity[] = {
    {"CapacityProviders", "", "[]", Parameter::In::kCreate},
    {"DefaultCapacityProviderStrategy", "", "[]", Parameter::In::kCreate},
};

/// Hosts and tasks of other resources of the stack are still leaving.
constexpr std::string_view kInTheWay[] = {"ClusterContainsContainerInstancesException",
                                          "ClusterContainsServicesException", "ClusterContainsTasksException",
                                          "UpdateInProgressException"};

/// Providers that are groups of hosts: the sandbox has those of Fargate only, as names.
std::optional<PropertyProblem> refuses(const json::object& properties) {
  std::vector<std::string> names = texts_of(properties, "CapacityProviders");
  for (const json::object& item : objects_of(properties, "DefaultCapacityProviderStrategy")) {
    names.push_back(text_of(item, "CapacityProvider"));
  }
  for (const std::string& name : names) {
    if (name == "FARGATE" || name == "FARGATE_SPOT") continue;
    return PropertyProblem{"CapacityProviders", "Capacity provider " + name +
                                                    " of AWS::ECS::Cluster is not supported by the sandbox"};
  }
  return std::nullopt;
}

std::string arn_of(const ResourceCall& call) {
  return call.regional_arn("ecs", "cluster/" + call.physical_id);
}

Task<ApiResult<void>> update_capacity(ResourceCall& call) {
  json::object params{{"cluster", call.physical_id}};
  bool is_other = false;
  for (const Parameter& row : kCapacity) {
    is_other = is_other || has_changed(call, row.property);
    params[api_name(row.property, ApiStyle::kSmallNames)] = json::parse(row.fallback);
    put_property(kEcsCluster, call, row, params);
  }
  if (is_other) ENI_CO_CHECK(co_await call.call("ecs", "PutClusterCapacityProviders", params));
  co_return ApiResult<void>{};
}

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
                        kCapacity[0],
                        kCapacity[1]},
              .read = "DescribeClusters",
              .read_list = "clusters",
              .item = "clusters",
              .states = {.path = "status", .gone = {"INACTIVE"}},
              .update = "UpdateCluster",
              .remove = "DeleteCluster",
              .in_the_way = kInTheWay,
              .tagging = &kEcsTagging},
    .is_taggable = true,
    .change = update_capacity,
    .arn = arn_of,
    .refuses = refuses,
};

}  // namespace eni::sandbox::cloudformation
