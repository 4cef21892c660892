#pragma once
/// How long health checks and deregistration take.
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

/// The group's deregistration_delay.timeout_seconds; with the pace "instant" no time.
inline Duration deregistration_delay(const ElbTargetGroup& group, Settings::Pace pace) {
  if (pace == Settings::Pace::kInstant) return Duration{0};
  return std::chrono::seconds{
      number_at(object_at(group.document, "attributes"), "deregistration_delay.timeout_seconds")
          .value_or(300)};
}

}  // namespace eni::sandbox::elb_service
