/// Asynchronous invocations. An accepted event is in the store until it has ended, so a killed sandbox runs
/// it again. Source: Lambda developer guide, "Asynchronous invocation error handling": a function's error is
/// retried after one and two minutes; throttling and the service's own errors for up to the event's age.
#include <algorithm>

#include "base/deadline.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/lambda/lambda_runner.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::int64_t kDefaultRetries = 2;
constexpr std::int64_t kDefaultAgeSeconds = 21'600;
constexpr Duration kThrottledPause = std::chrono::seconds{1};

std::int64_t setting(const LambdaFunction& function, std::string_view name, std::int64_t otherwise) {
  if (!function.event_invoke_config) return otherwise;
  return integer_at(*function.event_invoke_config, name, otherwise);
}

/// After the first failure, then after the second.
Duration retry_pause(const Settings& settings, std::int64_t failures) {
  const Duration unit = settings.pace == Settings::Pace::kAws ? Duration{std::chrono::minutes{1}}
                                                              : Duration{std::chrono::seconds{1}};
  return unit * (failures <= 1 ? 1 : 2);
}

TimePoint time_of(std::int64_t millis) { return TimePoint{Duration{millis}}; }

/// Until the next attempt. It is stored by a clock that may have been set back since: no pause is longer than Lambda's longest.
Duration pause_before(const LambdaEvent& event, TimePoint now, const Settings& settings) {
  return std::clamp(time_of(event.next_attempt) - now, Duration{}, retry_pause(settings, kDefaultRetries));
}

/// How much older than `now` the event may become, at most `age`.
Duration patience_with(const LambdaEvent& event, TimePoint now, Duration age) {
  return std::min(time_of(event.received) + age - now, age);
}

}  // namespace

void LambdaRunner::run_event(LambdaEvent event) {
  const std::string id = event.request_id;
  accepted_[id] = {std::move(event)};
  events_.begin(id);
}

/// @param counts  whether this was an attempt at all: throttling is none
/// @return whether the function succeeded
Task<bool> LambdaRunner::attempt(const LambdaEvent& event, LambdaFunction function, bool& counts) {
  InvokeRequest request;
  request.request_id = event.request_id;
  request.payload = event.payload;
  request.client_context = event.client_context;
  const std::string name = function.key.name;
  const ApiResult<Invoked> invoked = co_await invoke(std::move(function), std::move(request));
  counts = invoked || invoked.error().http_status != 429;
  if (invoked && !invoked->outcome.is_error) co_return true;
  if (counts) {
    environment_.log.warn(
        "an asynchronous invocation failed",
        {{"function", name},
         {"request_id", event.request_id},
         {"attempt", std::to_string(event.attempts + 1)},
         {"error", invoked ? invoked->outcome.payload.substr(0, 1000) : invoked.error().message}});
  }
  co_return false;
}

Task<void> LambdaRunner::process(std::string request_id) {
  LambdaRepository& functions = environment_.store.get<LambdaRepository>();
  Scheduler& scheduler = environment_.scheduler;
  Accepted& accepted = accepted_.at(request_id);
  LambdaEvent& event = accepted.event;
  Duration age{};
  std::optional<Deadline>
      too_old;  // from what the clock said when this began, and not by what it is set to meanwhile
  while (!accepted.has_ended) {
    co_await sleep_for(scheduler, pause_before(event, scheduler.now(), environment_.settings));
    std::optional<LambdaFunction> function = functions.find(event.function);
    if (!function) break;  // deleted meanwhile
    const std::int64_t retries = setting(*function, "MaximumRetryAttempts", kDefaultRetries);
    const Duration max_age =
        std::chrono::seconds{setting(*function, "MaximumEventAgeInSeconds", kDefaultAgeSeconds)};
    if (max_age != age) too_old.emplace(scheduler, patience_with(event, scheduler.now(), max_age));
    age = max_age;
    if (too_old->has_passed()) break;
    bool counts = true;
    const bool succeeded = co_await attempt(event, *std::move(function), counts);
    Duration pause = kThrottledPause;
    if (counts && !succeeded) {
      ++event.attempts;
      pause = retry_pause(environment_.settings, event.attempts);
    }
    accepted.has_ended = succeeded || event.attempts > retries;
    if (accepted.has_ended) break;
    event.next_attempt = epoch_millis(scheduler.now() + pause);
    functions.update_event(event);
  }
  accepted.has_ended = true;
  functions.remove_event(request_id);
  accepted_.erase(request_id);
}

}  // namespace eni::sandbox::lambda_service
