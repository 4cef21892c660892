/// The stages follow each other as in Eucalyptus's reconstruction, which agrees with logs of AWS's own.
#include "sandbox/services/cloudformation/resources/autoscaling/rolling_update.h"

#include "base/text.h"
#include "sandbox/services/cloudformation/resources/autoscaling/group_stability.h"
#include "sandbox/services/cloudformation/resources/autoscaling/obsolete_instances.h"
#include "sandbox/services/cloudformation/resources/autoscaling/rolling_state.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/signals.h"

namespace eni::sandbox::cloudformation {
namespace {

using Stage = RollingState::Stage;

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

void append(std::vector<std::string>& texts, const std::vector<std::string>& more) {
  texts.insert(texts.end(), more.begin(), more.end());
}

std::vector<std::string> senders_of(const std::vector<ResourceSignal>& signals) {
  std::vector<std::string> ids;
  for (const ResourceSignal& signal : signals) ids.push_back(signal.unique_id);
  return ids;
}

std::string waiting_sentence(const RollingPolicy& policy) {
  if (policy.waits_for_signals)
    return "Waiting on resource signals with a timeout of " + policy.pause_text +
           " when new instances are added to the autoscaling group.";
  return "Pausing for " + policy.pause_text + " when new instances are added to the autoscaling group.";
}

std::string begun_sentence(const RollingState& state, const RollingPolicy& policy) {
  return "Rolling update initiated. Terminating " + std::to_string(state.total) +
         " obsolete instance(s) in batches of " + std::to_string(state.batch_size) +
         ", while keeping at least " + std::to_string(policy.min_in_service) + " instance(s) in service. " +
         waiting_sentence(policy);
}

/// [assumption] of groups that pause: no log of such an update was found.
std::string added_sentence(const RollingState& state, const RollingPolicy& policy) {
  const std::string added = "New instance(s) added to autoscaling group - ";
  if (!policy.waits_for_signals) return added + "Pausing for " + policy.pause_text + ".";
  return added + "Waiting on " + std::to_string(state.fresh.size()) +
         " resource signal(s) with a timeout of " + policy.pause_text + ".";
}

std::vector<std::string> suspended_processes(const json::object& group) {
  std::vector<std::string> names;
  for (const json::object& process : objects_of(group, "SuspendedProcesses"))
    names.push_back(scalar_text_at(process, "ProcessName"));
  return names;
}

/// Without these no instance takes the place of another.
ApiResult<void> check_processes(const json::object& group, const RollingPolicy& policy) {
  const std::vector<std::string> suspended = suspended_processes(group);
  std::vector<std::string> in_the_way;
  for (const char* needed : {"Launch", "Terminate"}) {
    if (contains(suspended, needed) || contains(policy.suspended, needed)) in_the_way.emplace_back(needed);
  }
  if (in_the_way.empty()) return {};
  return in_full(
      "Autoscaling rolling updates cannot be performed because the [" + join(in_the_way, ", ") +
      "] process(es) have been suspended; please resume these processes and then retry the update.");
}

/// Batches as large as may be, and the size that the group has meanwhile.
void plan_batches(RollingState& state, const RollingPolicy& policy, int max_size) {
  const int spare = state.desired - policy.min_in_service + (state.desired - state.total);
  // [assumption] at least one: with nothing to spare the group grows by it.
  state.batch_size = std::max(1, std::min({state.total, policy.max_batch_size, spare}));
  state.size = std::min(std::max(state.batch_size + policy.min_in_service, state.desired), max_size);
}

Task<ApiResult<void>> resize(ResourceCall& call, int min_size, std::optional<int> desired) {
  json::object params{{"AutoScalingGroupName", call.physical_id}, {"MinSize", min_size}};
  if (desired) params["DesiredCapacity"] = *desired;
  return call.tell("autoscaling", "UpdateAutoScalingGroup", std::move(params));
}

Task<ApiResult<void>> set_processes(ResourceCall& call, std::string_view operation,
                                    std::vector<std::string> processes) {
  if (processes.empty()) co_return ApiResult<void>{};
  json::object params{{"AutoScalingGroupName", call.physical_id},
                      {"ScalingProcesses", text_array(processes)}};
  co_return co_await call.tell("autoscaling", operation, std::move(params));
}

/// One rolling update. Each step of it does what its stage says and keeps the next one.
class Rolling {
 public:
  Rolling(ResourceCall& call, const RollingPolicy& policy, RollingState state)
      : call_{call}, policy_{policy}, state_{std::move(state)} {}

  bool has_begun() const { return state_.stage != Stage::kNone; }
  Task<ApiResult<void>> begin();
  Task<ApiResult<void>> go_on();
  Task<ApiResult<void>> tidy_up();

