#include "sandbox/services/ecs/services/service_scheduler.h"

#include <algorithm>

#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/deployment_alarms.h"
#include "sandbox/services/ecs/services/failed_tasks.h"
#include "sandbox/services/ecs/services/service_events.h"
#include "sandbox/services/ecs/services/service_step.h"
#include "sandbox/services/ecs/services/task_health.h"
#include "sandbox/services/ecs/tasks/container_states.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Source: Amazon ECS Developer Guide, "Amazon ECS service throttle logic": the delay grows to 27 minutes. Tasks that stop once they have
/// run cause none.
constexpr std::chrono::seconds kLongestPause = std::chrono::minutes{27};
/// Between tasks that stop once they have run, at the instant pace. On AWS each start takes longer than that.
constexpr std::chrono::seconds kInstantPause{1};
constexpr int kFailuresToTellOf = 3;

Duration pause_after(int failures) {
  const int doublings = std::min(failures - 1, 11);
  return std::min(std::chrono::seconds{1LL << doublings}, kLongestPause);
}

bool fails_to_start(const EcsTask& task, const EcsTask& before) {
  return task.desired_status != before.desired_status &&
         find_string(task.document, "stopCode") == "TaskFailedToStart";
}

bool exits(const EcsTask& task, const EcsTask& before) {
  return task.desired_status != before.desired_status &&
         find_string(task.document, "stopCode") == "EssentialContainerExited";
}

/// Who calls StopTask may give any reason.
bool fails_health_checks(const EcsTask& task, const EcsTask& before) {
  return task.desired_status != before.desired_status &&
         find_string(task.document, "stopCode") == "ServiceSchedulerInitiated" &&
         find_string(task.document, "stoppedReason") == kFailedHealthChecks;
}

}  // namespace

void ServiceScheduler::start() {
  auto& services = env_.store.get<EcsServiceRepository>();
  for (const EcsServiceNumber number : services.living(std::nullopt)) {
    const auto service = services.find(number);
    const bool is_uneven = service->document.contains("_fullZone");
    if (!flag_at(service->document, "_steady") || is_uneven) consider(number);
  }
}

void ServiceScheduler::end() {
  for (auto& [service, failures] : failures_)
    if (failures.timer) env_.scheduler.cancel(*failures.timer);
  failures_.clear();
  for (const auto& [service, timer] : pauses_) env_.scheduler.cancel(timer);
  pauses_.clear();
  for (auto& [service, timer] : looks_)
    if (timer) env_.scheduler.cancel(*timer);
  looks_.clear();
}

void ServiceScheduler::alarm_went_off() {
  for (const EcsServiceNumber service : alarmed_) consider(service);
}

Task<std::vector<std::string>> ServiceScheduler::new_alarms(EcsService service) {
  alarmed_.erase(service.number);
  std::vector<std::string> alarms;
  const json::object configuration = object_at(service.document, "deploymentConfiguration");
  const auto deployments = env_.store.get<EcsServiceRepository>().deployments(service.number);
  const bool under_way =
      !deployments.empty() && deployments.front().rollout_state() == EcsRolloutState::kInProgress;
  const auto cluster = env_.store.get<EcsClusterRepository>().find(service.cluster);
  if (!under_way || !cluster) co_return alarms;
  alarmed_.insert(service.number);
  auto asking = alarms_gone_off(env_, *cluster, configuration);
  alarms = co_await std::move(asking);
  const auto ignored = texts_at(service.document, "_ignoredAlarms");
  std::erase_if(alarms, [&ignored](const std::string& alarm) { return contains(ignored, alarm); });
  co_return alarms;
}

