#pragma once
/// What the service scheduler does next, as numbers in and numbers out: how many tasks to start, how many to stop.
/// Source: Amazon ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks", "Service scheduler concepts",
/// "Draining Amazon ECS container instances"; API Reference, DeploymentConfiguration.
#include <cstddef>
#include <cstdint>

namespace eni::sandbox::ecs_service {

struct DeploymentLimits {
  int minimum_healthy_percent = 100;
  int maximum_percent = 200;
};

/// Tasks that are to run. One that is being stopped is in neither number: it is not healthy, and makes room.
struct TaskCounts {
  int pending = 0;  ///< on their way to RUNNING
  int running = 0;
  int unready = 0;  ///< of those running: not healthy yet in the eyes of a load balancer

  int total() const { return pending + running; }
  int healthy() const { return running > unready ? running - unready : 0; }
};

/// The fewest tasks that must be RUNNING during a deployment: desired times percent, rounded up.
int minimum_healthy(int desired, const DeploymentLimits& limits);
/// The most that may be RUNNING or on their way: desired times percent, rounded down.
int maximum_tasks(int desired, const DeploymentLimits& limits);

/// The failed tasks of a deployment at which its circuit breaker goes: half of the desired count, at least 3 and at most 200.
std::int64_t circuit_breaker_threshold(std::int64_t desired);

/// Of a replica service.
struct ReplicaState {
  int desired = 0;
  DeploymentLimits limits;
  TaskCounts kept;     ///< of the PRIMARY deployment, on instances that stay
  TaskCounts leaving;  ///< of older deployments, or on DRAINING instances
};

struct ReplicaPlan {
  int start = 0;  ///< tasks of the PRIMARY deployment
  int stop_kept = 0;
  int stop_leaving_pending = 0;
  int stop_leaving_running = 0;

  bool nothing() const { return start + stop_kept + stop_leaving_pending + stop_leaving_running == 0; }
  bool operator==(const ReplicaPlan&) const = default;
};

/// One step; the next follows when tasks have come to their ends. Stops come first: what they free counts for starts.
ReplicaPlan plan_replicas(const ReplicaState& state);

/// Of a daemon service: the instances that fit its constraints, each by what is on it.
struct DaemonState {
  DeploymentLimits limits{0, 100};
  int without_task = 0;      ///< neither a task of the service nor one that is being stopped
  int with_kept_task = 0;    ///< a task of the PRIMARY deployment, running or on its way
  TaskCounts with_old_task;  ///< a task of an older deployment
};

struct DaemonPlan {
  int start = 0;  ///< on instances without a task
  int stop_old_pending = 0;
  int stop_old_running = 0;

  bool operator==(const DaemonPlan&) const = default;
};

/// An instance never has two tasks of a daemon service, so an old one stops before the new one starts there.
/// @param kept_healthy  those of with_kept_task that are RUNNING and healthy
DaemonPlan plan_daemons(const DaemonState& state, int kept_healthy);

}  // namespace eni::sandbox::ecs_service
