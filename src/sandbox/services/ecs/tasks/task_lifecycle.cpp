#include "sandbox/services/ecs/tasks/task_lifecycle.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/shown_task.h"
#include "sandbox/services/ecs/tasks/task_event.h"
#include "sandbox/services/ecs/tasks/task_pace.h"
#include "sandbox/services/ecs/tasks/task_ports.h"
#include "sandbox/services/ecs/tasks/task_to_run.h"
#include "sandbox/services/ecs/tasks/task_value.h"
#include "sandbox/store/ecs_tag_repository.h"
#include "sandbox/store/ecs_task_target_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

OwnInterface own_interface(const TaskPlan& plan) {
  return plan.has_own_interface() ? OwnInterface::kYes : OwnInterface::kNo;
}

/// The times that a status brings with it.
void stamp(EcsTask& task, EcsTaskStatus status, std::int64_t now) {
  json::object& document = task.document;
  switch (status) {
    case EcsTaskStatus::kPending:
      document["connectivityAt"] = now;
      document["pullStartedAt"] = now;
      break;
    case EcsTaskStatus::kActivating:
      document["pullStoppedAt"] = now;
      break;
    case EcsTaskStatus::kRunning:
      document["startedAt"] = now;
      break;
    case EcsTaskStatus::kStopping:
      document["executionStoppedAt"] = now;
      break;
    case EcsTaskStatus::kStopped:
      task.stopped_at = now;
      break;
    default:
      break;
  }
}

void count_version(EcsTask& task) {
  const json::value* version = find(task.document, "version");
  task.document["version"] = (version != nullptr ? version->as_int64() : 0) + 1;
}

}  // namespace

void TaskLifecycle::start() {
  runner_ = find_task_runner(env_);
  if (runner_ != nullptr) {
    runner_->on_change = [this](const std::string& task, const auto& states) {
      containers_changed(task, states);
    };
    runner_->find_shown = [this](const std::string& id_start) {
      return find_shown_tasks(env_.store, indexes_, id_start);
    };
    spawn_background(env_, keep_trying(retry_parts(env_), "end of tasks that ran in another sandbox",
                                       [this, former = former_tasks()] { return end_lost_tasks(former); }));
  }
  for (const EcsTaskNumber task : env_.store.get<EcsTaskRepository>().under_way()) go_on(task);
  forget_later();
}

void TaskLifecycle::end() {
  if (forgetting_) env_.scheduler.cancel(*forgetting_);
  forgetting_.reset();
}

EcsTask TaskLifecycle::new_task(EcsTaskOriginNumber origin, EcsClusterNumber cluster,
                                std::string_view provider) {
  EcsTask task;
  task.id = new_id(env_.random);
  task.origin = origin;
  task.cluster = cluster;
  task.document = {{"version", 1}, {"createdAt", now_millis(env_)}};
  if (!provider.empty()) task.document["capacityProviderName"] = provider;
  return task;
}

void TaskLifecycle::settle_on(EcsTask& task, const TaskPlan& plan, const EcsContainerInstance& host) {
  task.host = host.number;
  if (plan.network) {
    const auto subnets = plan.network->subnets_in(host.availability_zone);
    const std::string subnet = subnets.empty() ? std::string{} : subnets[env_.random.next() % subnets.size()];
    task.document["attachment"] = new_attachment(env_.random, subnet);
  } else if (has_dynamic_ports(plan)) {
    task.port_block = env_.store.get<EcsTaskRepository>().free_port_block(host.number);
  }
}

EcsTask TaskLifecycle::begin(EcsTaskOriginNumber origin, const EcsContainerInstance& host,
                             std::string_view provider) {
  const auto plan = indexes_.plan(origin);
  EcsTask task = new_task(origin, host.cluster, provider);
  task.last_status = first_status(own_interface(*plan));
  stamp(task, task.last_status, now_millis(env_));
  settle_on(task, *plan, host);
  task = accounting_.enter(std::move(task));
  publish(task);
  go_on(task.number);
  return task;
}

EcsTask TaskLifecycle::begin_waiting(EcsTaskOriginNumber origin, EcsClusterNumber cluster,
                                     std::string_view provider) {
  EcsTask task = accounting_.enter(new_task(origin, cluster, provider));
  publish(task);
  if (on_wait) on_wait(task);
  return task;
}

