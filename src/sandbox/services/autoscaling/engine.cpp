#include "sandbox/services/autoscaling/engine.h"

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/store/autoscaling_instance_repository.h"

namespace eni::sandbox::autoscaling_service {

Engine::Engine(Environment& env)
    : env_{env},
      reconciler_{env,
                  [this](std::int64_t group) {
                    policies_.group_looked_at(group);
                    metrics_.group_looked_at(group);
                  }},
      schedules_{env, [this](std::int64_t group) { consider(group); }},
      policies_{env, [this](std::int64_t group) { consider(group); }},
      metrics_{env} {}

void Engine::start() {
  reconciler_.start();
  schedules_.start();
  policies_.start();
  metrics_.start();
}

void Engine::stop() {
  reconciler_.end();
  schedules_.end();
  metrics_.end();
}

bool Engine::hears(const Event& event) const {
  return event.detail_type == kInstanceStateChange || event.detail_type == "CloudWatch Alarm State Change";
}

void Engine::receive(const Event& event) {
  if (event.detail_type == kInstanceStateChange) {
    const std::string id = text_at(event.detail, "instance-id");
    const auto instance = env_.store.get<AutoScalingInstanceRepository>().find(id);
    if (instance) observe(instance->group, id);
  }
  policies_.receive(event);
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::autoscaling_service
