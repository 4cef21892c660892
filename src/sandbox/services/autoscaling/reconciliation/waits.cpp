#include "sandbox/services/autoscaling/reconciliation/waits.h"

#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/transitions.h"
#include "sandbox/services/autoscaling/reconciliation/load_balancing.h"

namespace eni::sandbox::autoscaling_service {
namespace {

AutoScalingInstanceRepository& instances(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

/// In AWS's own order: load balancers let go of an instance before its hooks run.
Task<void> let_go(Environment& env, AutoScalingGroup group, std::string id) {
  auto instance = instances(env).find(id);
  if (!instance) co_return;
  if (!find(instance->document, "DrainedAt")) {
    auto deregistering = deregister_targets(env, group, id);
    const Duration delay = co_await std::move(deregistering);
    instance = instances(env).find(id);
    if (!instance) co_return;
    instance->document["DrainedAt"] = millis(env.scheduler.now() + delay);
    instance->due = millis(env.scheduler.now() + delay);
    instances(env).update(*instance);
  }
  if (integer_at(instance->document, "DrainedAt") > millis(env.scheduler.now())) co_return;
  sqlite::Transaction transaction{env.store.database()};
  instance->document.erase("DrainedAt");
  deregistered(env, group, *instance);
  transaction.commit();
}

Task<void> take_in(Environment& env, AutoScalingGroup group, std::string id) {
  auto registering = register_targets(env, group, id);
  co_await std::move(registering);
  auto instance = instances(env).find(id);
  if (!instance || !find(instance->document, "Register")) co_return;
  instance->document.erase("Register");
  instance->due = 0;
  instances(env).update(*instance);
}

void end_actions(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance) {
  sqlite::Transaction transaction{env.store.database()};
  while (const auto ended = end_overdue_action(instance, env.scheduler.now())) {
    action_ended(env, group, instance, *ended);
    if (ended->end != ActionsEnd::kWaiting) break;
  }
  transaction.commit();
}

}  // namespace

Task<void> end_waits(Environment& env, std::int64_t number) {
  const auto group = env.store.get<AutoScalingRepository>().find(number);
  if (!group) co_return;
  for (AutoScalingInstance& due : instances(env).due(number, millis(env.scheduler.now()))) {
    if (find(due.document, "Deregister")) {
      auto letting_go = let_go(env, *group, due.id);
      co_await std::move(letting_go);
    } else if (find(due.document, "Register")) {
      auto taking_in = take_in(env, *group, due.id);
      co_await std::move(taking_in);
    } else if (auto instance = instances(env).find(due.id)) {
      end_actions(env, *group, *instance);
    }
  }
}

}  // namespace eni::sandbox::autoscaling_service
