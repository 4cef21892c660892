#include "sandbox/services/monitoring/alarms/reason.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/monitoring/alarms/document_text.h"

namespace eni::sandbox::monitoring_service {
namespace {

std::string_view words_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::kGreaterThanOrEqual:
      return "greater than or equal to";
    case Comparison::kGreaterThan:
      return "greater than";
    case Comparison::kLessThan:
      return "less than";
    case Comparison::kLessThanOrEqual:
      return "less than or equal to";
  }
  return "";
}

std::string counted(int count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string_view were(int count) { return count == 1 ? " was " : " were "; }

/// "3.0 (28/11/26 21:00:00)"
std::string shown(const Datapoint& datapoint) {
  const std::string time = iso8601(TimePoint{Duration{datapoint.start}});  // 2026-11-28T21:00:00Z
  return number_text(*datapoint.value) + " (" + time.substr(8, 2) + "/" + time.substr(5, 2) + "/" +
         time.substr(2, 2) + " " + time.substr(11, 8) + ")";
}

/// The datapoints that speak for the state.
std::vector<Datapoint> deciding(const AlarmRule& rule, const Evaluation& evaluation) {
  std::vector<Datapoint> all;
  const bool is_alarm = evaluation.state == AlarmState::kAlarm;
  std::ranges::copy_if(evaluation.datapoints, std::back_inserter(all), [&](const Datapoint& datapoint) {
    return is_breaching(rule, *datapoint.value) == is_alarm;
  });
  return all;
}

/// "2 missing datapoints were treated as [Breaching]"; "" where they were not.
std::string treated(const AlarmRule& rule, int missing) {
  const bool is_filled =
      rule.missing_data == MissingData::kBreaching || rule.missing_data == MissingData::kNotBreaching;
  if (missing == 0 || !is_filled) return {};
  return counted(missing, "missing datapoint") + std::string(were(missing)) + "treated as [" +
         (rule.missing_data == MissingData::kBreaching ? "Breaching]" : "NonBreaching]");
}

/// Where what is missing decided.
std::string received_text(const AlarmRule& rule, const Evaluation& evaluation) {
  const auto received = static_cast<int>(evaluation.datapoints.size());
  const std::string points =
      received == 0 ? "no datapoints were " : counted(received, "datapoint") + std::string(were(received));
  return points + "received for " + counted(rule.evaluation_periods, "period") + " and " +
         treated(rule, evaluation.missing);
}

std::string compared_text(const AlarmRule& rule, const Evaluation& evaluation,
                          const std::vector<Datapoint>& datapoints) {
  const auto count = static_cast<int>(datapoints.size());
  std::string text = rule.datapoints_to_alarm ? std::to_string(count) + " out of the last " +
                                                    std::to_string(rule.evaluation_periods) + " datapoints"
                                              : counted(count, "datapoint");
  text += " [";
  for (const Datapoint& datapoint : datapoints)
    text.append(&datapoint == &datapoints.front() ? "" : ", ").append(shown(datapoint));
  text.append("]").append(were(count));
  if (evaluation.state == AlarmState::kOk) text += "not ";
  text.append(words_of(rule.comparison)).append(" the threshold (");
  text.append(number_text(rule.threshold)).append(")");
  if (const std::string rest = treated(rule, evaluation.missing); !rest.empty()) text += " and " + rest;
  return text;
}

/// Only alarms that say how many datapoints it takes.
std::string minimum_text(const AlarmRule& rule, AlarmState state) {
  if (!rule.datapoints_to_alarm) return {};
  const bool is_alarm = state == AlarmState::kAlarm;
  const int minimum = is_alarm ? rule.needed() : rule.evaluation_periods - rule.needed() + 1;
  return " (minimum " + counted(minimum, "datapoint") +
         (is_alarm ? " for OK -> ALARM transition)" : " for ALARM -> OK transition)");
}

json::object data_of(const Datapoint& datapoint) {
  json::object out{{"timestamp", document_time(datapoint.start)}};
  if (datapoint.value) {
    out["sampleCount"] = datapoint.sample_count;
    out["value"] = *datapoint.value;
  }
  return out;
}

}  // namespace

std::string reason_text(const AlarmRule& rule, const Evaluation& evaluation) {
  const AlarmState state = evaluation.state.value();
  if (state == AlarmState::kInsufficientData)
    return "Insufficient Data: " + counted(evaluation.missing, "datapoint") +
           std::string(were(evaluation.missing)) + "unknown.";
  const auto datapoints = deciding(rule, evaluation);
  if (datapoints.empty()) return "Threshold Crossed: " + received_text(rule, evaluation) + ".";
  return "Threshold Crossed: " + compared_text(rule, evaluation, datapoints) + minimum_text(rule, state) +
         ".";
}

std::string reason_data(const AlarmRule& rule, const Evaluation& evaluation,
                        const std::vector<Datapoint>& periods, const ReasonFacts& facts) {
  const auto& datapoints = evaluation.datapoints;
  json::object out{{"version", "1.0"}, {"queryDate", document_time(facts.query_time)}};
  if (!datapoints.empty()) out["startDate"] = document_time(datapoints.back().start);
  if (!facts.unit.empty()) out["unit"] = facts.unit;
  out["statistic"] = facts.statistic;
  out["period"] = facts.period;
  json::array recent;
  for (auto datapoint = datapoints.rbegin(); datapoint != datapoints.rend(); ++datapoint)
    recent.emplace_back(*datapoint->value);
  out["recentDatapoints"] = std::move(recent);
  out["threshold"] = rule.threshold;
  json::array evaluated;
  const auto count = std::min<std::size_t>(periods.size(), static_cast<std::size_t>(rule.evaluation_periods));
  if (datapoints.empty()) {
    for (std::size_t at = 0; at < count; ++at) evaluated.push_back(data_of(periods[at]));
  } else {
    for (const Datapoint& datapoint : datapoints) evaluated.push_back(data_of(datapoint));
  }
  out["evaluatedDatapoints"] = std::move(evaluated);
  // StateReasonData has at most 4000 characters.
  std::string text = document_text(out);
  if (text.size() <= 4000) return text;
  out.erase("evaluatedDatapoints");
  return document_text(out);
}

}  // namespace eni::sandbox::monitoring_service
