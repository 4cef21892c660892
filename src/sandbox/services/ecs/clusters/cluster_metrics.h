#pragma once
/// CPUReservation and MemoryReservation of clusters with running tasks, once a minute; at the pace "instant" also when something
/// has changed. What tasks use is not known here, so CPUUtilization and MemoryUtilization are not published.
/// Source: Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics".
#include "base/minute_timer.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox::ecs_service {

/// Of a cluster, in percent.
struct Reservation {
  double cpu = 0;
  double memory = 0;
};
/// Nothing if its hosts have registered nothing.
std::optional<Reservation> reservation_of(const EcsRegisteredResources& hosts);

class ClusterMetrics {
 public:
  explicit ClusterMetrics(Environment& env)
      : env_{env},
        minutes_{env.scheduler, MinuteTimer::kMiddle, [this] { minute_began(); }},
        publishing_{env, "metrics of a cluster",
                    [this](EcsClusterNumber cluster) { return publish(cluster); }} {}

  void start();
  /// Forgets its timer.
  void end() { minutes_.stop(); }
  /// Tasks or hosts have changed.
  void cluster_changed(EcsClusterNumber cluster);

 private:
  void minute_began();
  Task<void> publish(EcsClusterNumber cluster);

  Environment& env_;
  MinuteTimer minutes_;
  BackgroundWork<EcsClusterNumber> publishing_;
};

}  // namespace eni::sandbox::ecs_service
