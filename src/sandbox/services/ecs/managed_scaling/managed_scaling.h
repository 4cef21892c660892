#pragma once
/// Measures how much of their Auto Scaling groups capacity providers with managed scaling need, once a minute, and publishes it as
/// CapacityProviderReservation: what follows is up to the group's scaling policy. Where nothing takes time (the pace "instant") it
/// is measured whenever something has changed, too.
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/minute_timer.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/call.h"
#include "sandbox/services/ecs/capacity_providers/group_view.h"
#include "sandbox/services/ecs/managed_scaling/reservation.h"
#include "sandbox/services/ecs/tasks/placement_indexes.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

class ManagedScalingEngine {
 public:
  ManagedScalingEngine(Environment& env, PlacementIndexes& indexes)
      : env_{env},
        indexes_{indexes},
        minutes_{env.scheduler, MinuteTimer::kMiddle, [this] { minute_began(); }},
        measuring_{env, "measurement of a capacity provider",
                   [this](Key key) { return measure(std::move(key)); }} {}

  /// Goes on measuring.
  void start();
  /// Forgets its timer.
  void end() { minutes_.stop(); }
  /// A scaling policy was made.
  void policy_made(EcsClusterNumber cluster, EcsCapacityProviderNumber provider);
  /// Tasks or hosts of a cluster have changed.
  void cluster_changed(EcsClusterNumber cluster);
  /// An Auto Scaling group has other instances.
  void group_changed(const aws::AccountId& account, const aws::Region& region, const std::string& group);

 private:
  using Key = std::pair<EcsClusterNumber, EcsCapacityProviderNumber>;
  struct Subject {
    EcsCluster cluster;
    EcsCapacityProvider provider;
  };

  bool is_instant() const { return env_.settings.pace == Settings::Pace::kInstant; }
  void wait_for_next_minute();
  void minute_began();
  std::optional<Subject> subject_of(const Key& key);
  Task<void> measure(Key key);
  /// @return  how many instances the group has
  Task<std::int64_t> measure_now(Key key);
  /// @param begun  when what was measured was looked at first
  Task<void> publish(Subject subject, double reservation, TimePoint begun);
  ReservationFacts facts_of(const Subject& subject, const GroupView& group);
  std::optional<bool> wants_protection(const Subject& subject, const std::string& ec2_instance);
  Task<void> protect(Subject subject, GroupView group);

  Environment& env_;
  PlacementIndexes& indexes_;
  MinuteTimer minutes_;
  std::set<Key> due_;  ///< the minute's measurement
  BackgroundWork<Key> measuring_;
};

}  // namespace eni::sandbox::ecs_service
