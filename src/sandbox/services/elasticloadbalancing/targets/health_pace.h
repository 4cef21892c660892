#pragma once
/// How long health checks and deregistration take.
#include <algorithm>
#include <chrono>

#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/targets/target_health.h"

namespace eni::sandbox::elb_service {

/// By the group's settings; with the pace "instant" no time.
inline HealthTimes health_times(const ElbTargetGroup& group, Settings::Pace pace) {
  if (pace == Settings::Pace::kInstant) return {};
  const std::chrono::seconds interval{integer_at(group.document, "HealthCheckIntervalSeconds")};
  return {interval * integer_at(group.document, "HealthyThresholdCount"),
          interval * integer_at(group.document, "UnhealthyThresholdCount")};
}

/// With the pace "instant", for requests that are under way where there really are some.
inline constexpr std::chrono::seconds kInstantDraining{5};

/// The group's deregistration_delay.timeout_seconds; with the pace "instant" no time, or, where traffic flows, a few seconds at most.
inline Duration deregistration_delay(const ElbTargetGroup& group, Settings::Pace pace, bool has_traffic) {
  const std::chrono::seconds delay{
      number_at(object_at(group.document, "attributes"), "deregistration_delay.timeout_seconds")
          .value_or(300)};
  if (pace != Settings::Pace::kInstant) return delay;
  return has_traffic ? std::min(delay, kInstantDraining) : std::chrono::seconds{0};
}

}  // namespace eni::sandbox::elb_service
