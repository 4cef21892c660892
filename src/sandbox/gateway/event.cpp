#include "sandbox/gateway/event.h"

#include <algorithm>
#include <deque>
#include <map>
#include <typeindex>

#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

namespace {

using SharedEvent = std::shared_ptr<const Event>;

/// The events that wait for each component. A component hears of them in the order in which they were published, even if it fails
/// for a while: an instance that stops and starts again is not said to be stopping when it runs. One component that fails keeps
/// no other from hearing of an event.
class EventLines final : public Component {
 public:
  explicit EventLines(Environment& env) : env_{env} {}

  void add(Event event) {
    const auto shared = std::make_shared<const Event>(std::move(event));
    for (auto& [type, component] : env_.components) {
      if (!may_hear(*component, *shared)) continue;
      std::deque<SharedEvent>& line = lines_[component.get()];
      line.push_back(shared);
      if (line.size() == 1) env_.gateway.spawn(serve(*component, line));
    }
  }

 private:
  Task<void> serve(Component& component, std::deque<SharedEvent>& line) {
    for (RetryPause pause; !line.empty();) {
      const std::exception_ptr thrown = give(component, *line.front());
      if (thrown && pause.may_pass(thrown)) {
        const Duration wait = pause.next(thrown, env_.random);
        log_failure(env_.log, "delivery of an event", thrown, wait, pause.failures());
        co_await sleep_for(env_.scheduler, wait);
        continue;
      }
      // A defect may be of this event alone, and must not keep all others waiting.
      if (thrown) env_.gateway.spawn(try_again(component, line.front(), thrown));
      pause = {};
      line.pop_front();
    }
  }

  Task<void> try_again(Component& component, SharedEvent event, std::exception_ptr thrown) {
    for (RetryPause pause; thrown; thrown = give(component, *event)) {
      const Duration wait = pause.next(thrown, env_.random);
      log_failure(env_.log, "delivery of an event", thrown, wait, pause.failures());
      co_await sleep_for(env_.scheduler, wait);
    }
  }

  /// One that cannot say is asked again when the event is given to it.
  static bool may_hear(const Component& component, const Event& event) {
    try {
      return component.hears(event);
    } catch (...) {
      return true;
    }
  }

  static std::exception_ptr give(Component& component, const Event& event) {
    try {
      if (component.hears(event)) component.receive(event);
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  }

  Environment& env_;
  std::map<const Component*, std::deque<SharedEvent>> lines_;
};

EventLines& lines_of(Environment& env) {
  auto& place = env.components[std::type_index(typeid(EventLines))];
  if (!place) place = std::make_unique<EventLines>(env);
  return static_cast<EventLines&>(*place);
}

/// A task, not a posted function: it ends with the gateway, before the components do.
Task<void> deliver(Environment& env, Event event) {
  co_await sleep_until(env.scheduler, env.scheduler.now());
  lines_of(env).add(std::move(event));
}

}  // namespace

bool Environment::is_heard(const Event& event) const {
  return std::ranges::any_of(components, [&](const auto& entry) { return entry.second->hears(event); });
}

void Environment::publish(Event event) { gateway.spawn(deliver(*this, std::move(event))); }

}  // namespace eni::sandbox
