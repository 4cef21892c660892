#include "sandbox/gateway/event.h"

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

namespace {

/// Until the component has taken it.
Task<void> deliver_to(Environment& env, Component& component, std::shared_ptr<const Event> event) {
  for (RetryPause pause;;) {
    std::exception_ptr thrown;
    try {
      component.receive(*event);
      co_return;
    } catch (...) {
      thrown = std::current_exception();
    }
    const Duration wait = pause.next(thrown, env.random);
    log_failure(env.log, "delivery of an event", thrown, wait, pause.failures());
    co_await sleep_for(env.scheduler, wait);
  }
}

/// A task, not a posted function: it ends with the gateway, before the components do. One component that fails keeps no other
/// from hearing of the event.
Task<void> deliver(Environment& env, Event event) {
  co_await sleep_until(env.scheduler, env.scheduler.now());
  const auto shared = std::make_shared<const Event>(std::move(event));
  for (auto& [type, component] : env.components) env.gateway.spawn(deliver_to(env, *component, shared));
}

}  // namespace

void Environment::publish(Event event) { gateway.spawn(deliver(*this, std::move(event))); }

}  // namespace eni::sandbox
