#include "sandbox/services/application-autoscaling/decision.h"

#include <algorithm>

#include "sandbox/scaling/adjustment.h"
#include "sandbox/services/application-autoscaling/policy.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

using Count = std::optional<std::int64_t>;

std::int64_t bounded(const ServiceView& service, std::int64_t count) {
  return std::clamp(count, std::min(service.min, service.max), service.max);
}

Count out_to(const ServiceView& service, std::int64_t wanted) {
  const std::int64_t count = bounded(service, wanted);
  if (count <= service.desired || service.is_out_suspended) return std::nullopt;
  return count;
}

Count in_to(const ServiceView& service, std::int64_t wanted) {
  const std::int64_t count = bounded(service, wanted);
  const bool is_held = service.is_deploying || service.is_cooling_in || service.is_in_suspended;
  if (count >= service.desired || is_held) return std::nullopt;
  return count;
}

}  // namespace

Count track(const ServiceView& service, const json::object& configuration, const AlarmView& alarm) {
  const double target = number_at(configuration, "TargetValue").value_or(0);
  if (target <= 0) return std::nullopt;
  if (!alarm.is_low) {
    const std::int64_t from = service.scaling_out_from.value_or(service.running);
    return out_to(service, scaling::tracked_out(from, alarm.metric, target));
  }
  if (flag_at(configuration, "DisableScaleIn")) return std::nullopt;
  return in_to(service, scaling::tracked_in(service.running, alarm.metric, target));
}

Count step(const ServiceView& service, const json::object& configuration, const AlarmView& alarm) {
  const auto adjustment = scaling::step_for(steps_of(configuration), alarm.metric - alarm.threshold);
  if (!adjustment) return std::nullopt;
  const std::string type = text_at(configuration, "AdjustmentType");
  const std::int64_t magnitude = integer_at(configuration, "MinAdjustmentMagnitude");
  const std::int64_t from = service.scaling_out_from.value_or(service.running);
  const std::int64_t grown = scaling::adjusted_capacity(from, type, *adjustment, magnitude);
  if (grown >= from) return out_to(service, grown);
  return in_to(service, scaling::adjusted_capacity(service.running, type, *adjustment, magnitude));
}

}  // namespace eni::sandbox::application_autoscaling_service
