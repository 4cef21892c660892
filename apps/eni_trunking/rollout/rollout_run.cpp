#include "eni_trunking/rollout/rollout_run.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/trunkless_hosts.h"
#include "eni_trunking/rollout/rollout_report.h"

namespace eni::command {

using client::CallResult;
using diagnosis::ContainerInstance;
using diagnosis::counted;
using diagnosis::Description;
using diagnosis::RolloutFailure;
using diagnosis::RolloutPart;
using diagnosis::RolloutPlan;
using diagnosis::RolloutStep;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = RolloutStep::Kind;

namespace {

constexpr milliseconds kFirstPause{200};
constexpr milliseconds kLongestPause{10000};
constexpr std::size_t kReadersAtATime = 4;

std::string quoted_event(const diagnosis::Cluster& cluster) {
  const diagnosis::ServiceEvent* newest = nullptr;
  const diagnosis::Service* of = nullptr;
  for (const diagnosis::Service& service : cluster.services_read()) {
    for (const diagnosis::ServiceEvent& event : service.events) {
      const bool is_about_place = event.message.find("unable to place") != std::string::npos;
      if (is_about_place && (!newest || event.at > newest->at)) {
        newest = &event;
        of = &service;
      }
    }
  }
  return newest ? "; " + of->name + " said at " + iso8601(newest->at) + ": " + newest->message : "";
}

/// Whose tasks a rollout waits for.
std::vector<const ContainerInstance*> hosts_on_their_way_out(const RolloutPlan& plan) {
  std::vector<const ContainerInstance*> hosts;
  for (const RolloutPart& part : plan.parts) {
    for (const auto* some : {&part.draining, &part.leaving}) {
      for (const ContainerInstance* host : *some) {
        if (host->status == "DRAINING" && host->running_tasks > 0) hosts.push_back(host);
      }
    }
  }
  return hosts;
}

}  // namespace

RolloutRun::RolloutRun(const client::Session& session, RolloutCalls& calls, ClusterClaim& claim,
                       Waiter& waiter, const Interruption& interruption, Terminal& terminal,
                       const diagnosis::RolloutOptions& options, const RolloutLimits& limits,
                       Description description)
    : session_{session},
      calls_{calls},
      claim_{claim},
      waiter_{waiter},
      interruption_{interruption},
      terminal_{terminal},
      options_{options},
      limits_{limits},
      description_{std::move(description)},
      memory_{diagnosis::remember(description_, cluster())},
      begun_{waiter.now()},
      changed_{begun_},
      done_{plan().done},
      hosts_{plan().hosts} {
  for (const ContainerInstance* host : plan().drained_by_others) left_to_others_.insert(host->instance_id);
}

RolloutPlan RolloutRun::plan() const { return plan_rollout(description_, cluster(), options_); }

RolloutRun::End RolloutRun::run() {
  auto ended = claim_.take();
  if (ended) ended = go();
  clear();
  if (interruption_.is_requested()) {
    end_.is_interrupted = true;
    // What is told then is to be true after the last step, too.
    if (auto now = read_moving()) see(*std::move(now));
  } else if (ended.has_error()) {
    end_.failure = std::move(ended).error();
  }
  claim_.give_back();
  const std::size_t done = plan().done;
  end_.replaced = done - std::min(done, done_);
  end_.time = std::chrono::round<seconds>(waiter_.now() - begun_);
  return end_;
}

CallResult<void> RolloutRun::go() {
  for (;;) {
    const RolloutPlan current = plan();
    if (const auto failure = find_failure(description_, current, memory_)) return give_up(*failure);
    ENI_CHECK(check_refreshes());
    if (!end_.why.empty()) return {};
    say_what_others_drain(current);
    if (progress_.advance(current, memory_)) changed_ = waiter_.now();
    const RolloutStep step = next_step(description_, cluster(), current, memory_);
    if (step.kind == Kind::kFinished || is_out_of_patience(step, current)) return {};
    ENI_TRY(const bool goes_on, take(step, current));
    if (!goes_on) return {};
    ENI_CHECK(look_again());
  }
}

CallResult<Description> RolloutRun::read_moving() {
  ReadOptions read{.clusters = {cluster().name}, .calls_at_a_time = kReadersAtATime, .parts = Parts::kMoving};
  ENI_TRY(Description moving, read_clusters(session_, read, waiter_.now()));
  if (moving.failed_reads.empty()) return moving;
  const diagnosis::FailedRead& failed = moving.failed_reads.front();
  return client::CallFailure::unexpected("the cluster could not be read again: " + failed.action + ": " +
                                         failed.error);
}

/// What moves is read anew; roles, launch templates and providers are as they were. To look costs nothing: that AWS cannot be reached for
/// a while is no reason to stop.
CallResult<void> RolloutRun::look_again() {
  auto again = read_moving();
  if (again.has_error() && !interruption_.is_requested())
    say("cannot look, and tries again: " + again.error().as_error().message);
  while (again.has_error() && !interruption_.is_requested() && waiter_.now() - changed_ < limits_.patience) {
    if (!interruption_.wait(kLongestPause)) break;
    again = read_moving();
  }
  if (again.has_error()) return std::move(again).error();
  see(*std::move(again));
  return {};
}

void RolloutRun::see(Description moving) {
  description_.clusters.front().hosts = std::move(moving.clusters.front().hosts);
  description_.clusters.front().services = std::move(moving.clusters.front().services);
  description_.instances = std::move(moving.instances);
  description_.groups = std::move(moving.groups);
  description_.now = moving.now;
  remember_copies(description_, memory_);
  for (const RolloutPart& part : plan().parts) {
    if (part.method == diagnosis::RolloutMethod::kRefresh && part.group->refresh)
      refreshes_[part.group->name] = part.group->refresh->id;
  }
}

bool RolloutRun::is_out_of_patience(const RolloutStep& step, const RolloutPlan& current) {
  if (waiter_.now() - changed_ < limits_.patience) return false;
  const std::string time = rough_duration(limits_.patience);
  end_.why = step.kind == Kind::kWait
                 ? "nothing has changed for " + time + " while waiting for " + step.text + what_holds(current)
                 : "no host more is done since " + time + "; next it would be: " + step.text;
  return true;
}

CallResult<bool> RolloutRun::take(const RolloutStep& step, const RolloutPlan& current) {
  if (interruption_.is_requested()) return false;
  if (step.kind == Kind::kWait) return wait(step, current);
  ENI_CHECK(claim_.confirm());
  say(step.text);
  ENI_CHECK(calls_.take(description_, step));
  if (step.is_balancing) ++memory_.balancings[step.group->name];
  for (const ContainerInstance* host : step.hosts) {
    if (step.kind == Kind::kTerminate) memory_.ended.insert(host->instance_id);
    if (step.kind == Kind::kLaunchLike) memory_.launched_for.insert(host->instance_id);
  }
  pause_ = kFirstPause;
  return interruption_.wait(pause_);
}

CallResult<bool> RolloutRun::wait(const RolloutStep& step, const RolloutPlan& current) {
  ENI_CHECK(claim_.keep());
  const std::string now = step.text + progress(current);
  if (now != seen_) pause_ = kFirstPause;
  seen_ = now;
  if (limits_.stops_standalone_tasks) ENI_CHECK(stop_standalone_tasks(current));
  show(progress(current) + ", waits for " + step.text);
  pause_ = std::min(kLongestPause, pause_ + pause_ / 4);
  return interruption_.wait(pause_);
}

/// One that ended otherwise than well is the end of the rollout, too.
CallResult<void> RolloutRun::check_refreshes() {
  for (auto one = refreshes_.begin(); one != refreshes_.end();) {
    const auto group = description_.groups.find(one->first);
    if (group != description_.groups.end() && group->second.refresh) {
      ++one;
      continue;
    }
    ENI_TRY(const std::string ending, calls_.end_of_refresh(one->first, one->second));
    if (!ending.empty())
      end_.why = "the instance refresh " + one->second + " of " + one->first + " has ended as " + ending;
    one = refreshes_.erase(one);
  }
  return {};
}

CallResult<void> RolloutRun::stop_standalone_tasks(const RolloutPlan& current) {
  const auto hosts = hosts_on_their_way_out(current);
  if (hosts.empty()) return {};
  ENI_TRY(const auto tasks, calls_.standalone_tasks(hosts));
  for (const StandaloneTask& task : tasks) {
    say("stops the standalone task " + task.arn.substr(task.arn.rfind('/') + 1));
    ENI_CHECK(calls_.stop_task(task.arn));
  }
  return {};
}

CallResult<void> RolloutRun::give_up(const RolloutFailure& failure) {
  const std::string where = failure.group ? " of " + failure.group->name : "";
  end_.why = failure.instance.empty()
                 ? (failure.group ? "group " + failure.group->name + ": " : "") + failure.why
                 : "the new host " + failure.instance + where + " is not as it should be: " + failure.why;
  if (!failure.group || !failure.group->refresh) return {};
  // Somebody else's is theirs.
  const auto record = diagnosis::read_rollout_record(failure.group->rollout);
  if (!record || record->refresh != failure.group->refresh->id) return {};
  const std::string group = failure.group->name;
  say("cancels the instance refresh of " + group);
  ENI_CHECK(calls_.cancel_refresh(group));
  return look_again();
}

std::string RolloutRun::what_holds(const RolloutPlan& current) {
  const auto hosts = hosts_on_their_way_out(current);
  const auto tasks = hosts.empty() ? CallResult<std::vector<StandaloneTask>>{std::vector<StandaloneTask>{}}
                                   : calls_.standalone_tasks(hosts);
  if (tasks && !tasks->empty())
    return "; " + counted(tasks->size(), "task") +
           " there belong to no service, and draining leaves such alone: wait for their end, or run it again "
           "with --stop-standalone-tasks";
  return quoted_event(cluster());
}

void RolloutRun::say_what_others_drain(const RolloutPlan& current) {
  for (const ContainerInstance* host : current.drained_by_others) {
    if (left_to_others_.insert(host->instance_id).second)
      say("leaves " + host->instance_id + " to whoever drains it");
  }
}

void RolloutRun::say(const std::string& text) {
  clear();
  terminal_.err << time_of_day_millis(waiter_.now()).substr(0, 8) << "  " << text << std::endl;
}

void RolloutRun::show(const std::string& status) {
  if (terminal_.err_is_terminal) {
    terminal_.err << "\r\x1b[K  " << utf8_prefix(status, 76) << std::flush;
    has_status_ = true;
    return;
  }
  // Elsewhere a line each time that a host more is done.
  const std::string done = status.substr(0, status.find(','));
  if (done != told_) say(done);
  told_ = done;
}

void RolloutRun::clear() {
  if (has_status_) terminal_.err << "\r\x1b[K" << std::flush;
  has_status_ = false;
}

/// "7 of 20 hosts, about 12 min left"; as long as nothing shows how quick it is, without an estimate.
std::string RolloutRun::progress(const RolloutPlan& current) const {
  // Meanwhile there are some more of them than in the end.
  std::string text =
      std::to_string(std::min(current.done, hosts_)) + " of " + counted(hosts_, "host") + " done";
  const std::size_t replaced = current.done - std::min(current.done, done_);
  std::size_t left = 0;
  for (const RolloutPart& part : current.parts) left += part.to_replace.size();
  if (replaced < 2 || left == 0) return text;
  const auto taken = std::chrono::round<seconds>(changed_ - begun_);
  return text + ", about " +
         rough_duration(taken * static_cast<long long>(left) / static_cast<long long>(replaced)) + " left";
}

}  // namespace eni::command
