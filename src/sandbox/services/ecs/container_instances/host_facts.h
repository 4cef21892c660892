#pragma once
/// A container instance as the cluster query language asks about it.
#include "placement/expression.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::ecs_service {

class StoredHostFacts final : public placement::Facts {
 public:
  /// Both outlive it.
  StoredHostFacts(Store& store, const EcsContainerInstance& instance) : store_{store}, instance_{instance} {}

  Text attribute(std::string_view name) const override;
  Text agent_version() const override;
  Text ec2_instance_id() const override;
  placement::Truth agent_connected() const override;
  Number registered_at() const override;
  Number running_tasks_count() const override;
  placement::Truth any_task_group(const std::function<bool(std::string_view)>& matches) const override;

 private:
  Store& store_;
  const EcsContainerInstance& instance_;
};

}  // namespace eni::sandbox::ecs_service
