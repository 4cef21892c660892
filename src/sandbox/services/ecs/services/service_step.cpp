#include "sandbox/services/ecs/services/service_step.h"

#include <algorithm>
#include <iterator>

#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/service_deployments.h"
#include "sandbox/services/ecs/services/task_health.h"
#include "sandbox/services/ecs/tasks/task_protection.h"
#include "sandbox/store/ecs_tag_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Tasks that one look starts or stops at most, so that others have their turn in between.
/// Tasks from among which scale-in chooses, beside those that it needs.
constexpr std::int64_t kSample = 100;
/// Tasks that one event names.
constexpr std::size_t kTasksInAnEvent = 10;
/// The same event is told again after this time. Source: Amazon ECS Developer Guide, "Service event messages".
constexpr std::int64_t kToldAgain = 6 * 3'600'000;

TaskCounts counted(const EcsTaskCounts& counts) {
  return {static_cast<int>(counts.pending), static_cast<int>(counts.running)};
}

}  // namespace

std::vector<EcsTaskNumber> numbers_of(const std::vector<EcsTask>& tasks) {
  std::vector<EcsTaskNumber> numbers;
  for (const EcsTask& task : tasks) numbers.push_back(task.number);
  return numbers;
}

ServiceStep::ServiceStep(Environment& env, PlacementIndexes& indexes, TaskLifecycle& tasks,
                         EcsService service)
    : env_{env},
      indexes_{indexes},
      tasks_{tasks},
      service_{std::move(service)},
      cluster_{env.store.get<EcsClusterRepository>().find(service_.cluster).value()},
      deployments_{env.store.get<EcsServiceRepository>().deployments(service_.number)},
      events_{env, cluster_, service_} {}

StepEnd ServiceStep::take(Starts starts) {
  if (service_.status == EcsServiceStatus::kDraining) return drain();
  if (deployments_.empty()) return {};
  fail_deployment_if_broken();
  StepEnd end = service_.daemon ? take_daemon(starts) : take_replica(starts);
  end.rolled_back = rolled_back_;
  tell_changes();
  look_again_at(protected_until_);
  end.look_again_at = look_again_at_;
  end.settling = settling_;
  save();
  return end;
}

// ---- what is ----------------------------------------------------------------------------------------------

EcsTaskCounts ServiceStep::counts(const EcsDeployment& deployment) const {
  return env_.store.get<EcsTaskRepository>().counts(deployment.origin);
}

std::vector<EcsTaskNumber> ServiceStep::unready(const EcsDeployment& deployment) const {
  return unhealthy_tasks(env_, *indexes_.plan(deployment.origin), deployment.origin);
}

/// Rows alone: this is asked at every look, and a whole cluster may be DRAINING.
std::vector<EcsTaskRow> ServiceStep::primary_on_draining_hosts() const {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  std::vector<EcsTaskRow> out;
  for (const EcsContainerInstanceNumber host : indexes_.draining_hosts(cluster_.number)) {
    auto on_host = tasks.kept_on_host(cluster_.number, host, primary().origin);
    std::move(on_host.begin(), on_host.end(), std::back_inserter(out));
  }
  return out;
}

DeploymentLimits ServiceStep::limits() const {
  const json::object& configuration = service_.document.at("deploymentConfiguration").as_object();
  return {static_cast<int>(integer_at(configuration, "minimumHealthyPercent", 100)),
          static_cast<int>(integer_at(configuration, "maximumPercent", 200))};
}

PlacementInput ServiceStep::placement() const {
  // Checked when the service was made.
  auto read = read_placement(service_.document);
  PlacementInput input = read.has_value() ? *std::move(read) : PlacementInput{};
  if (input.strategy.empty()) input.strategy = placement::default_service_strategies();
  return input;
}

bool ServiceStep::is_failed() const { return primary().rollout_state() == EcsRolloutState::kFailed; }

// ---- replicas ---------------------------------------------------------------------------------------------

