#include "sandbox/services/ecs/engine.h"

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
      hosts_{env} {
  tasks_.on_store = [this](const EcsTask& task, const EcsTask& before) {
    services_.store_failure(task, before);
    targets_.store_change(task, before);
  };
  tasks_.on_change = [this](const EcsTask& task, const EcsTask& before) {
    services_.task_changed(task, before);
    targets_.task_changed(task, before);
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
}

void Engine::stop() {
  tasks_.end();
  services_.end();
  targets_.end();
}

void Engine::receive(const Event& event) {
  hosts_.receive(event);
  targets_.receive(event);
  if (event.detail_type == "CloudWatch Alarm State Change") services_.alarm_went_off();
}

void Engine::host_changed(const EcsContainerInstance& instance) {
  indexes_.host_changed(instance);
  if (is_gone(instance.status)) lose_host(instance.number, kDeregistered);
  services_.host_changed(instance);
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
