#include "sandbox/services/elasticloadbalancing/engine.h"

#include "sandbox/gateway/ec2_events.h"

namespace eni::sandbox::elb_service {

Engine::Engine(Environment& env)
    : traffic_{env, [this](const ElbTarget& target) { return targets_.address_of(target); }},
      targets_{env, [this](ElbTargetGroupNumber group) { traffic_.consider(group); }},
      load_balancers_{env, [this, &env](ElbLoadBalancerNumber number) {
                        for (const auto group : env.store.get<ElbRepository>().target_groups_of(number))
                          targets_.consider(group);
                        traffic_.consider(number);
                      }} {}

void Engine::start() {
  traffic_.start([this](const std::string& group, const std::string& id, std::int64_t port) {
    targets_.consider(group, id, port);
  });
  load_balancers_.start();
  targets_.start();
}

void Engine::stop() {
  load_balancers_.end();
  targets_.end();
}

bool Engine::hears(const Event& event) const { return event.detail_type == kInstanceStateChange; }

void Engine::receive(const Event& event) {
  if (const auto instance = find_string(event.detail, "instance-id")) targets_.instance_changed(*instance);
}

Engine& engine_of(Environment& env) { return env.component<Engine>(); }

}  // namespace eni::sandbox::elb_service
