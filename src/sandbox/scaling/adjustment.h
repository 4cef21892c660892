#pragma once
/// How scaling policies compute a new capacity. Pure.
/// Source: Amazon EC2 Auto Scaling User Guide, "Step and simple scaling policies", "Target tracking scaling policies".
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace eni::sandbox::scaling {

/// How a number of percents becomes one of instances: above 1 down, up to 1 one, down to -1 minus one, below -1 towards zero.
std::int64_t rounded_percentage(double instances);

/// @param type           "ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"
/// @param min_magnitude  of percents; 0 for none
std::int64_t adjusted_capacity(std::int64_t current, std::string_view type, std::int64_t adjustment,
                               std::int64_t min_magnitude);

struct Step {
  std::optional<double> lower;  ///< relative to the alarm's threshold; nothing for infinity
  std::optional<double> upper;
  std::int64_t adjustment = 0;
};

/// The adjustment for a metric's distance from the threshold: above it lower bounds are inclusive, below it upper ones.
std::optional<std::int64_t> step_for(const std::vector<Step>& steps, double distance);

/// What is wrong with the steps; "" if nothing.
std::string_view flaw_of_steps(std::vector<Step> steps);

/// Target tracking on the way out: rounded up, from one instance if there is none.
std::int64_t tracked_out(std::int64_t current, double metric, double target);
/// On the way in: rounded up as well, at most half of the instances at once, at least one if any.
std::int64_t tracked_in(std::int64_t current, double metric, double target);
/// What one step after the other comes to if the metric is in proportion to the capacity.
std::int64_t tracked_in_at_last(std::int64_t current, double metric, double target);

}  // namespace eni::sandbox::scaling
