#pragma once
/// CapacityProviderReservation: how much of an Auto Scaling group its capacity provider's tasks need, in percent.
/// Source: Amazon ECS Developer Guide, "How managed scaling works"; AWS containers blog, "Deep dive on Amazon ECS cluster auto
/// scaling".
#include <cstdint>
#include <vector>

#include "placement/request.h"

namespace eni::sandbox::ecs_service {

/// Tasks with the same requirements that wait for an instance.
struct WaitingTasks {
  placement::Demand demand;
  std::int64_t tasks = 0;
  bool distinct_instance = false;
};

/// Adds tasks to those with the same requirements: calls of RunTask for alike tasks count as one. Not so with distinctInstance,
/// which separates the tasks of one service or call only.
void add_waiting(std::vector<WaitingTasks>& waiting, WaitingTasks more);

struct ReservationFacts {
  std::int64_t instances = 0;  ///< N: what the group has
  std::int64_t busy = 0;       ///< those with at least one task that counts
  std::vector<WaitingTasks> waiting;
  /// What an instance of each of the group's types has for tasks; interfaces as many as its trunk carries, or as it has without.
  /// Empty: not known, and then each instance is taken to hold one task.
  std::vector<placement::Resources> types;
  std::int64_t min_step = 1;
  std::int64_t max_step = 10'000;
  double target = 100;
};

/// How many of the tasks an instance takes. 0: too large for it.
std::int64_t tasks_on_instance(const WaitingTasks& waiting, const placement::Resources& instance);

/// What the metric says.
///
/// | the group | tasks wait                               | reservation                        |
/// |-----------|------------------------------------------|------------------------------------|
/// | empty     | none                                     | the target: there is nothing to do |
/// | empty     | some                                     | 200: the group begins with two     |
/// | any       | all too large for the smallest type      | the target                         |
/// | other     | any                                      | M / N × 100                        |
///
/// M is the busy instances and the largest estimate of the groups of waiting tasks, which is held between the step sizes. Groups
/// too large for the smallest type are left out; the largest type gives the count.
/// [assumption] An empty group without waiting tasks: AWS says 100, which with a lower target would start an instance.
double capacity_provider_reservation(const ReservationFacts& facts);

}  // namespace eni::sandbox::ecs_service
