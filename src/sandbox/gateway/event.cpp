#include "sandbox/gateway/event.h"

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

namespace {

/// A task, not a posted function: it ends with the gateway, before the components do.
Task<void> deliver(Environment& env, Event event) {
  co_await sleep_until(env.scheduler, env.scheduler.now());
  for (auto& [type, component] : env.components) component->receive(event);
}

}  // namespace

void Environment::publish(Event event) { gateway.spawn(deliver(*this, std::move(event))); }

}  // namespace eni::sandbox