 private:
  Task<ApiResult<void>> grow();
  Task<ApiResult<void>> await_new_ones();
  Task<ApiResult<void>> await_signals();
  Task<ApiResult<void>> pause();
  Task<ApiResult<void>> terminate();
  void choose();
  Task<ApiResult<void>> terminate_one(std::string id, bool is_surplus);
  Task<ApiResult<void>> when_terminated();
  bool is_last_batch() const { return state_.batch.size() == state_.obsolete.size(); }
  /// @error  once too many have failed
  ApiResult<void> judge(const SignalCount& got) const;
  Duration left() const;
  void keep(Stage next, const std::vector<std::string>& reasons = {});

  ResourceCall& call_;
  const RollingPolicy& policy_;
  RollingState state_;
};

void Rolling::keep(Stage next, const std::vector<std::string>& reasons) {
  state_.stage = next;
  call_.step->keep(state_.to_json(), reasons);
}

Duration Rolling::left() const {
  const Duration rest{state_.until - call_.parts.scheduler.now().time_since_epoch().count()};
  return std::clamp(rest, Duration{}, policy_.pause);
}

Task<ApiResult<void>> Rolling::begin() {
  ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call_));
  ENI_CO_TRY(state_.obsolete, co_await obsolete_instances(call_, group));
  if (state_.obsolete.empty()) co_return ApiResult<void>{};
  const int max_size = static_cast<int>(integer_at(group, "MaxSize"));
  if (policy_.min_in_service >= max_size)
    co_return in_full("MinInstancesInService must be less than the autoscaling group's MaxSize");
  ENI_CO_CHECK(check_processes(group, policy_));
  state_.total = static_cast<int>(state_.obsolete.size());
  state_.min_size = static_cast<int>(integer_at(group, "MinSize"));
  state_.desired = static_cast<int>(integer_at(group, "DesiredCapacity"));
  state_.known = staying_instances(group);
  ENI_CO_TRY(state_.known_activity, co_await newest_activity(call_));
  state_.suspended = without(policy_.suspended, suspended_processes(group));
  plan_batches(state_, policy_, max_size);
  std::vector<std::string> reasons{begun_sentence(state_, policy_)};
  if (state_.size != state_.min_size || state_.size != state_.desired)
    reasons.push_back("Temporarily setting autoscaling group MinSize and DesiredCapacity to " +
                      std::to_string(state_.size) + ".");
  keep(Stage::kGrow, reasons);
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> Rolling::go_on() {
  for (;;) {
    switch (state_.stage) {
      case Stage::kNone:
        co_return ApiResult<void>{};
      case Stage::kGrow:
        ENI_CO_CHECK(co_await grow());
        break;
      case Stage::kAwait:
        ENI_CO_CHECK(co_await await_new_ones());
        break;
      case Stage::kSignals:
        ENI_CO_CHECK(co_await await_signals());
        break;
      case Stage::kPause:
        ENI_CO_CHECK(co_await pause());
        break;
      case Stage::kChoose:
        if (state_.obsolete.empty()) co_return ApiResult<void>{};
        choose();
        break;
      case Stage::kTerminate:
        ENI_CO_CHECK(co_await terminate());
        break;
    }
  }
}

Task<ApiResult<void>> Rolling::grow() {
  ENI_CO_CHECK(co_await set_processes(call_, "SuspendProcesses", state_.suspended));
  ENI_CO_CHECK(co_await resize(call_, state_.size, state_.size));
  state_.expected = state_.size - state_.desired;
  keep(Stage::kAwait);
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> Rolling::await_new_ones() {
  Poll poll{call_, TimeLimits::kGroup, "Group " + call_.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call_));
    state_.fresh = without(instances_in(group, "InService"), state_.known);
    if (static_cast<int>(state_.fresh.size()) >= state_.expected) break;
    ENI_CO_CHECK(co_await check_newest_activity(call_, state_.known_activity));
    ENI_CO_CHECK(co_await poll.wait());
  }
  append(state_.known, state_.fresh);
  append(state_.all_fresh, state_.fresh);
  state_.until = (call_.parts.scheduler.now() + policy_.pause).time_since_epoch().count();
  if (state_.fresh.empty() || policy_.pause == Duration{}) {
    keep(Stage::kChoose);
  } else {
    keep(policy_.waits_for_signals ? Stage::kSignals : Stage::kPause, {added_sentence(state_, policy_)});
  }
  co_return ApiResult<void>{};
}

ApiResult<void> Rolling::judge(const SignalCount& got) const {
  const int planned = std::max(state_.total, static_cast<int>(state_.all_fresh.size()));
  const int allowed = planned - needed_successes(planned, policy_.min_percent);
  if (got.failures + static_cast<int>(state_.missed.size()) <= allowed) return {};
  return unsatisfied(got, static_cast<int>(state_.all_fresh.size()), policy_.min_percent);
}

