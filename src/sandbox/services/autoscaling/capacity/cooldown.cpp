#include "sandbox/services/autoscaling/capacity/cooldown.h"

#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {

aws::ApiResult<void> check_cooldown(const AutoScalingGroup& group, TimePoint now) {
  if (time_of(integer_at(group.document, "_cooldownUntil")) <= now) return {};
  return aws::ApiError{
      "ScalingActivityInProgress",
      "Scaling activity initiated by user request is cooling down for group " + group.name + ".", 400};
}

void begin_cooldown(AutoScalingGroup& group, TimePoint now, std::int64_t seconds) {
  if (seconds < 0) seconds = integer_at(group.document, "DefaultCooldown");
  group.document["_cooldownUntil"] = millis(now + std::chrono::seconds{seconds});
}

}  // namespace eni::sandbox::autoscaling_service
