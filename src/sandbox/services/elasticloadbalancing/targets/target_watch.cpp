#include "sandbox/services/elasticloadbalancing/targets/target_watch.h"

#include <algorithm>

#include "sandbox/services/elasticloadbalancing/targets/backend.h"
#include "sandbox/services/elasticloadbalancing/targets/health_pace.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr Duration kPauseAfterRefusal = std::chrono::seconds{5};

/// By which load balancers the group is used, and in which zones they have nodes.
struct Use {
  GroupUse use = GroupUse::kNone;
  std::vector<std::string> zones = {};
};

Use use_of(Environment& env, ElbTargetGroupNumber group) {
  auto& repository = env.store.get<ElbRepository>();
  Use use;
  for (const ElbLoadBalancerNumber number : repository.load_balancers_of(group)) {
    const auto owner = repository.find_load_balancer(number);
    if (!owner || owner->status == "deleting") continue;
    use.use = owner->status == "active" || use.use == GroupUse::kActive ? GroupUse::kActive
                                                                        : GroupUse::kProvisioning;
    for (const json::value& zone : array_at(owner->document, "AvailabilityZones"))
      use.zones.push_back(text_at(zone, "ZoneName"));
  }
  return use;
}

/// Who makes checks here; null if nobody does, and they only take their time.
Task<LoadBalancerTraffic*> find_checks(Environment& env) {
  LoadBalancerTraffic* traffic = find_load_balancer_traffic(env);
  if (!traffic) co_return nullptr;
  auto asking = traffic->is_available();
  const bool is_available = co_await std::move(asking);
  if (!is_available) traffic = nullptr;
  co_return traffic;
}

Backend backend_in(const Use& use, const BackendView& view) {
  if (view.backend != Backend::kRunning || view.zone.empty()) return view.backend;
  const bool is_enabled = std::ranges::find(use.zones, view.zone) != use.zones.end();
  return is_enabled ? Backend::kRunning : Backend::kZoneNotEnabled;
}

bool is_same(const ElbTarget& a, const ElbTarget& b) {
  return a.state == b.state && a.reason == b.reason && a.description == b.description &&
         a.passing == b.passing && a.since == b.since && a.due == b.due && a.zone == b.zone &&
         a.instance == b.instance;
}

}  // namespace

void TargetWatch::start() {
  for (const ElbTargetNumber number : env_.store.get<ElbTargetRepository>().watched_targets())
    consider(number);
}

void TargetWatch::end() {
  for (const auto& [number, timer] : timers_) env_.scheduler.cancel(timer);
  timers_.clear();
}

void TargetWatch::consider(ElbTargetGroupNumber group) {
  for (const ElbTarget& target : env_.store.get<ElbTargetRepository>().targets(group))
    consider(target.number);
}

void TargetWatch::consider(const std::string& group, const std::string& id, std::int64_t port) {
  auto& targets = env_.store.get<ElbTargetRepository>();
  const auto row = targets.find_group(group);
  const auto target = row ? targets.find_target(row->number, id, port) : std::nullopt;
  if (target) consider(target->number);
}

std::string TargetWatch::address_of(const ElbTarget& target) const {
  const auto known = addresses_.find(target.number);
  return known == addresses_.end() ? std::string{} : known->second;
}

void TargetWatch::instance_changed(std::string_view instance) {
  for (const ElbTargetNumber number : env_.store.get<ElbTargetRepository>().targets_on(instance))
    consider(number);
}

Task<void> TargetWatch::look_in_background(ElbTargetNumber number) {
  auto looking = look_at(number);
  const auto looked = co_await std::move(looking);
  if (looked.has_error()) look_again(number, env_.scheduler.now() + kPauseAfterRefusal);
}

Task<ApiResult<void>> TargetWatch::look_at(ElbTargetNumber number) {
  auto& targets = env_.store.get<ElbTargetRepository>();
  auto target = targets.find_target(number);
  const auto group = target ? targets.find_group(target->target_group) : std::nullopt;
  if (!group) co_return ApiResult<void>{};
  BackendView view;
  if (target->state != "draining" && use_of(env_, group->number).use != GroupUse::kNone) {
    auto viewing = view_backend(env_, *group, target->id);
    ENI_CO_TRY(view, co_await std::move(viewing));
  }
  auto finding = find_checks(env_);
  LoadBalancerTraffic* const checks = co_await std::move(finding);
  // More may have happened while EC2 was asked.
  target = targets.find_target(number);
  if (!target) co_return ApiResult<void>{};
  const ElbTarget before = *target;
  const Use use = use_of(env_, group->number);
  if (!view.instance.empty()) target->instance = view.instance;
  if (!view.zone.empty() && text_at(group->document, "TargetType") == "ip") target->zone = view.zone;
  std::optional<ElbTarget> now;
  if (checks) {
    const auto found = checks->health(group->arn, target->id, target->port);
    now = next_checked_health(*std::move(target), use.use, backend_in(use, view), found, now_millis(env_));
  } else {
    now = next_health(*std::move(target), use.use, backend_in(use, view),
                      health_times(*group, env_.settings.pace), now_millis(env_));
  }
  forget_timer(number);
  if (!now) {
    targets.remove(number);
    addresses_.erase(number);
    publish(*group, before);
    on_change_(group->number);
    co_return ApiResult<void>{};
  }
  const bool has_moved =
      !view.address.empty() && std::exchange(addresses_[number], view.address) != view.address;
  if (!is_same(*now, before)) targets.update(*now);
  if (has_moved || now->state != before.state) on_change_(group->number);
  if (now->state != before.state) publish(*group, *now);
  if (now->due != 0) look_again(number, TimePoint{Duration{now->due}});
  co_return ApiResult<void>{};
}

void TargetWatch::look_again(ElbTargetNumber number, TimePoint when) {
  forget_timer(number);
  timers_[number] = env_.scheduler.call_at(when, [this, number] {
    timers_.erase(number);
    consider(number);
  });
}

void TargetWatch::forget_timer(ElbTargetNumber number) {
  const auto timer = timers_.find(number);
  if (timer == timers_.end()) return;
  env_.scheduler.cancel(timer->second);
  timers_.erase(timer);
}

/// AWS publishes nothing of this; services here learn it so, instead of asking again and again.
void TargetWatch::publish(const ElbTargetGroup& group, const ElbTarget& target) {
  Event event{"sandbox.elasticloadbalancing",
              "Target Health Change",
              aws::AccountId{group.account},
              aws::Region{group.region},
              {},
              {}};
  event.resources.push_back(group.arn);
  event.detail = {{"targetGroupArn", group.arn}, {"id", target.id}, {"port", target.port}};
  env_.publish(std::move(event));
}

}  // namespace eni::sandbox::elb_service