Task<ApiResult<void>> Rolling::await_signals() {
  const std::vector<std::string> awaited = without(state_.all_fresh, state_.missed);
  const std::set<std::string> senders{awaited.begin(), awaited.end()};
  const int expected = static_cast<int>(senders.size());
  const Deadline deadline{call_.parts.scheduler, left()};
  Poll poll{call_, TimeLimits::kNone, "Group " + call_.physical_id};
  for (;;) {
    const SignalCount got = take_signals(call_, &senders);
    ENI_CO_CHECK(judge(got));
    if (got.received() >= expected) break;
    if (deadline.has_passed()) {
      append(state_.missed, without(awaited, senders_of(call_.step->signals())));
      keep(Stage::kChoose, {missed_signals(expected - got.received())});
      co_return judge(got);
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
  keep(Stage::kChoose);
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> Rolling::pause() {
  const Deadline deadline{call_.parts.scheduler, left()};
  Poll poll{call_, TimeLimits::kNone, "Group " + call_.physical_id};
  while (!deadline.has_passed()) {
    ENI_CO_CHECK(co_await poll.wait());
  }
  keep(Stage::kChoose);
  co_return ApiResult<void>{};
}

void Rolling::choose() {
  const std::size_t count = std::min(state_.obsolete.size(), static_cast<std::size_t>(state_.batch_size));
  state_.batch.assign(state_.obsolete.begin(), state_.obsolete.begin() + static_cast<long>(count));
  const int size = static_cast<int>(count);
  state_.surplus = is_last_batch() ? std::min(state_.size - state_.desired, size) : 0;
  state_.expected = size - state_.surplus;
  keep(Stage::kTerminate, {"Terminating instance(s) [" + join(state_.batch, ",") + "]; replacing with " +
                           std::to_string(state_.expected) + " new instance(s)."});
}

Task<ApiResult<void>> Rolling::terminate_one(std::string id, bool is_surplus) {
  json::object params{{"InstanceId", id}, {"ShouldDecrementDesiredCapacity", is_surplus}};
  return remove_patiently(call_, "autoscaling", "TerminateInstanceInAutoScalingGroup", std::move(params));
}

Task<ApiResult<void>> Rolling::when_terminated() {
  Poll poll{call_, TimeLimits::kGroup, "Group " + call_.physical_id};
  for (;;) {
    ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call_));
    const std::vector<json::object> instances = objects_of(group, "Instances");
    const bool are_there = std::any_of(instances.begin(), instances.end(), [this](const json::object& one) {
      return contains(state_.batch, scalar_text_at(one, "InstanceId"));
    });
    if (!are_there) co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

/// What leaves already was told to: by this, before a restart, or by somebody else.
Task<ApiResult<void>> Rolling::terminate() {
  if (is_last_batch()) ENI_CO_CHECK(co_await resize(call_, state_.min_size, std::nullopt));
  ENI_CO_TRY(const json::object group, co_await read_resource(kAutoScalingGroup, call_));
  const std::vector<std::string> staying = staying_instances(group);
  ENI_CO_TRY(state_.known_activity, co_await newest_activity(call_));
  for (std::size_t at = 0; at < state_.batch.size(); ++at) {
    const bool is_surplus = static_cast<int>(at) < state_.surplus;
    if (!contains(staying, state_.batch[at])) continue;
    ENI_CO_CHECK(co_await terminate_one(state_.batch[at], is_surplus));
  }
  ENI_CO_CHECK(co_await when_terminated());
  state_.obsolete = without(state_.obsolete, state_.batch);
  state_.replaced += static_cast<int>(state_.batch.size());
  keep(Stage::kAwait, {"Successfully terminated instance(s) [" + join(state_.batch, ",") + "] (Progress " +
                       std::to_string(100 * state_.replaced / state_.total) + "%)."});
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> Rolling::tidy_up() {
  const ApiResult<void> resized = co_await resize(call_, state_.min_size, std::nullopt);
  ENI_CO_CHECK(co_await set_processes(call_, "ResumeProcesses", state_.suspended));
  co_return resized;
}

}  // namespace

bool is_rolling(ResourceCall& call) {
  return RollingState::from_json(call.step->state()).stage != Stage::kNone;
}

Task<ApiResult<void>> roll(ResourceCall& call, RollingPolicy policy) {
  Rolling rolling{call, policy, RollingState::from_json(call.step->state())};
  if (!rolling.has_begun()) ENI_CO_CHECK(co_await rolling.begin());
  if (!rolling.has_begun()) co_return ApiResult<void>{};
  const ApiResult<void> rolled = co_await rolling.go_on();
  const ApiResult<void> tidied = co_await rolling.tidy_up();
  co_return rolled.has_error() ? rolled : tidied;
}

}  // namespace eni::sandbox::cloudformation
