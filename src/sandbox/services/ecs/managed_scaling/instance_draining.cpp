#include "sandbox/services/ecs/managed_scaling/instance_draining.h"

#include <algorithm>

#include "sandbox/services/ecs/capacity_providers/attachments.h"
#include "sandbox/services/ecs/capacity_providers/group_view.h"
#include "sandbox/services/ecs/container_instances/ec2_view.h"
#include "sandbox/services/ecs/container_instances/store_host.h"
#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Half of the hook's heartbeat timeout.
constexpr std::chrono::minutes kHeartbeat{30};

}  // namespace

void InstanceDraining::start() {
  for (const auto& attachment : env_.store.get<EcsCapacityProviderRepository>().all_attachments())
    if (attachment.type == kDrainingHook) groups_.begin(attachment.number);
}

void InstanceDraining::end() {
  for (const auto& [instance, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

void InstanceDraining::receive(const Event& event) {
  if (event.detail_type != "EC2 Instance-terminate Lifecycle Action") return;
  if (text_at(event.detail, "LifecycleHookName") != kDrainingHookName) return;
  looks_.begin({event.account.value, event.region.value, text_at(event.detail, "AutoScalingGroupName"),
                text_at(event.detail, "EC2InstanceId")});
}

void InstanceDraining::task_stopped(const EcsTask& task) {
  const auto known = waiting_.find(task.host);
  if (known != waiting_.end()) looks_.begin(known->second);
}

Task<void> InstanceDraining::take_up(std::int64_t number) {
  const auto attachment = env_.store.get<EcsCapacityProviderRepository>().find_attachment(number);
  if (!attachment) co_return;
  const auto cluster = env_.store.get<EcsClusterRepository>().find(attachment->cluster);
  if (!cluster) co_return;
  auto viewing =
      view_group(env_, aws::AccountId{cluster->account}, aws::Region{cluster->region}, attachment->group);
  const auto group = co_await std::move(viewing);
  if (group.has_error() || !*group) co_return;
  for (const GroupInstance& one : (*group)->instances) {
    if (one.state != "Terminating:Wait") continue;
    const Instance instance{cluster->account, cluster->region, attachment->group, one.id};
    had_to_wait_.insert(instance);
    looks_.begin(instance);
  }
}

Task<void> InstanceDraining::look_at(Instance instance) {
  const auto& [account, region, group, id] = instance;
  auto viewing = view_instance(env_, aws::AccountId{account}, aws::Region{region}, id);
  const auto view = co_await std::move(viewing);
  // What EC2 does not tell of is taken to run.
  const bool is_running = view.has_error() || (*view && (*view)->state == "running");
  if (drain(instance)) {
    if (is_running) had_to_wait_.insert(instance);
    look_again(instance);
    co_return;
  }
  forget_timer(instance);
  const bool had_to_wait = had_to_wait_.erase(instance) > 0;
  if (had_to_wait && !is_running) co_return;
  auto completing = call(instance, "CompleteLifecycleAction");
  co_await std::move(completing);
}

/// Daemons stop with the instance.
bool InstanceDraining::drain(const Instance& instance) {
  auto& tasks = env_.store.get<EcsTaskRepository>();
  auto& services = env_.store.get<EcsServiceRepository>();
  const auto is_of_daemon = [&](const EcsTask& task) {
    const EcsServiceNumber number = indexes_.plan(task.origin)->service;
    const auto service = number == EcsServiceNumber{} ? std::nullopt : services.find(number);
    return service && service->daemon;
  };
  bool has_tasks = false;
  sqlite::Transaction transaction{env_.store.database()};
  for (const auto& one :
       env_.store.get<EcsContainerInstanceRepository>().of_ec2_instance(std::get<3>(instance))) {
    auto host = load_host(env_.store, one.number);
    if (!host || host->cluster.account != std::get<0>(instance)) continue;
    if (host->instance.status == EcsHostStatus::kActive) enter_status(env_, *host, EcsHostStatus::kDraining);
    const auto on_host = tasks.on_host(one.number);
    if (std::ranges::all_of(on_host, is_of_daemon)) {
      waiting_.erase(one.number);
    } else {
      waiting_[one.number] = instance;
      has_tasks = true;
    }
  }
  transaction.commit();
  return has_tasks;
}

void InstanceDraining::forget_timer(const Instance& instance) {
  const auto timer = timers_.find(instance);
  if (timer == timers_.end()) return;
  env_.scheduler.cancel(timer->second);
  timers_.erase(timer);
}

void InstanceDraining::look_again(const Instance& instance) {
  if (timers_.contains(instance)) return;
  timers_[instance] = env_.scheduler.call_at(env_.scheduler.now() + kHeartbeat, [this, instance] {
    timers_.erase(instance);
    spawn_delivery(env_, "heartbeat of a draining instance",
                   [this, instance] { return call(instance, "RecordLifecycleActionHeartbeat"); });
    looks_.begin(instance);
  });
}

/// An action that is over already, or that may not be ended without the group's tag, is left.
Task<void> InstanceDraining::call(Instance instance, std::string operation) {
  const auto& [account, region, group, id] = instance;
  json::object params{
      {"AutoScalingGroupName", group}, {"LifecycleHookName", kDrainingHookName}, {"InstanceId", id}};
  if (operation == "CompleteLifecycleAction") params["LifecycleActionResult"] = "CONTINUE";
  auto calling =
      call_auto_scaling(env_, aws::AccountId{account}, aws::Region{region}, operation, std::move(params));
  const auto result = co_await std::move(calling);
  if (result.has_error()) {
    env_.log.warn("the termination of an instance cannot go on",
                  {{"instance", id}, {"error", result.error().message}});
  }
}

}  // namespace eni::sandbox::ecs_service
