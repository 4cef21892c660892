#include "sandbox/load_balancers/traffic/tcp_session.h"

#include "sandbox/load_balancers/sockets/relay.h"

namespace eni::sandbox::load_balancers {
namespace {

/// Of a network load balancer, whose listeners have one rule.
const TargetGroup* group_of(const Listener& listener, const LoadBalancer& model, Random& random) {
  if (listener.rules.empty()) return nullptr;
  const auto* forward = std::get_if<Forward>(&listener.rules.back().action);
  const WeightedGroup* chosen = forward ? choose_group(*forward, random) : nullptr;
  const auto found = chosen ? model.groups.find(chosen->target_group) : model.groups.end();
  return found == model.groups.end() || !found->second.problem.empty() ? nullptr : &found->second;
}

const Target* target_of(Balancer& balancer, const TargetGroup& group, const std::string& client,
                        const std::set<std::string>& tried) {
  if (group.stickiness == Stickiness::kSourceIp) return target_of_client(group, client, tried);
  return choose_target(group, balancer.uses.of(group.arn), balancer.random, tried);
}

}  // namespace

Task<void> serve_tcp(Balancer& balancer, std::string listener_arn, std::unique_ptr<Stream> client,
                     std::string client_address) {
  const std::shared_ptr<const LoadBalancer> model = balancer.model;
  const Listener* listener = balancer.find_listener(*model, listener_arn);
  const TargetGroup* group = listener ? group_of(*listener, *model, balancer.random) : nullptr;
  std::set<std::string> tried;
  const Target* target = nullptr;
  std::unique_ptr<Stream> stream;
  while (group && !stream && (target = target_of(balancer, *group, client_address, tried))) {
    tried.insert(target->name());
    auto connecting = connect_within(balancer.context, endpoint_of(*model, target->address, target->port),
                                     kConnectPatience);
    Connected connected = co_await std::move(connecting);
    stream = std::move(connected.stream);
  }
  if (!stream) co_return;
  const TargetUses::Lease lease{balancer.uses, *group, *target, *stream};
  IdleTimers::Timer timer{balancer.timers, [&] {
                            client->abort();
                            stream->abort();
                          }};
  timer.start(listener->tcp_idle_timeout);
  auto relaying = relay_both(balancer.context.loop, *client, *stream, timer, {}, {});
  co_await std::move(relaying);
}

}  // namespace eni::sandbox::load_balancers