StepEnd ServiceStep::take_replica(Starts starts) {
  const std::vector<EcsTaskRow> on_draining = primary_on_draining_hosts();
  ReplicaState state;
  state.desired = static_cast<int>(service_.desired_count);
  state.limits = limits();
  state.kept = counted(counts(primary()));
  state.kept.unready = static_cast<int>(unready(primary()).size());
  for (const EcsTaskRow& task : on_draining) {
    int& kept = task.is_running() ? state.kept.running : state.kept.pending;
    int& leaving = task.is_running() ? state.leaving.running : state.leaving.pending;
    --kept;
    ++leaving;
  }
  for (std::size_t i = 1; i < deployments_.size(); ++i) {
    const TaskCounts old = counted(counts(deployments_[i]));
    state.leaving.pending += old.pending;
    state.leaving.running += old.running;
    state.leaving.unready += static_cast<int>(unready(deployments_[i]).size());
  }
  if (state.leaving.total() > 0 || deployments_.size() > 1) stop_rebalancing();
  ReplicaPlan plan = plan_replicas(state);
  // Those that are too many leave once their successors are there.
  if (is_rebalancing() && state.kept.pending + state.kept.unready > 0) plan.stop_kept = 0;
  StepEnd end;
  const int stops = stop_leaving(plan, on_draining) + stop_surplus(std::min(plan.stop_kept, kTasksALook));
  int started = 0;
  if (starts == Starts::kAllowed && !is_failed() && plan.start > 0) {
    const StartedTasks tasks = starter().start(std::min(plan.start, kTasksALook));
    for (const EcsTask& task : tasks.tasks) started_.push_back(task.id);
    if (tasks.refusal) refuse(tasks.refusal->closest, end);
    if (tasks.is_limit_exceeded) refuse_waiting(end);
    started = static_cast<int>(tasks.tasks.size());
  }
  refuse_blocked(state, plan, stops);
  const int planned = plan.stop_kept + plan.stop_leaving_pending + plan.stop_leaving_running;
  const bool more_to_stop = stops < planned && protected_until_ == 0;
  // What cannot be done now is done when something happens.
  const bool moved = stops + started > 0;
  end.again = moved && !end.starved && (more_to_stop || (started == kTasksALook && started < plan.start));
  finish(state.leaving.total() == 0 && state.kept.pending == 0 && state.kept.unready == 0 &&
         state.kept.running == state.desired);
  if (starts == Starts::kAllowed && flag_at(service_.document, "_steady")) rebalance_zones(end);
  return end;
}

/// Those that never ran first, then those on DRAINING instances, then those of the oldest deployments, of which those that are
/// not healthy go first.
int ServiceStep::stop_leaving(const ReplicaPlan& plan, const std::vector<EcsTaskRow>& on_draining) {
  std::vector<EcsTaskNumber> pending;
  std::vector<EcsTaskNumber> running;
  for (const EcsTaskRow& task : on_draining) (task.is_running() ? running : pending).push_back(task.number);
  int to_stop = std::min(plan.stop_leaving_pending, kTasksALook);
  int stops = stop_tasks(pending, to_stop);
  for (std::size_t i = deployments_.size(); i-- > 1;) stops += stop_pending(deployments_[i], to_stop - stops);
  to_stop = stops + std::min(plan.stop_leaving_running, kTasksALook);
  stops += stop_tasks(running, to_stop - stops);
  for (std::size_t i = deployments_.size(); i-- > 1;)
    stops += stop_tasks(unready(deployments_[i]), to_stop - stops);
  for (std::size_t i = deployments_.size(); i-- > 1;) stops += stop_running(deployments_[i], to_stop - stops);
  return stops;
}

// ---- stopping ---------------------------------------------------------------------------------------------

void ServiceStep::stop(const EcsTask& task) {
  const auto plan = indexes_.plan(task.origin);
  tasks_.stop(task, {"ServiceSchedulerInitiated",
                     "Scaling activity initiated by (deployment " + plan->started_by + ")"});
  if (is_rebalancing()) {
    stopped_in_[zone_of(task)].push_back(task.id);
  } else if (task.is_running()) {
    stopped_.push_back(task.id);
  } else {
    ++stopped_pending_;
  }
}

