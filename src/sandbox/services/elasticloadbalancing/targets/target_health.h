#pragma once
/// The state machine of a target's health, as a function of what is known.
///
///   registered, or its group comes into use:  initial -> healthy <-> unhealthy
///   its group is in no use, its instance does not run:  unused
///   deregistered:  draining -> (gone)
///
/// A target becomes healthy after HealthyThresholdCount good checks in a row, unhealthy after UnhealthyThresholdCount bad ones.
/// Source: Application Load Balancers User Guide, "Health checks for your target groups".
#include <optional>

#include "base/clock.h"
#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/store/elb_target_repository.h"

namespace eni::sandbox::elb_service {

/// How the group checks; no time at all where AWS's times are left out.
struct HealthTimes {
  Duration until_healthy{0};    ///< HealthyThresholdCount times the interval
  Duration until_unhealthy{0};  ///< UnhealthyThresholdCount times the interval
};

/// Where the group is used.
enum class GroupUse {
  kNone,          ///< no rule forwards to it
  kProvisioning,  ///< its load balancer is not active yet
  kActive,
};

/// What is behind a target.
enum class Backend {
  kRunning,         ///< the instance runs; the address is that of an interface in use
  kUnreachable,     ///< nothing answers at the address
  kStopped,         ///< the instance is stopped, or about to be
  kTerminated,      ///< the instance is terminated, or was never there
  kZoneNotEnabled,  ///< it is in a zone where the load balancer has no node
};

/// The target as it is now. Nothing if it is gone: it has been drained.
std::optional<ElbTarget> next_health(ElbTarget target, GroupUse use, Backend backend,
                                     const HealthTimes& times, std::int64_t now);

/// The same where checks are really made (sandbox/gateway/load_balancer_traffic.h): they say whether it is healthy, when and why.
/// @param found  nothing while they have not decided
std::optional<ElbTarget> next_checked_health(ElbTarget target, GroupUse use, Backend backend,
                                             const std::optional<CheckedHealth>& found, std::int64_t now);

/// One that was just registered, or whose draining is called off.
ElbTarget begin_registration(ElbTarget target, std::int64_t now);
/// One that is deregistered while its group is in use. @param until  when it is gone
ElbTarget begin_draining(ElbTarget target, std::int64_t now, std::int64_t until);

}  // namespace eni::sandbox::elb_service
