#pragma once
/// Why an alarm is in its state, in CloudWatch's words, and the same as data. Values in, values out.
#include <string>

#include "sandbox/services/monitoring/alarms/evaluation.h"

namespace eni::sandbox::monitoring_service {

/// Of a new alarm.
inline constexpr std::string_view kUnchecked = "Unchecked: Initial alarm creation";

/// "Threshold Crossed: 1 out of the last 1 datapoints [3.0 (28/11/26 21:00:00)] was greater than the threshold (1.0) (minimum 1
/// datapoint for OK -> ALARM transition)."
/// @param evaluation  has a state
std::string reason_text(const AlarmRule& rule, const Evaluation& evaluation);

/// What of an alarm stands in the data beside the datapoints.
struct ReasonFacts {
  std::int64_t query_time = 0;  ///< milliseconds since the epoch
  std::string statistic;        ///< "Average"
  std::int64_t period = 60;     ///< in seconds
  std::string unit;             ///< "" if the alarm names none
};

/// StateReasonData: JSON.
/// @param periods  as they were evaluated
std::string reason_data(const AlarmRule& rule, const Evaluation& evaluation,
                        const std::vector<Datapoint>& periods, const ReasonFacts& facts);

}  // namespace eni::sandbox::monitoring_service