bool ServiceStep::is_protected(const EcsTask& task) {
  const std::int64_t until = protected_until(task, now_millis(env_));
  if (until == 0) return false;
  protected_until_ = protected_until_ == 0 ? until : std::min(protected_until_, until);
  return true;
}

int ServiceStep::stop_tasks(const std::vector<EcsTaskNumber>& tasks, int max) {
  int stops = 0;
  for (const EcsTaskNumber number : tasks) {
    if (stops == max) break;
    const auto task = env_.store.get<EcsTaskRepository>().find(number);
    if (!task || is_protected(*task)) continue;
    stop(*task);
    ++stops;
  }
  return stops;
}

int ServiceStep::stop_pending(const EcsDeployment& deployment, int max) {
  if (max <= 0) return 0;
  auto& tasks = env_.store.get<EcsTaskRepository>();
  return stop_tasks(
      numbers_of(tasks.of_origin(deployment.origin, EcsTaskRepository::Progress::kPending, max)), max);
}

/// Chosen as the placement strategies want it, from among the oldest.
int ServiceStep::stop_running(const EcsDeployment& deployment, int max) {
  if (max <= 0) return 0;
  auto& tasks = env_.store.get<EcsTaskRepository>();
  auto candidates = tasks.of_origin(deployment.origin, EcsTaskRepository::Progress::kRunning, max + kSample);
  std::erase_if(candidates, [this](const EcsTask& task) { return is_protected(task); });
  if (candidates.size() <= static_cast<std::size_t>(max)) return stop_tasks(numbers_of(candidates), max);
  const PlacementInput input = placement();
  const std::string group = indexes_.plan(deployment.origin)->group;
  int stops = 0;
  for (; stops < max && !candidates.empty(); ++stops) {
    std::size_t chosen = 0;
    std::vector<placement::HostId> hosts;
    for (const EcsTask& task : candidates)
      if (const auto host = indexes_.host(cluster_.number, task.host)) hosts.push_back(*host);
    if (hosts.size() == candidates.size())
      chosen = indexes_.index(cluster_.number).task_to_stop(group, hosts, input.strategy, env_.random);
    stop(candidates[chosen]);
    candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  return stops;
}

/// Scale-in of the PRIMARY deployment.
int ServiceStep::stop_surplus(int max) {
  int stops = stop_pending(primary(), max);
  if (stops == max) return stops;
  if (deployments_.size() > 1) return stops + stop_running(primary(), max - stops);
  // All tasks of the group are this deployment's, so that placement can be asked for the host at once.
  const PlacementInput input = placement();
  const std::string group = indexes_.plan(primary().origin)->group;
  while (stops < max) {
    const auto host = indexes_.index(cluster_.number).host_to_stop_on(group, input.strategy, env_.random);
    if (!host) break;
    auto tasks = env_.store.get<EcsTaskRepository>().on_host(indexes_.number_of(cluster_.number, *host));
    const auto task = std::find_if(tasks.begin(), tasks.end(), [this](const EcsTask& one) {
      return one.origin == primary().origin && !one.is_to_stop() && !is_protected(one);
    });
    if (task == tasks.end()) {
      const int left = max - stops;
      return stops + (is_rebalancing() ? stop_in_fullest_zones(left) : stop_running(primary(), left));
    }
    stop(*task);
    ++stops;
  }
  return stops;
}

// ---- starting ---------------------------------------------------------------------------------------------

TaskStarter ServiceStep::starter() const {
  TaskStarter starter{env_, indexes_, tasks_, cluster_};
  starter.origin = primary().origin;
  starter.request = placement_request(*indexes_.plan(primary().origin), placement());
  starter.tags = tags_of_tasks();
  starter.strategy = strategy_of(indexes_.plan(primary().origin)->strategy);
  return starter;
}

EcsTags ServiceStep::tags_of_tasks() const {
  auto& repository = env_.store.get<EcsTagRepository>();
  EcsTags tags;
  const std::string from = text_at(service_.document, "propagateTags");
  if (from == "SERVICE") tags = repository.tags(service_arn(cluster_, service_));
  if (from == "TASK_DEFINITION") tags = repository.tags(text_at(primary().document, "taskDefinition"));
  if (flag_at(service_.document, "enableECSManagedTags")) {
    tags["aws:ecs:clusterName"] = cluster_.name;
    tags["aws:ecs:serviceName"] = service_.name;
  }
  return tags;
}

void ServiceStep::refuse_waiting(StepEnd& end) {
  end.starved = is_placement_refused_ = true;
  refusal_ = too_many_waiting_event(service_.name);
}

void ServiceStep::refuse(const std::optional<placement::Failure>& closest, StepEnd& end) {
  end.starved = is_placement_refused_ = true;
  const std::string id =
      closest ? indexes_.index(cluster_.number).container_instance_id(closest->host) : std::string{};
  const bool is_of_provider = !indexes_.plan(primary().origin)->strategy.empty();
  refusal_ = placement::unable_to_place_event(service_.name, closest, id,
                                              is_of_provider ? "capacity provider" : "cluster");
  if (closest) refusal_reason_ = placement::failure_reason(closest->reason);
}

void ServiceStep::refuse_blocked(const ReplicaState& state, const ReplicaPlan& plan, int stops) {
  const TaskCounts& leaving = state.leaving;
  const bool are_all_up = state.kept.pending + state.kept.unready + leaving.pending + leaving.unready == 0;
  const bool is_too_few = state.kept.total() < state.desired;
  if (plan.nothing() && are_all_up && leaving.running > 0 && is_too_few && !is_failed())
    refusal_ = blocked_deployment_event(service_.name);
  if (plan.stop_kept > 0 && stops == 0 && protected_until_ != 0)
    refusal_ = protected_tasks_event(service_.name, primary().id);
}

// ---- the end of a step ------------------------------------------------------------------------------------

void ServiceStep::tell_changes() {
  const auto in_groups = [this](const std::vector<std::string>& ids, auto message) {
    for (std::size_t i = 0; i < ids.size(); i += kTasksInAnEvent) {
      const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(i + kTasksInAnEvent, ids.size()));
      events_.add(message(service_.name, {ids.begin() + static_cast<std::ptrdiff_t>(i), end}));
    }
  };
  if (stopped_pending_ > 0) events_.add(stopped_pending_event(service_.name, stopped_pending_));
  in_groups(stopped_, stopped_event);
  in_groups(started_, started_event);
  if (!stopped_.empty()) events_.publish_action("INFO", "TASKS_STOPPED");
  if (!started_.empty()) service_.document.erase("_unplaced");
  if (!stopped_.empty() || stopped_pending_ > 0 || !started_.empty()) service_.document["_steady"] = false;
  tell_moves();
  if (!refusal_.empty()) tell_refusal();
}

