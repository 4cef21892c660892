#pragma once
/// Starting tasks on hosts: what RunTask, StartTask and the service scheduler do alike. Within one transaction of theirs; what
/// placement has in memory follows its end by itself (placement_indexes.h).
#include <optional>
#include <string_view>
#include <vector>

#include "placement/request.h"
#include "sandbox/services/ecs/capacity_providers/strategy.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_tag_repository.h"

namespace eni::sandbox::ecs_service {

/// Stores what tasks of the plan will have in common.
EcsTaskOriginNumber insert_origin(Store& store, EcsClusterNumber cluster, const TaskPlan& plan);

struct StartedTasks {
  std::vector<EcsTask> tasks;
  /// Why the next one found no place; no more are tried then, for tasks that are alike are refused alike.
  std::optional<placement::Refusal> refusal;
  /// As many tasks as may wait for an instance do.
  bool is_limit_exceeded = false;
};

/// Tasks that are alike: of one origin, with one demand and the same tags.
class TaskStarter {
 public:
  /// All references outlive it.
  TaskStarter(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks, const EcsCluster& cluster)
      : env_{env}, indexes_{indexes}, tasks_{tasks}, cluster_{cluster} {}

  EcsTaskOriginNumber origin{};
  placement::Request request;
  EcsTags tags;
  /// Of capacity providers; empty for the launch type EC2.
  std::vector<StrategyItem> strategy;

  /// Up to `count`, each where placement wants it. Where a provider with managed scaling has no room, they wait for an instance.
  StartedTasks start(std::int64_t count);
  /// One on a host of the zone. None waits for an instance.
  StartedTasks start_in(const std::string& zone);
  /// One on a host that takes it.
  EcsTask start_on(const EcsContainerInstance& host);
  /// Why a host does not take one: "INACTIVE", "RESOURCE:ENI"; "" if it does.
  std::string_view why_not(const EcsContainerInstance& host);

 private:
  /// What is known of a provider of the strategy.
  struct Provider {
    placement::Request request;
    bool has_managed_scaling = false;
    std::optional<placement::Refusal> refusal;
  };

  StartedTasks start_by_strategy(std::int64_t count);
  std::vector<Provider> providers();
  /// What each provider of the strategy has of the origin's tasks.
  std::vector<std::int64_t> tasks_by_provider();
  EcsTask tagged(EcsTask task);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskLifecycle& tasks_;
  const EcsCluster& cluster_;
};

}  // namespace eni::sandbox::ecs_service
