#include "sandbox/services/ecs/tags/taggable.h"

#include <algorithm>

#include "sandbox/services/ecs/input.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_service_repository.h"
#include "sandbox/store/ecs_task_definition_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

bool cluster_exists(const Call& call, const aws::Arn& arn) {
  const auto cluster = call.store<EcsClusterRepository>().find(place_of(call), arn.resource_id());
  return cluster && cluster->status == EcsClusterStatus::kActive;
}

bool capacity_provider_exists(const Call& call, const aws::Arn& arn) {
  return call.store<EcsCapacityProviderRepository>().find(place_of(call), arn.resource_id()).has_value();
}

/// container-instance/CLUSTER/ID
bool container_instance_exists(const Call& call, const aws::Arn& arn) {
  const std::string_view id = arn.resource_id();
  const auto slash = id.find('/');
  if (slash == std::string_view::npos) return false;
  const auto cluster = call.store<EcsClusterRepository>().find(place_of(call), id.substr(0, slash));
  if (!cluster) return false;
  const auto instance =
      call.store<EcsContainerInstanceRepository>().find(cluster->number, id.substr(slash + 1));
  return instance && instance->status != EcsHostStatus::kInactive;
}

bool task_definition_exists(const Call& call, const aws::Arn& arn) {
  const auto definition = call.store<EcsTaskDefinitionRepository>().find_by_arn(arn.text());
  return definition && definition->status != EcsTaskDefinitionStatus::kDeleteInProgress;
}

/// task/CLUSTER/ID
bool task_exists(const Call& call, const aws::Arn& arn) {
  const auto task = call.store<EcsTaskRepository>().find(arn.resource_name());
  if (!task) return false;
  const auto cluster = call.store<EcsClusterRepository>().find(task->cluster);
  return cluster && arn_in_cluster(*cluster, "task", task->id) == arn.text();
}

/// service/CLUSTER/NAME
bool service_exists(const Call& call, const aws::Arn& arn) {
  const std::string_view id = arn.resource_id();
  const auto slash = id.find('/');
  if (slash == std::string_view::npos) return false;
  const auto cluster = call.store<EcsClusterRepository>().find(place_of(call), id.substr(0, slash));
  if (!cluster) return false;
  const auto service = call.store<EcsServiceRepository>().find(cluster->number, id.substr(slash + 1));
  return service && service->status != EcsServiceStatus::kInactive;
}

constexpr TaggableKind kKinds[] = {
    {"capacity-provider", capacity_provider_exists},
    {"cluster", cluster_exists},
    {"container-instance", container_instance_exists},
    {"service", service_exists},
    {"task", task_exists},
    {"task-definition", task_definition_exists},
};

}  // namespace

ApiResult<std::string> tagged_resource(const Call& call) {
  ENI_TRY(auto text, required_member(call, "resourceArn"));
  const auto arn = aws::Arn::parse(text);
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&arn](const TaggableKind& row) {
    return arn && arn->service == "ecs" && arn->resource_type() == row.type;
  });
  if (kind == std::end(kKinds))
    return aws::invalid_parameter("The specified resource ARN is not supported for tagging: " + text);
  const bool ours = arn->account == call.account().value && arn->region == call.region.value;
  if (!ours || !kind->exists(call, *arn)) {
    return ApiError{"ResourceNotFoundException",
                    "The specified resource could not be found. ResourceArn: " + text};
  }
  return text;
}

}  // namespace eni::sandbox::ecs_service