void ServiceStep::look_again_at(std::int64_t moment) {
  if (moment == 0) return;
  look_again_at_ = look_again_at_ == 0 ? moment : std::min(look_again_at_, moment);
}

/// The same refusal is told once in a while, and not while tasks of the service are about to make room.
void ServiceStep::tell_refusal() {
  for (const EcsDeployment& deployment : deployments_)
    if (counts(deployment).stopping > 0) return;
  const std::int64_t now = now_millis(env_);
  const std::int64_t told = integer_at(service_.document, "_unplacedTold", now);
  const bool is_known = text_at(service_.document, "_unplaced") == refusal_ && now < told + kToldAgain;
  look_again_at((is_known ? told : now) + kToldAgain);
  if (is_known) return;
  service_.document["_unplaced"] = refusal_;
  service_.document["_unplacedTold"] = now;
  events_.add(refusal_);
  if (!is_placement_refused_) return;
  events_.publish_of_providers("ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", providers(), refusal_reason_);
}

std::vector<std::string> ServiceStep::providers() const {
  std::vector<std::string> names;
  for (const StrategyItem& item : strategy_of(indexes_.plan(primary().origin)->strategy))
    names.push_back(item.provider);
  return names;
}

void ServiceStep::save() { env_.store.get<EcsServiceRepository>().update(service_); }

}  // namespace eni::sandbox::ecs_service
