#pragma once
/// A group's instances as a refresh sees them, and how far it has come.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

struct Survey {
  std::int64_t desired = 0;
  std::int64_t healthy = 0;  ///< in service; those launched since only once they are warm
  std::vector<AutoScalingInstance> replaceable;
  std::int64_t waiting_for_user = 0;  ///< protected or in standby
  std::int64_t old_left = 0;          ///< of all that are to be replaced
  std::int64_t replaced = 0;          ///< all that are not there any more
  std::int64_t updated = 0;           ///< those of them in whose place there is a healthy and warm one
  std::string warming;                ///< one of those that warm up
  TimePoint warm_at{};                ///< when the next is warm
  bool on_the_way = false;            ///< instances that launch, or that the group lacks
  bool on_the_way_out = false;        ///< some that are replaced still terminate
};
Survey survey(Environment& env, const AutoScalingGroup& group, const AutoScalingPart& refresh);

/// What the refresh, or its rollback, is to replace in all.
std::int64_t total_of(const AutoScalingPart& refresh);

/// InstancesToUpdate and PercentageComplete. An instance counts once its replacement is healthy and warm; a rollback takes what
/// counts back down to none.
struct Progress {
  std::int64_t left = 0;
  std::int64_t percent = 0;
};
Progress progress_of(const AutoScalingPart& refresh, const Survey& seen);
/// Of a refresh that has ended, as it was noted then.
Progress noted_progress(const AutoScalingPart& refresh);
void note_progress(AutoScalingPart& refresh, const Progress& progress);

}  // namespace eni::sandbox::autoscaling_service
