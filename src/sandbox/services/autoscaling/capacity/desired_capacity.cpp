#include "sandbox/services/autoscaling/capacity/desired_capacity.h"

#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/launch_failures.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {

void change_desired(AutoScalingGroup& group, std::int64_t desired, std::string_view why, TimePoint now) {
  const std::int64_t before = integer_at(group.document, "DesiredCapacity");
  group.document["DesiredCapacity"] = desired;
  forget_failures(group);
  if (before == desired) return;
  group.document["_desiredAt"] = millis(now);
  note_desired_change(group, now, why, before, desired);
}

TimePoint last_desired_change(const AutoScalingGroup& group) {
  return time_of(integer_at(group.document, "_desiredAt"));
}

}  // namespace eni::sandbox::autoscaling_service
