#pragma once
/// One look at a service: what is, what is to be, and the next step towards it.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/services/ecs/services/deployment_history.h"
#include "sandbox/services/ecs/services/scheduling.h"
#include "sandbox/services/ecs/services/service_events.h"
#include "sandbox/services/ecs/services/zone_balance.h"
#include "sandbox/services/ecs/tasks/placement_input.h"
#include "sandbox/services/ecs/tasks/start_tasks.h"
#include "sandbox/services/ecs/tasks/task_lifecycle.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {

/// How long tasks whose health nobody checks are to have run, all of a deployment together, before the service is steady with them; in
/// milliseconds: assumed. On AWS tasks that exit soon after they have started keep a deployment IN_PROGRESS.
/// Source: aws/containers-roadmap issue 1206.
std::int64_t settling_time(Settings::Pace pace);

/// That time of a deployment, as it passes.
struct Settling {
  EcsDeploymentNumber deployment;
  std::int64_t until = 0;  ///< milliseconds
};

/// What a look has come to.
struct StepEnd {
  bool again = false;        ///< there is more to do at once
  bool starved = false;      ///< no host took a task
  bool rolled_back = false;  ///< a new deployment began, which nothing is known against
  /// When a task that should have stopped is no longer protected, or what was told is to be told again; milliseconds, 0 for none.
  std::int64_t look_again_at = 0;
  std::optional<Settling> settling;  ///< until the service is steady
};

std::vector<EcsTaskNumber> numbers_of(const std::vector<EcsTask>& tasks);

class ServiceStep {
 public:
  enum class Starts { kAllowed, kHeldUp };
  /// How many tasks one look starts, and stops, at most: others have their turn in between.
  static constexpr int kTasksALook = 25;

  ServiceStep(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks, EcsService service);

  /// Alarms of the deployment that have gone off; may be none.
  void detect_alarms(std::vector<std::string> names) { alarms_ = std::move(names); }
  /// What the last look began to wait for.
  void go_on_settling(Settling settling) { settling_ = settling; }
  /// @param starts  held up while tasks fail to start
  StepEnd take(Starts starts);

 private:
  StepEnd take_replica(Starts starts);
  StepEnd take_daemon(Starts starts);
  StepEnd drain();
  int stop_some(const EcsDeployment& deployment, int max);

  const EcsDeployment& primary() const { return deployments_.front(); }
  EcsTaskCounts counts(const EcsDeployment& deployment) const;
  /// Tasks of the deployment that run, and are not healthy.
  std::vector<EcsTaskNumber> unready(const EcsDeployment& deployment) const;
  std::vector<EcsTaskRow> primary_on_draining_hosts() const;
  DeploymentLimits limits() const;
  PlacementInput placement() const;

  /// @return  how many; those that were stopped are kept for the event
  int stop_tasks(const std::vector<EcsTaskNumber>& tasks, int max);
  int stop_leaving(const ReplicaPlan& plan, const std::vector<EcsTaskRow>& on_draining);
  int stop_pending(const EcsDeployment& deployment, int max);
  int stop_running(const EcsDeployment& deployment, int max);
  int stop_surplus(int max);
  void stop(const EcsTask& task);
  bool is_protected(const EcsTask& task);
  void stop_by_number(EcsTaskNumber task);
  void set_desired_count(int count);
  /// What starts tasks of the PRIMARY deployment.
  TaskStarter starter() const;
  EcsTags tags_of_tasks() const;
  /// The capacity providers of the PRIMARY deployment.
  std::vector<std::string> providers() const;
  void refuse(const std::optional<placement::Failure>& closest, StepEnd& end);
  void refuse_waiting(StepEnd& end);
  /// Whatever the percentages of the deployment, or protected tasks, keep from going on.
  void refuse_blocked(const ReplicaState& state, const ReplicaPlan& plan, int stops);
  void tell_refusal();
  void look_again_at(std::int64_t moment);

  bool is_rebalancing() const;
  void stop_rebalancing();
  std::string zone_of(const EcsTask& task) const;
  ZoneCounts zones() const;
  void rebalance_zones(StepEnd& end);
  std::vector<EcsTask> running_tasks() const;
  /// Of the PRIMARY deployment; notes when the first of them may be stopped.
  ZoneCounts protected_by_zone();
  int stop_in_fullest_zones(int max);
  void begin_rebalancing(const ZoneCounts& found, StepEnd& end);
  void tell_full_zone(const std::string& zone, const placement::Refusal& refusal);
  void tell_moves();

  void tell_changes();
  void fail_deployment_if_broken();
  void fail_by_circuit_breaker();
  void fail_by_alarms();
  void fail_by_request();
  void fail_deployment(const std::string& reason, const DeploymentFailure& failure);
  /// @param reason_before  the reason up to the id of the deployment that brings the service back
  /// @return  false if there is nothing to go back to
  bool roll_back(std::string_view reason_before);
  bool has_settled();
  void finish(bool complete);
  void complete_deployment();
  std::vector<EcsDeployment>::iterator last_completed();
  bool is_shown(const EcsDeployment& deployment, EcsDeploymentNumber to_roll_back_to);
  void drop_empty_deployments();
  void set_state(EcsDeployment& deployment, EcsRolloutState state, std::string reason);
  void end_service();
  bool is_failed() const;
  void save();

  Environment& env_;
  PlacementIndexes& indexes_;
  TaskLifecycle& tasks_;
  EcsService service_;
  EcsCluster cluster_;
  std::vector<EcsDeployment> deployments_;
  ServiceEvents events_;
  std::vector<std::string> started_;                            ///< ids, by this step
  std::vector<std::string> stopped_;                            ///< ids of those that ran
  std::size_t stopped_pending_ = 0;                             ///< those that did not yet
  std::map<std::string, std::vector<std::string>> started_in_;  ///< for the balance of zones
  std::map<std::string, std::vector<std::string>> stopped_in_;
  std::vector<std::string> alarms_;  ///< that have gone off
  bool rolled_back_ = false;
  std::int64_t protected_until_ = 0;  ///< the first to be stoppable of those that were passed over
  std::int64_t look_again_at_ = 0;
  std::optional<Settling> settling_;
  std::string refusal_;  ///< the event of what cannot be done
  bool is_placement_refused_ = false;
  std::string refusal_reason_;  ///< of a task that found no place: "RESOURCE:ENI"
};

}  // namespace eni::sandbox::ecs_service