Task<void> ServiceScheduler::look_at(EcsServiceNumber number) {
  auto service = env_.store.get<EcsServiceRepository>().find(number);
  if (!service || service->status == EcsServiceStatus::kInactive) {
    settling_.erase(number);
    co_return;
  }
  std::vector<std::string> alarms;
  if (has_alarms(object_at(service->document, "deploymentConfiguration"))) {
    auto asking = new_alarms(*std::move(service));
    alarms = co_await std::move(asking);
    // While CloudWatch was asked, the service may have changed.
    service = env_.store.get<EcsServiceRepository>().find(number);
    if (!service || service->status == EcsServiceStatus::kInactive) co_return;
  }
  const EcsClusterNumber cluster = service->cluster;
  sqlite::Transaction transaction{env_.store.database()};
  ServiceStep step{env_, indexes_, tasks_, *std::move(service)};
  step.detect_alarms(std::move(alarms));
  if (const auto settling = settling_.find(number); settling != settling_.end())
    step.go_on_settling(settling->second);
  const StepEnd end =
      step.take(is_held_up(number) ? ServiceStep::Starts::kHeldUp : ServiceStep::Starts::kAllowed);
  transaction.commit();
  if (end.settling) {
    settling_[number] = *end.settling;
  } else {
    settling_.erase(number);
  }
  if (end.starved) {
    starved_[cluster].insert(number);
  } else {
    starved_[cluster].erase(number);
  }
  if (end.rolled_back) start_afresh(number);
  if (end.again || end.rolled_back) consider(number);
  if (end.look_again_at != 0) look_again(number, TimePoint{Duration{end.look_again_at}});
}

void ServiceScheduler::look_again(EcsServiceNumber service, TimePoint when) {
  std::optional<Scheduler::TimerId>& timer = looks_[service];
  if (timer) env_.scheduler.cancel(*timer);
  timer = env_.scheduler.call_at(when, [this, service] {
    looks_.erase(service);
    consider(service);
  });
}

void ServiceScheduler::capacity_came(EcsClusterNumber cluster) {
  const auto starved = starved_.find(cluster);
  if (starved == starved_.end()) return;
  for (const EcsServiceNumber service : starved->second) consider(service);
}

void ServiceScheduler::host_changed(const EcsContainerInstance& instance) {
  auto& services = env_.store.get<EcsServiceRepository>();
  if (instance.status == EcsHostStatus::kActive) capacity_came(instance.cluster);
  const bool opens_zone = instance.status == EcsHostStatus::kActive && is_first_in_zone(instance);
  if (instance.status == EcsHostStatus::kDraining || opens_zone) {
    for (const EcsServiceNumber service : services.living(instance.cluster)) consider(service);
    return;
  }
  for (const EcsServiceNumber service : services.living_daemons(instance.cluster)) consider(service);
}

/// Services that are steady may want to have tasks there.
bool ServiceScheduler::is_first_in_zone(const EcsContainerInstance& instance) {
  const auto zones = indexes_.index(instance.cluster).zones({});
  const auto zone = zones.find(instance.availability_zone);
  return zone != zones.end() && zone->second.hosts == 1;
}

void ServiceScheduler::task_changed(const EcsTask& task, const EcsTask& before) {
  const bool stopped = !task.is_placed();
  if (stopped) capacity_came(task.cluster);
  const EcsServiceNumber service = indexes_.plan(task.origin)->service;
  if (service == EcsServiceNumber{}) return;
  const bool to_stop = task.desired_status != before.desired_status;
  const bool runs = task.is_running() && !before.is_running();
  const bool changes_health = task_health(task) != task_health(before);
  // First of all, for the change is there, whatever becomes of the rest.
  if (runs || stopped || to_stop || changes_health) consider(service);
  if (runs) forget_failed_starts(service);
  if (fails_to_start(task, before)) hold_up(service);
  if (!exits(task, before)) return;
  const std::int64_t ran_for = now_millis(env_) - integer_at(task.document, "startedAt");
  if (ran_for < settling_time(env_.settings.pace)) settling_.erase(service);
  health_check_failed(service);
}

bool ServiceScheduler::is_held_up(EcsServiceNumber service) const {
  const auto failures = failures_.find(service);
  return pauses_.contains(service) || (failures != failures_.end() && failures->second.timer);
}

