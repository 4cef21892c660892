#pragma once
/// The Cause of a scaling activity: what led to it, sentence by sentence, each with its time.
/// Source: Amazon EC2 Auto Scaling User Guide, "Verify a scaling activity for an Auto Scaling group"; real activities that users
/// published.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// "At 2026-11-28T21:00:00Z TEXT."
std::string cause_sentence(TimePoint time, std::string_view text);
/// Joined by two blanks, cut to what the field holds.
std::string joined_cause(const std::vector<std::string>& sentences);

/// " changing the desired capacity from 1 to 2"
std::string desired_change(std::int64_t from, std::int64_t to);
/// "an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 2"
std::string started_for_difference(std::int64_t from, std::int64_t to);
/// "an instance was taken out of service in response to REASON, shrinking the capacity from 3 to 2"; without the last part if
/// the capacity stays.
std::string taken_out(std::string_view reason, std::int64_t from, std::int64_t to);

/// Reasons of taken_out().
inline constexpr std::string_view kForDifference = "a difference between desired and actual capacity";
inline constexpr std::string_view kForUser = "a user request";
inline constexpr std::string_view kForEc2Health =
    "a EC2 health check indicating it has been terminated or stopped";
inline constexpr std::string_view kForUserHealth = "a user health-check";
inline constexpr std::string_view kForRefresh = "an instance refresh";             ///< [assumption]
inline constexpr std::string_view kForLifetime = "its maximum instance lifetime";  ///< [assumption]

inline constexpr std::string_view kReplacesUnhealthy =
    "an instance was launched in response to an unhealthy instance needing to be replaced";

/// Why the desired capacity is what it is, kept with the group until its instances are as many: the beginning of their causes.
void note_desired_change(AutoScalingGroup& group, TimePoint time, std::string_view why, std::int64_t from,
                         std::int64_t to);
std::vector<std::string> noted_causes(const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
