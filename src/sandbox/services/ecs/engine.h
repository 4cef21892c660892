#pragma once
/// ECS's living part: hosts as placement sees them, tasks on their way through their states, the service scheduler.
/// What it has in memory is rebuilt from the store.
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/capacity_providers/attachment_work.h"
#include "sandbox/services/ecs/clusters/cluster_metrics.h"
#include "sandbox/services/ecs/container_instances/lifecycle.h"
#include "sandbox/services/ecs/managed_scaling/instance_draining.h"
#include "sandbox/services/ecs/managed_scaling/managed_scaling.h"
#include "sandbox/services/ecs/services/service_scheduler.h"
#include "sandbox/services/ecs/services/task_targets.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/services/ecs/tasks/provisioning.h"
#include "sandbox/services/ecs/tasks/task_accounting.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"

namespace eni::sandbox::ecs_service {

class Engine final : public Component {
 public:
  explicit Engine(Environment& env);

  void start() override;
  void stop() override;
  /// Instances of EC2 that may have stopped or terminated, agents that end, targets whose health has changed,
  /// alarms.
  bool hears(const Event& event) const override;
  void receive(const Event& event) override;

  /// The EC2 instance of a container instance has been off: its tasks are gone.
  void instance_stopped(const EcsContainerInstance& instance);
  /// A container instance was made or has changed in the store. Called at once, so that no task is placed by what was.
  void host_changed(const EcsContainerInstance& instance);

  PlacementIndexes& indexes() { return indexes_; }
  TaskLifecycle& tasks() { return tasks_; }
  /// A cluster has other capacity providers, or one of them other settings: its hosts belong to them anew. Within the call.
  void providers_changed(const EcsCluster& cluster);

  ContainerInstanceLifecycle& hosts() { return hosts_; }
  ServiceScheduler& services() { return services_; }
  AttachmentWork& attachments() { return attachments_; }

 private:
  void lose_host(EcsContainerInstanceNumber host, const StopCause& cause);
  void take_up_lost_hosts();
  void follow_task(const EcsTask& task, const EcsTask& before);

  Environment& env_;
  PlacementIndexes indexes_;
  TaskAccounting accounting_;
  TaskLifecycle tasks_;
  ServiceScheduler services_;
  TaskTargets targets_;
  ContainerInstanceLifecycle hosts_;
  AttachmentWork attachments_;
  Provisioning provisioning_;
  ManagedScalingEngine scaling_;
  InstanceDraining draining_;
  ClusterMetrics metrics_;
};

Engine& engine_of(Environment& env);

}  // namespace eni::sandbox::ecs_service
