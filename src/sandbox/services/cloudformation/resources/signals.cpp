#include "sandbox/services/cloudformation/resources/signals.h"

#include "sandbox/services/cloudformation/calls/step_journal.h"
#include "sandbox/services/cloudformation/resources/poll.h"

namespace eni::sandbox::cloudformation {
namespace {

/// "Received FAILURE signal with UniqueId i-0…" [assumption]
ApiError instance_failed(ResourceCall& call) {
  for (const ResourceSignal& signal : call.step->signals()) {
    if (signal.is_success) continue;
    return in_full("Received FAILURE signal with UniqueId " + signal.unique_id);
  }
  return in_full("Received FAILURE signal");
}

ApiError instance_timed_out(int missing) {
  return in_full("Failed to receive " + std::to_string(missing) +
                 " resource signal(s) within the specified duration");
}

ApiResult<void> judge(ResourceCall& call, const SignalPolicy& policy, const SignalCount& got,
                      Signallers signallers) {
  const int missing = policy.count - got.received();
  if (signallers == Signallers::kInstance) {
    if (got.failures > 0) return instance_failed(call);
    if (missing > 0) return instance_timed_out(missing);
    return {};
  }
  if (got.successes >= needed_successes(policy.count, policy.min_percent)) return {};
  return unsatisfied(got, policy.count, policy.min_percent);
}

bool is_decided(const SignalPolicy& policy, const SignalCount& got, Signallers signallers) {
  if (got.received() >= policy.count) return true;
  const bool is_group = signallers == Signallers::kGroup;
  const int needed = is_group ? needed_successes(policy.count, policy.min_percent) : policy.count;
  return got.failures > policy.count - needed;
}

}  // namespace

SignalCount take_signals(ResourceCall& call, const std::set<std::string>* from) {
  SignalCount got;
  for (const ResourceSignal& signal : call.step->signals()) {
    if (from && !from->contains(signal.unique_id)) continue;
    if (!signal.is_taken) call.step->take(signal);
    ++(signal.is_success ? got.successes : got.failures);
  }
  return got;
}

std::string missed_signals(int count) {
  return "Failed to receive " + std::to_string(count) +
         " resource signal(s) for the current batch.  Each resource signal timeout is counted as a FAILURE.";
}

ApiError unsatisfied(const SignalCount& got, int of, double min_percent) {
  const bool has_failures = got.failures > 0;
  return in_full("Received " + std::to_string(has_failures ? got.failures : got.successes) +
                 (has_failures ? " FAILURE" : " SUCCESS") + " signal(s) out of " + std::to_string(of) +
                 ".  Unable to satisfy " + percent_text(min_percent) +
                 "% MinSuccessfulInstancesPercent requirement");
}

Task<ApiResult<void>> wait_for_creation_signals(ResourceCall& call, TimePoint began, Signallers signallers) {
  const auto policy = signal_policy(call.creation_policy);
  // No journal: only what an interrupted creation made is looked for.
  if (!policy || policy->count < 1 || !call.step) co_return ApiResult<void>{};
  const Deadline deadline{call.parts.scheduler, began + policy->timeout - call.parts.scheduler.now()};
  Poll poll{call, TimeLimits::kNone, call.logical_id};
  for (;;) {
    const SignalCount got = take_signals(call, nullptr);
    if (is_decided(*policy, got, signallers)) co_return judge(call, *policy, got, signallers);
    if (deadline.has_passed()) {
      if (signallers == Signallers::kGroup)
        call.step->keep(call.step->state(), {missed_signals(policy->count - got.received())});
      co_return judge(call, *policy, got, signallers);
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace eni::sandbox::cloudformation
