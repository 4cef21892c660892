#pragma once
/// Changes of a group's desired capacity, whoever makes them.
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Sets it, and keeps for the activities that follow why. Failures of launches are forgotten: the group tries again. The caller
/// stores the group and has it looked at.
/// @param why  the first part of the cause: "a user request explicitly set group desired capacity"
void change_desired(AutoScalingGroup& group, std::int64_t desired, std::string_view why, TimePoint now);

/// The beginning of time if it has not been changed since the group was made.
TimePoint last_desired_change(const AutoScalingGroup& group);

}  // namespace eni::sandbox::autoscaling_service
