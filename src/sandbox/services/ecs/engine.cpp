#include "sandbox/services/ecs/engine.h"

#include <algorithm>
#include <array>

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"
#include "sandbox/services/ecs/container_instances/store_host.h"

namespace eni::sandbox::ecs_service {

namespace {

const StopCause kDeregistered{"UserInitiated", "Container instance deregistration forced by user"};

StopCause host_ended(std::string_view ec2_instance_id, std::string_view state) {
  return {"TerminationNotice",
          "Host EC2 (instance " + std::string(ec2_instance_id) + ") " + std::string(state) + "."};
}

bool is_gone(EcsHostStatus status) {
  return status == EcsHostStatus::kDeregistering || status == EcsHostStatus::kInactive;
}

}  // namespace

Engine::Engine(Environment& env)
    : env_{env},
      indexes_{env.store},
      accounting_{env.store, indexes_},
      tasks_{env, indexes_, accounting_},
      services_{env, indexes_, tasks_},
      targets_{env, indexes_, tasks_},
      hosts_{env},
      attachments_{env},
      provisioning_{env, indexes_, tasks_},
      scaling_{env, indexes_},
      draining_{env, indexes_},
      metrics_{env} {
  tasks_.on_store = [this](const EcsTask& task, const EcsTask& before) {
    services_.store_change(task, before);
    targets_.store_change(task, before);
  };
  tasks_.on_change = [this](const EcsTask& task, const EcsTask& before) {
    services_.task_changed(task, before);
    targets_.task_changed(task, before);
    metrics_.cluster_changed(task.cluster);
    follow_task(task, before);
  };
  tasks_.on_wait = [this](const EcsTask& task) {
    provisioning_.consider(task.cluster);
    scaling_.cluster_changed(task.cluster);
  };
  attachments_.on_policy = [this](EcsClusterNumber cluster, EcsCapacityProviderNumber provider) {
    scaling_.policy_made(cluster, provider);
  };
  targets_.on_change = [this](EcsServiceNumber service) { services_.consider(service); };
  targets_.on_failure = [this](EcsServiceNumber service) { services_.health_check_failed(service); };
  hosts_.on_end = [this](const EcsContainerInstance& instance, std::string_view ending) {
    lose_host(instance.number, host_ended(instance.ec2_instance_id, ending));
  };
}

void Engine::start() {
  tasks_.start();
  take_up_lost_hosts();
  hosts_.start();
  targets_.start();
  services_.start();
  attachments_.take_up_due();
  provisioning_.start();
  scaling_.start();
  draining_.start();
  metrics_.start();
}

void Engine::stop() {
  tasks_.end();
  services_.end();
  targets_.end();
  provisioning_.end();
  scaling_.end();
  draining_.end();
  metrics_.end();
}

bool Engine::hears(const Event& event) const {
  static constexpr std::array<std::string_view, 4> kTypes{
      "CloudWatch Alarm State Change", kInstanceStateChange, "EC2 Instance-terminate Lifecycle Action",
      "ECS Agent Disconnected"};
  static constexpr std::array<std::string_view, 2> kSources{"aws.autoscaling",
                                                            "sandbox.elasticloadbalancing"};
  return std::ranges::find(kTypes, event.detail_type) != kTypes.end() ||
         std::ranges::find(kSources, event.source) != kSources.end();
}

void Engine::receive(const Event& event) {
  hosts_.receive(event);
  targets_.receive(event);
  if (event.detail_type == "CloudWatch Alarm State Change") services_.alarm_went_off();
  draining_.receive(event);
  if (event.source == "aws.autoscaling")
    scaling_.group_changed(event.account, event.region, text_at(event.detail, "AutoScalingGroupName"));
}

/// Room that a task leaves, and what its group of instances is worth without it.
void Engine::follow_task(const EcsTask& task, const EcsTask& before) {
  const bool has_stopped = !task.is_placed() && before.is_placed();
  if (!has_stopped) return;
  provisioning_.consider(task.cluster);
  scaling_.cluster_changed(task.cluster);
  draining_.task_stopped(task);
}

void Engine::providers_changed(const EcsCluster& cluster) {
  auto& instances = env_.store.get<EcsContainerInstanceRepository>();
  std::vector<EcsContainerInstanceNumber> changed;
  instances.visit(cluster.number, [&](const EcsContainerInstance& instance) {
    EcsAttributes attributes = instance.attributes;
    if (note_provider(env_.store, cluster, attributes)) changed.push_back(instance.number);
  });
  for (const EcsContainerInstanceNumber number : changed) {
    auto host = load_host(env_.store, number);
    if (!host) continue;
    note_provider(env_.store, cluster, host->instance.attributes);
    update_host(env_, *host);
  }
}

void Engine::host_changed(const EcsContainerInstance& instance) {
  indexes_.host_changed(instance);
  if (is_gone(instance.status)) lose_host(instance.number, kDeregistered);
  services_.host_changed(instance);
  provisioning_.consider(instance.cluster);
  scaling_.cluster_changed(instance.cluster);
  metrics_.cluster_changed(instance.cluster);
}

void Engine::instance_stopped(const EcsContainerInstance& instance) {
  lose_host(instance.number, host_ended(instance.ec2_instance_id, "stopped"));
}

void Engine::lose_host(EcsContainerInstanceNumber host, const StopCause& cause) {
  tasks_.stop_on_host(host, cause);
}

/// Hosts that were lost while the sandbox was being killed.
void Engine::take_up_lost_hosts() {
  auto& instances = env_.store.get<EcsContainerInstanceRepository>();
  for (const auto status : {EcsHostStatus::kDeregistering, EcsHostStatus::kInactive}) {
    for (const auto& host : instances.all_of(status)) lose_host(host.number, kDeregistered);
  }
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::ecs_service
