/// AWS::ECS::Cluster.
#include "sandbox/services/cloudformation/resources/ecs/ecs.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kSettings[] = {
    {"Name"},
    {"Value"},
};
constexpr Member kLogConfiguration[] = {
    {"CloudWatchEncryptionEnabled", Shape::kBoolean},
    {"CloudWatchLogGroupName"},
    {"S3BucketName"},
    {"S3EncryptionEnabled", Shape::kBoolean},
    {"S3KeyPrefix"},
};
constexpr Member kExecuteCommandConfiguration[] = {
    {"KmsKeyId"},
    {"LogConfiguration", Shape::kObject, kLogConfiguration},
    {"Logging"},
};
constexpr Member kManagedStorageConfiguration[] = {
    {"FargateEphemeralStorageKmsKeyId"},
    {"KmsKeyId"},
};
constexpr Member kConfiguration[] = {
    {"ExecuteCommandConfiguration", Shape::kObject, kExecuteCommandConfiguration},
    {"ManagedStorageConfiguration", Shape::kObject, kManagedStorageConfiguration},
};
constexpr Member kStrategy[] = {
    {"Base", Shape::kInteger},
    {"CapacityProvider"},
    {"Weight", Shape::kInteger},
};
constexpr Member kServiceConnectDefaults[] = {{"Namespace"}};
const Property kProperties[] = {
    {"CapacityProviders", Shape::kList},
    {"ClusterName", Shape::kText, OnChange::kReplace},
    {"ClusterSettings", Shape::kList, OnChange::kUpdate, Presence::kOptional, kSettings},
    {"Configuration", Shape::kObject, OnChange::kUpdate, Presence::kOptional, kConfiguration},
    {"DefaultCapacityProviderStrategy", Shape::kList, OnChange::kUpdate, Presence::kOptional, kStrategy},
    {"ServiceConnectDefaults", Shape::kObject, OnChange::kUpdate, Presence::kOptional,
     kServiceConnectDefaults},
    {"Tags", Shape::kList},
};
constexpr std::string_view kAttributes[] = {"Arn"};

/// A property of UpdateCluster, with what it is where the template says nothing. There is no asking for the built-in
/// containerInsights: disabled is what it is.
struct Setting {
  std::string_view property;
  std::string_view api_name;
  std::string_view fallback;  ///< JSON
};
constexpr Setting kUpdated[] = {
    {"ClusterSettings", "settings", R"([{"name": "containerInsights", "value": "disabled"}])"},
    {"Configuration", "configuration", R"({"executeCommandConfiguration": {"logging": "DEFAULT"}})"},
    {"ServiceConnectDefaults", "serviceConnectDefaults", R"({"namespace": ""})"},
};

/// Properties of PutClusterCapacityProviders, which takes both or none.
constexpr Setting kCapacity[] = {
    {"CapacityProviders", "capacityProviders", "[]"},
    {"DefaultCapacityProviderStrategy", "defaultCapacityProviderStrategy", "[]"},
};

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

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"Arn", arn_of(call)}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"clusterName", call.physical_id}};
  for (const Setting& row : kUpdated) copy_to_ecs(call, kEcsCluster, row.property, row.api_name, params);
  for (const Setting& row : kCapacity) copy_to_ecs(call, kEcsCluster, row.property, row.api_name, params);
  put_ecs_tags(call, params);
  ENI_CO_CHECK(co_await call.call("ecs", "CreateCluster", params));
  call.made(call.physical_id);
  co_return outcome(call);
}

Task<ApiResult<void>> update_capacity(ResourceCall& call) {
  json::object params{{"cluster", call.physical_id}};
  bool is_other = false;
  for (const Setting& row : kCapacity) {
    is_other = is_other || has_changed(call, row.property);
    params[row.api_name] = json::parse(row.fallback);
    copy_to_ecs(call, kEcsCluster, row.property, row.api_name, params);
  }
  if (is_other) ENI_CO_CHECK(co_await call.call("ecs", "PutClusterCapacityProviders", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  json::object params{{"cluster", call.physical_id}};
  for (const Setting& row : kUpdated) {
    if (!has_changed(call, row.property)) continue;
    params[row.api_name] = json::parse(row.fallback);
    copy_to_ecs(call, kEcsCluster, row.property, row.api_name, params);
  }
  if (params.size() > 1) ENI_CO_CHECK(co_await call.call("ecs", "UpdateCluster", params));
  ENI_CO_CHECK(co_await update_capacity(call));
  ENI_CO_CHECK(co_await update_ecs_tags(call, arn_of(call)));
  co_return outcome(call);
}

/// Waits while hosts and tasks of other resources of the stack are still leaving.
Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"cluster", call.physical_id}};
  static constexpr std::string_view kInTheWay[] = {
      "ClusterContainsContainerInstancesException", "ClusterContainsServicesException",
      "ClusterContainsTasksException", "UpdateInProgressException"};
  co_return co_await remove_patiently(call, "ecs", "DeleteCluster", std::move(params), kInTheWay);
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  json::object params;
  params["clusters"] = text_array({call.physical_id});
  const ApiResult<json::object> cluster =
      co_await describe_active(call, "DescribeClusters", std::move(params), "clusters");
  co_return found(cluster);
}

}  // namespace

const ResourceType kEcsCluster{
    .name = "AWS::ECS::Cluster",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "ClusterName",
    .name_rule = {255},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .is_taggable = true,
    .refuses = refuses,
};

}  // namespace eni::sandbox::cloudformation
