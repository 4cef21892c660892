#pragma once
/// Tasks of capacity providers that wait in PROVISIONING for an instance: placed when one comes, ended when none does.
/// Source: Amazon ECS Developer Guide, "Amazon ECS service event messages"; aws/containers-roadmap#2381.
#include <map>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"

namespace eni::sandbox::ecs_service {

/// Of a cluster.
inline constexpr std::int64_t kMaxWaitingTasks = 500;
/// [assumption] AWS says 10 to 30 minutes. At each pace: it is a timeout, not time that AWS takes.
inline constexpr std::chrono::minutes kLongestWait{15};

/// What placement is asked for one more task of an origin: as its call, or its service now, wants it.
placement::Request request_of_origin(Store& store, PlacementIndexes& indexes, EcsTaskOriginNumber origin);

/// The request, on instances of the provider only.
placement::Request on_provider(placement::Request request, const std::string& provider);

/// "" for a task of no provider.
std::string provider_of(const EcsTask& task);

class Provisioning {
 public:
  Provisioning(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks)
      : env_{env},
        indexes_{indexes},
        tasks_{tasks},
        looks_{env, "placement of waiting tasks",
               [this](EcsClusterNumber cluster) { return look_at(cluster); }} {}
  ~Provisioning() { end(); }

  /// Takes up tasks that waited when the sandbox ended.
  void start();
  /// Forgets its timers.
  void end();
  /// Looks at the tasks that wait in the cluster, once the running call has ended: there is room, or one has begun to wait.
  void consider(EcsClusterNumber cluster) { looks_.begin(cluster); }

 private:
  Task<void> look_at(EcsClusterNumber cluster);
  std::string why_not_placed(const EcsTask& task, const std::optional<placement::Refusal>& refusal);
  void look_again(EcsClusterNumber cluster, TimePoint when);

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskLifecycle& tasks_;
  BackgroundWork<EcsClusterNumber> looks_;
  std::map<EcsClusterNumber, Scheduler::TimerId> timers_;
};

}  // namespace eni::sandbox::ecs_service
