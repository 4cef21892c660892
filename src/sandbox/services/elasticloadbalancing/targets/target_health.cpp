#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

#include <string_view>

namespace eni::sandbox::elb_service {
namespace {

/// As TargetHealth tells it.
struct Health {
  std::string_view state;
  std::string_view reason;
  std::string_view description;
};

/// Source of the descriptions: Application Load Balancers User Guide, "Health check reason codes".
constexpr Health kInitial{"initial", "Elb.RegistrationInProgress", "Target registration is in progress"};
constexpr Health kHealthy{"healthy", "", ""};
constexpr Health kTimedOut{"unhealthy", "Target.Timeout", "Request timed out"};
constexpr Health kDraining{"draining", "Target.DeregistrationInProgress",
                           "Target deregistration is in progress"};
constexpr Health kNotInUse{"unused", "Target.NotInUse",
                           "Target group is not configured to receive traffic from the load balancer"};
constexpr Health kZoneNotEnabled{
    "unused", "Target.NotInUse",
    "Target is in an Availability Zone that is not enabled for the load balancer"};
constexpr Health kStopped{"unused", "Target.InvalidState", "Target is in the stopped state"};
constexpr Health kTerminated{"unused", "Target.InvalidState", "Target is in the terminated state"};

/// `since` of one whose checks have not begun.
constexpr std::int64_t kNotYet = -1;

void set(ElbTarget& target, const Health& health) {
  target.state = health.state;
  target.reason = health.reason;
  target.description = health.description;
}

/// Why no checks are made; nothing if they are.
std::optional<Health> unused_because(GroupUse use, Backend backend) {
  if (use == GroupUse::kNone) return kNotInUse;
  if (backend == Backend::kStopped) return kStopped;
  if (backend == Backend::kTerminated) return kTerminated;
  if (backend == Backend::kZoneNotEnabled) return kZoneNotEnabled;
  return std::nullopt;
}

ElbTarget check(ElbTarget target, bool passes, const HealthTimes& times, std::int64_t now) {
  if (target.passing != passes || target.since == kNotYet) {
    target.passing = passes;
    target.since = now;
  }
  const Health settled = passes ? kHealthy : kTimedOut;
  target.due = 0;
  if (target.state == settled.state) return target;
  const std::int64_t then = target.since + (passes ? times.until_healthy : times.until_unhealthy).count();
  if (now >= then) {
    set(target, settled);
  } else {
    target.due = then;
  }
  return target;
}

ElbTarget take_over(ElbTarget target, const std::optional<CheckedHealth>& found, std::int64_t now) {
  target.due = 0;
  if (!found) return target;
  if (target.passing != found->is_healthy || target.since == kNotYet) target.since = now;
  target.passing = found->is_healthy;
  set(target, found->is_healthy ? kHealthy : Health{"unhealthy", found->reason, found->description});
  return target;
}

/// @param check_now  what becomes of a target that is checked
template <class Check>
std::optional<ElbTarget> next_state(ElbTarget target, GroupUse use, Backend backend, std::int64_t now,
                                    Check check_now) {
  if (target.state == kDraining.state) {
    if (now >= target.due) return std::nullopt;
    return target;
  }
  if (const auto unused = unused_because(use, backend)) {
    set(target, *unused);
    target.due = 0;
    return target;
  }
  // Without nodes there are no checks: they begin when the load balancer is active.
  if (use == GroupUse::kProvisioning) return begin_registration(std::move(target), kNotYet);
  if (target.state == "unused") target = begin_registration(std::move(target), now);
  return check_now(std::move(target));
}

}  // namespace

std::optional<ElbTarget> next_health(ElbTarget target, GroupUse use, Backend backend,
                                     const HealthTimes& times, std::int64_t now) {
  return next_state(std::move(target), use, backend, now, [&](ElbTarget checked) {
    return check(std::move(checked), backend == Backend::kRunning, times, now);
  });
}

std::optional<ElbTarget> next_checked_health(ElbTarget target, GroupUse use, Backend backend,
                                             const std::optional<CheckedHealth>& found, std::int64_t now) {
  return next_state(std::move(target), use, backend, now,
                    [&](ElbTarget checked) { return take_over(std::move(checked), found, now); });
}

ElbTarget begin_registration(ElbTarget target, std::int64_t now) {
  set(target, kInitial);
  target.passing = true;
  target.since = now;
  target.due = 0;
  return target;
}

ElbTarget begin_draining(ElbTarget target, std::int64_t now, std::int64_t until) {
  set(target, kDraining);
  target.since = now;
  target.due = until;
  return target;
}

}  // namespace eni::sandbox::elb_service
