#include "sandbox/scaling/adjustment.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace eni::sandbox::scaling {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double lower_of(const Step& step) { return step.lower.value_or(-kInfinity); }
double upper_of(const Step& step) { return step.upper.value_or(kInfinity); }

/// Rounded up, but not for what floating point has added.
std::int64_t ceiling(double value) { return static_cast<std::int64_t>(std::ceil(value - 1e-9)); }

}  // namespace

std::int64_t rounded_percentage(double instances) {
  if (instances > 1) return static_cast<std::int64_t>(std::floor(instances));
  if (instances > 0) return 1;
  if (instances == 0) return 0;
  if (instances > -1) return -1;
  return static_cast<std::int64_t>(std::ceil(instances));
}

std::int64_t adjusted_capacity(std::int64_t current, std::string_view type, std::int64_t adjustment,
                               std::int64_t min_magnitude) {
  if (type == "ExactCapacity") return adjustment;
  if (type != "PercentChangeInCapacity") return current + adjustment;
  std::int64_t change =
      rounded_percentage(static_cast<double>(current) * static_cast<double>(adjustment) / 100.0);
  if (adjustment != 0 && std::abs(change) < min_magnitude)
    change = adjustment > 0 ? min_magnitude : -min_magnitude;
  return current + change;
}

std::optional<std::int64_t> step_for(const std::vector<Step>& steps, double distance) {
  for (const Step& step : steps) {
    const bool is_in = distance >= 0 ? distance >= lower_of(step) && distance < upper_of(step)
                                     : distance > lower_of(step) && distance <= upper_of(step);
    if (is_in) return step.adjustment;
  }
  return std::nullopt;
}

std::string_view flaw_of_steps(std::vector<Step> steps) {
  std::ranges::sort(steps, {}, lower_of);
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (!steps[at].lower && !steps[at].upper && steps.size() > 1)
      return "StepAdjustment intervals can't have both bounds unspecified";
    if (lower_of(steps[at]) >= upper_of(steps[at]))
      return "StepAdjustment interval upper bound must be greater than its lower bound";
    if (at == 0) continue;
    if (upper_of(steps[at - 1]) > lower_of(steps[at])) return "StepAdjustment intervals can't overlap";
    if (upper_of(steps[at - 1]) < lower_of(steps[at]))
      return "StepAdjustment intervals can't have gaps between them";
  }
  return {};
}

std::int64_t tracked_out(std::int64_t current, double metric, double target) {
  return ceiling(static_cast<double>(std::max<std::int64_t>(1, current)) * metric / target);
}

std::int64_t tracked_in_at_last(std::int64_t current, double metric, double target) {
  return ceiling(static_cast<double>(current) * metric / target);
}

std::int64_t tracked_in(std::int64_t current, double metric, double target) {
  return std::max(tracked_in_at_last(current, metric, target),
                  current - std::max<std::int64_t>(1, current / 2));
}

}  // namespace eni::sandbox::scaling
