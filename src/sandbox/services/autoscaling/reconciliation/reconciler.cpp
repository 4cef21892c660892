#include "sandbox/services/autoscaling/reconciliation/reconciler.h"

#include <algorithm>

#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/launches/launcher.h"
#include "sandbox/services/autoscaling/reconciliation/capacity.h"
#include "sandbox/services/autoscaling/reconciliation/deletion.h"
#include "sandbox/services/autoscaling/reconciliation/ec2_instances.h"
#include "sandbox/services/autoscaling/reconciliation/health.h"
#include "sandbox/services/autoscaling/reconciliation/waits.h"
#include "sandbox/services/autoscaling/refreshes/refresh_step.h"

namespace eni::sandbox::autoscaling_service {

void Reconciler::start() {
  auto& instances = env_.store.get<AutoScalingInstanceRepository>();
  for (const std::int64_t group : env_.store.get<AutoScalingRepository>().all_numbers()) {
    for (const AutoScalingInstance& instance : instances.list(group)) changed_[group].insert(instance.id);
    consider(group);
  }
}

void Reconciler::end() {
  for (const auto& [group, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

void Reconciler::observe(std::int64_t group, const std::string& instance) {
  changed_[group].insert(instance);
  consider(group);
}

Task<void> Reconciler::look_at(std::int64_t group) {
  auto observing = observe_changed(group);
  const EndedAll observed = co_await std::move(observing);
  auto stepping = step(group);
  const EndedAll stepped = co_await std::move(stepping);
  note_refusal(group, observed == EndedAll::kYes ? stepped : observed);
  set_timer(group);
  looked_at_(group);
}

/// Those that EC2 does not tell of are asked about with the next look.
Task<EndedAll> Reconciler::observe_changed(std::int64_t group) {
  const auto changed = changed_.extract(group);
  if (!changed) co_return EndedAll::kYes;
  std::set<std::string> left = changed.mapped();
  auto observing = observe_instances(env_, group, left);
  std::exception_ptr thrown;
  try {
    left = co_await std::move(observing);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (!left.empty()) changed_[group].insert(left.begin(), left.end());
  if (thrown) std::rethrow_exception(thrown);
  co_return left.empty() ? EndedAll::kYes : EndedAll::kNo;
}

void Reconciler::note_refusal(std::int64_t group, EndedAll ended) {
  if (ended == EndedAll::kYes) {
    refused_.erase(group);
    return;
  }
  const TimePoint now = env_.scheduler.now();
  if (refused_.try_emplace(group, now).first->second.refused(now)) return;
  refused_.erase(group);
  changed_.erase(group);
}

Task<EndedAll> Reconciler::step(std::int64_t group) {
  auto waiting = end_waits(env_, group);
  co_await std::move(waiting);
  for (bool again = true; again;) {
    auto launching = run_launches(env_, group);
    co_await std::move(launching);
    replace_unhealthy(env_, group);
    replace_old(env_, group);
    refresh_step(env_, group);
    auto adjusting = adjust_capacity(env_, group);
    again = co_await std::move(adjusting);
  }
  auto terminating = terminate_in_ec2(env_, group);
  const EndedAll terminated = co_await std::move(terminating);
  refresh_step(env_, group);  // which ends once the last of those it replaced is gone
  auto deleting = finish_deletion(env_, group);
  co_await std::move(deleting);
  co_return terminated;
}

/// The earliest time that something of the group waits for.
void Reconciler::set_timer(std::int64_t number) {
  if (const auto known = timers_.find(number); known != timers_.end()) {
    env_.scheduler.cancel(known->second);
    timers_.erase(known);
  }
  const auto group = env_.store.get<AutoScalingRepository>().find(number);
  if (!group) return;
  std::vector<TimePoint> times;
  if (const auto due = env_.store.get<AutoScalingInstanceRepository>().next_due(number))
    times.push_back(time_of(*due));
  times.push_back(launches_paused_until(*group));
  times.push_back(next_rebalancing(*group));
  times.push_back(next_replacement_of_old(env_, *group));
  times.push_back(next_refresh_step(env_, *group));
  if (const auto refused = refused_.find(number); refused != refused_.end())
    times.push_back(refused->second.next());
  const TimePoint now = env_.scheduler.now();
  // What is past was served by this look, or waits for something else.
  std::erase_if(times, [&](TimePoint time) { return time <= now; });
  if (times.empty()) return;
  timers_[number] = env_.scheduler.call_at(*std::ranges::min_element(times), [this, number] {
    timers_.erase(number);
    consider(number);
  });
}

}  // namespace eni::sandbox::autoscaling_service
