#pragma once
/// What a group remembers of launches that failed: where not to try again at once, and when to try again at all.
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"
#include "base/clock.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// Whether a launch of `instance_type` in `zone` has failed for want of capacity since launches last succeeded or paused.
bool has_failed(const AutoScalingGroup& group, std::string_view zone, std::string_view instance_type);

/// Whether another zone or another instance type may do what this one could not.
bool is_about_place(const aws::ApiError& error);

void note_failed_place(AutoScalingGroup& group, std::string_view zone, std::string_view instance_type);

/// No place is left: the group waits, each time longer.
/// @return  whether launches have failed for so long that AWS suspends them
bool pause_launches(AutoScalingGroup& group, TimePoint now);
/// Until when it waits; the epoch if it does not.
TimePoint launches_paused_until(const AutoScalingGroup& group);
/// A launch has succeeded: the next pause is a short one. Places where launches failed stay left out until forget_failures().
/// @return  whether there was anything to forget
bool end_pauses(AutoScalingGroup& group);
/// Something of the group has been changed, or it is as it is to be.
/// @return  whether there was anything to forget
bool forget_failures(AutoScalingGroup& group);

/// What was to be launched.
struct FailedLaunch {
  std::string instance_type;
  std::string zone;
  std::vector<std::string> zones;  ///< all of the group
  bool is_spot = false;
};

/// As scaling activities tell EC2's error: "The AMI ID ami-1 does not exist."
/// Source: Amazon EC2 Auto Scaling User Guide, "Troubleshoot instance launch failures".
std::string failure_text(const aws::ApiError& error, const FailedLaunch& launch);

}  // namespace eni::sandbox::autoscaling_service