/// Others of the service that begin to run meanwhile do not end the pause: they may exit as soon.
void ServiceScheduler::health_check_failed(EcsServiceNumber service) {
  if (env_.settings.pace != Settings::Pace::kInstant || is_held_up(service)) return;
  pauses_[service] = env_.scheduler.call_at(env_.scheduler.now() + kInstantPause, [this, service] {
    pauses_.erase(service);
    consider(service);
  });
}

void ServiceScheduler::start_afresh(EcsServiceNumber service) {
  forget_failed_starts(service);
  settling_.erase(service);
  const auto pause = pauses_.find(service);
  if (pause == pauses_.end()) return;
  env_.scheduler.cancel(pause->second);
  pauses_.erase(pause);
}

void ServiceScheduler::forget_failed_starts(EcsServiceNumber service) {
  const auto known = failures_.find(service);
  if (known == failures_.end()) return;
  if (known->second.timer) env_.scheduler.cancel(*known->second.timer);
  failures_.erase(known);
}

void ServiceScheduler::store_change(const EcsTask& task, const EcsTask& before) {
  const auto plan = indexes_.plan(task.origin);
  if (plan->service == EcsServiceNumber{}) return;
  const bool runs = task.is_running() && !before.is_running();
  const bool changes_health = task_health(task) != task_health(before);
  if (fails_to_start(task, before)) {
    count_failed_start(env_.store, plan->service, task.origin);
    tell_failed_start(task, plan->service);
  } else if (exits(task, before) && !is_healthy(env_, *plan, before)) {
    count_failed_health_check(env_.store, plan->service, task.origin);
  } else if (fails_health_checks(task, before)) {
    count_failed_health_check(env_.store, plan->service, task.origin);
    tell_failed_health_checks(task, plan->service);
  } else if ((runs || changes_health) && is_healthy(env_, *plan, task)) {
    forget_failed_tasks(env_.store, task.origin);
  }
}

void ServiceScheduler::tell_failed_start(const EcsTask& task, EcsServiceNumber number) {
  auto& services = env_.store.get<EcsServiceRepository>();
  auto service = services.find(number);
  const auto cluster = env_.store.get<EcsClusterRepository>().find(task.cluster);
  if (!service || !cluster) return;
  const ServiceEvents events{env_, *cluster, *service};
  // Many wait for the same thing.
  const std::string not_placed =
      not_placed_event(service->name, find_string(task.document, "stoppedReason").value_or(""));
  if (!task.has_host() && text_at(service->document, "_unplaced") != not_placed) {
    service->document["_unplaced"] = not_placed;
    services.update(*service);
    events.add(not_placed);
  }
  const auto known = failures_.find(number);
  if (known != failures_.end() && known->second.count + 1 == kFailuresToTellOf)
    events.add(start_impaired_event(service->name));
}

void ServiceScheduler::tell_failed_health_checks(const EcsTask& task, EcsServiceNumber number) {
  const auto service = env_.store.get<EcsServiceRepository>().find(number);
  const auto cluster = env_.store.get<EcsClusterRepository>().find(task.cluster);
  if (!service || !cluster) return;
  const ServiceEvents events{env_, *cluster, *service};
  events.add(failed_health_checks_event(service->name, task.id));
  events.add(stopped_event(service->name, {task.id}));
}

void ServiceScheduler::hold_up(EcsServiceNumber number) {
  Failures& failures = failures_[number];
  const int count = ++failures.count;
  if (failures.timer) env_.scheduler.cancel(*failures.timer);
  failures.timer = env_.scheduler.call_at(env_.scheduler.now() + pause_after(count), [this, number] {
    if (const auto known = failures_.find(number); known != failures_.end()) known->second.timer.reset();
    consider(number);
  });
  if (count != kFailuresToTellOf) return;
  const auto service = env_.store.get<EcsServiceRepository>().find(number);
  if (!service) return;
  if (const auto cluster = env_.store.get<EcsClusterRepository>().find(service->cluster))
    ServiceEvents{env_, *cluster, *service}.publish_action("WARN", "SERVICE_TASK_START_IMPAIRED");
}

}  // namespace eni::sandbox::ecs_service