void TaskLifecycle::place(const EcsTask& task, const EcsContainerInstance& host) {
  EcsTask placed = task;
  settle_on(placed, *indexes_.plan(task.origin), host);
  accounting_.place(placed);
  go_on(placed.number);
}

std::vector<EcsTaskNumber> TaskLifecycle::former_tasks() const {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  std::vector<EcsTaskNumber> former = tasks.running();
  for (const EcsTaskNumber number : tasks.under_way()) {
    const auto task = tasks.find(number);
    if (task && task->last_status == EcsTaskStatus::kActivating) former.push_back(number);
  }
  return former;
}

/// Containers end with the sandbox that runs them, however that ends.
Task<void> TaskLifecycle::end_lost_tasks(std::vector<EcsTaskNumber> former) {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  auto asking = runner_->is_available();
  if (!co_await std::move(asking)) co_return;
  for (const EcsTaskNumber number : former) {
    const auto task = tasks.find(number);
    if (task && !task->is_to_stop() && !runner_->has(task->id))
      stop(*task, {"EssentialContainerExited", "The sandbox that ran the task's containers has ended"});
  }
}

EcsTask TaskLifecycle::stop(const EcsTask& task, const StopCause& cause) {
  // First, for what follows may be broken off: its life looks at the row once the running call has ended.
  if (task.is_under_way() || !task.is_to_stop()) go_on(task.number);
  if (task.is_to_stop()) return task;
  EcsTask stopping = task;
  stopping.desired_status = EcsTaskStatus::kStopped;
  stopping.document["stopCode"] = cause.code;
  stopping.document["stoppedReason"] = cause.reason;
  stopping.document["stoppingAt"] = now_millis(env_);
  changed(stopping, task);
  if (runner_ != nullptr) runner_->interrupt(task.id);
  return env_.store.get<EcsTaskRepository>().find(task.number).value();
}

void TaskLifecycle::stop_on_host(EcsContainerInstanceNumber host, const StopCause& cause) {
  for (const EcsTask& task : env_.store.get<EcsTaskRepository>().on_host(host)) stop(task, cause);
}

Task<void> TaskLifecycle::live(EcsTaskNumber number) {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  for (;;) {
    co_await sleep_until(env_.scheduler, env_.scheduler.now());
    const auto task = tasks.find(number);
    if (!task || !task->is_under_way() || is_draining(*task)) break;
    if (!task->has_host() && !task->is_to_stop()) break;  // Until it is placed.
    auto leaving = leave_status(number);
    co_await std::move(leaving);
    advance(number);
  }
}

/// Requests under way end before the containers stop, unless those are gone with their host.
bool TaskLifecycle::is_draining(const EcsTask& task) {
  if (task.last_status != EcsTaskStatus::kDeactivating) return false;
  if (!indexes_.plan(task.origin)->has_targets()) return false;
  if (find_string(task.document, "stopCode") == "TerminationNotice") return false;
  return !env_.store.get<EcsTaskTargetRepository>().of_task(task.number).empty();
}

/// What happens in the status that the task is in, until it may go on. What containers do takes the time that it takes.
Task<void> TaskLifecycle::leave_status(EcsTaskNumber number) {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  auto task = tasks.find(number);
  const EcsTaskStatus status = task->last_status;
  const bool is_about_containers = status == EcsTaskStatus::kPending || status == EcsTaskStatus::kStopping;
  const bool runs_containers = runner_ != nullptr && is_about_containers;
  const Duration pause = runs_containers ? Duration{0} : time_in(status, env_.settings.pace);
  if (pause.count() > 0) {
    co_await sleep_for(env_.scheduler, pause);
    task = tasks.find(number);
    if (!task) co_return;
  }
  if (status == EcsTaskStatus::kProvisioning && !task->is_to_stop()) {
    auto attaching = attach(number);
    co_await std::move(attaching);
  } else if (status == EcsTaskStatus::kPending && runs_containers && !task->is_to_stop()) {
    auto running = run_containers(number);
    co_await std::move(running);
  } else if (status == EcsTaskStatus::kStopping && runs_containers) {
    auto stopping = runner_->stop(task->id);
    co_await std::move(stopping);
  } else if (status == EcsTaskStatus::kDeprovisioning) {
    auto detaching = interfaces_.detach(number);
    co_await std::move(detaching);
  }
}

Task<void> TaskLifecycle::attach(EcsTaskNumber number) {
  auto attaching = interfaces_.attach(number);
  const auto attached = co_await std::move(attaching);
  const auto task = env_.store.get<EcsTaskRepository>().find(number);
  if (attached.has_error() && task) stop(*task, {"TaskFailedToStart", attached.error().message});
}

Task<void> TaskLifecycle::run_containers(EcsTaskNumber number) {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  auto wanted = task_to_run(env_.store, indexes_, *tasks.find(number));
  if (!wanted) co_return;  // Its host is gone, and it is to stop soon.
  auto running = runner_->run(*std::move(wanted));
  const Result<void> ran = co_await std::move(running);
  const auto task = tasks.find(number);
  if (ran.has_error() && task) stop(*task, {"TaskFailedToStart", ran.error().message});
}

void TaskLifecycle::containers_changed(const std::string& id, const std::vector<ContainerState>& states) {
  const auto before = env_.store.get<EcsTaskRepository>().find(id);
  if (!before || !before->is_placed()) return;
  const auto plan = indexes_.plan(before->origin);
  const auto definition =
      env_.store.get<EcsTaskDefinitionRepository>().find_by_arn(plan->task_definition_arn);
  if (!definition) return;
  const json::array& definitions = array_at(definition->document, "containerDefinitions");
  EcsTask task = *before;
  put_container_states(task, states);
  const ContainerHealth health = worst_health(definitions, states);
  put_task_health(task, health);
  if (task.document != before->document) changed(task, *before);  // It may have been told before.
  if (task.is_to_stop()) return;
  if (const auto ending = ending_of_containers(definitions, states)) {
    stop(*env_.store.get<EcsTaskRepository>().find(id), {ending->stop_code, std::string{ending->reason}});
  } else if (health == ContainerHealth::kUnhealthy && plan->service != EcsServiceNumber{}) {
    stop(*env_.store.get<EcsTaskRepository>().find(id),
         {"ServiceSchedulerInitiated", std::string{kFailedHealthChecks}});
  }
}

void TaskLifecycle::advance(EcsTaskNumber number) {
  const auto before = env_.store.get<EcsTaskRepository>().find(number);
  if (!before) return;
  const auto plan = indexes_.plan(before->origin);
  auto next = next_status(before->last_status, before->desired_status, own_interface(*plan));
  // It had no host, so there is nothing to take away.
  if (next && !before->has_host() && before->is_to_stop()) next = EcsTaskStatus::kStopped;
  if (!next) return;
  EcsTask task = *before;
  task.last_status = *next;
  stamp(task, *next, now_millis(env_));
  changed(task, *before);
  if (*next == EcsTaskStatus::kStopped) forget_later();
}

void TaskLifecycle::changed(const EcsTask& task, const EcsTask& before) {
  EcsTask now = task;
  count_version(now);
  sqlite::Transaction transaction{env_.store.database()};
  accounting_.change(now, before);
  if (on_store) on_store(now, before);
  transaction.commit();
  // First those who act on it: nobody tells them again.
  if (on_change) on_change(now, before);
  publish(now);
}

void TaskLifecycle::publish(const EcsTask& task) {
  if (auto event = task_event(env_, indexes_, task)) env_.publish(*std::move(event));
}

void TaskLifecycle::forget_tags(const EcsTask& task) {
  if (const auto cluster = env_.store.get<EcsClusterRepository>().find(task.cluster))
    env_.store.get<EcsTagRepository>().remove_tags(task_arn(*cluster, task));
}

/// One timer for all: it goes off when the oldest of the stopped tasks has been shown for long enough.
void TaskLifecycle::forget_later() {
  if (forgetting_) return;
  const auto oldest = env_.store.get<EcsTaskRepository>().oldest_stopped();
  if (!oldest) return;
  const TimePoint when = TimePoint{Duration{*oldest}} + kStoppedTaskIsShown;
  forgetting_ = env_.scheduler.call_at(when, [this] {
    forgetting_.reset();
    oblivion_.begin(0);
  });
}

Task<void> TaskLifecycle::forget_stopped() {
  sqlite::Transaction transaction{env_.store.database()};
  const std::int64_t moment = epoch_millis(env_.scheduler.now() - kStoppedTaskIsShown) + 1;
  for (const EcsTask& task : env_.store.get<EcsTaskRepository>().forget_stopped(moment)) forget_tags(task);
  transaction.commit();
  forget_later();
  co_return;
}

}  // namespace eni::sandbox::ecs_service
