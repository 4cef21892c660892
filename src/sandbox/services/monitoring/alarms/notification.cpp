#include "sandbox/services/monitoring/alarms/notification.h"

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/monitoring/alarms/alarm.h"
#include "sandbox/services/monitoring/alarms/document_text.h"

namespace eni::sandbox::monitoring_service {
namespace {

bool is_topic(const std::string& action) {
  const auto arn = aws::Arn::parse(action);
  return arn && arn->service == "sns";
}

json::object trigger_of(const MetricAlarm& alarm) {
  const WatchedSeries series = series_of(alarm);
  json::array dimensions;
  for (const auto& [name, value] : alarm.metric.dimensions)
    dimensions.push_back(json::object{{"value", value}, {"name", name}});
  json::object trigger{{"MetricName", alarm.metric.name},
                       {"Namespace", alarm.metric.metric_namespace},
                       {"StatisticType", "Statistic"},
                       {"Statistic", to_upper(series.statistic_name)},
                       {"Unit", series.unit.empty() ? json::value() : json::value(json::string(series.unit))},
                       {"Dimensions", std::move(dimensions)},
                       {"Period", series.period}};
  for (const std::string_view member : {"EvaluationPeriods", "ComparisonOperator", "Threshold"})
    if (const json::value* value = find(alarm.definition, member)) trigger[member] = *value;
  trigger["TreatMissingData"] = text_at(alarm.definition, "TreatMissingData");
  trigger["EvaluateLowSampleCountPercentile"] = text_at(alarm.definition, "EvaluateLowSampleCountPercentile");
  return trigger;
}

}  // namespace

json::object notification_of(const MetricAlarm& alarm, const std::string& old_state) {
  json::object message{{"AlarmName", alarm.name},
                       {"AlarmDescription", nullptr},
                       {"AWSAccountId", alarm.account},
                       {"AlarmConfigurationUpdatedTimestamp", document_time(alarm.configuration_updated)},
                       {"NewStateValue", to_string(alarm.status.state)},
                       {"NewStateReason", alarm.status.reason},
                       {"StateChangeTime", document_time(alarm.status.updated)},
                       {"Region", alarm.region},
                       {"AlarmArn", arn_of(alarm)},
                       {"OldStateValue", old_state}};
  if (const auto description = find_string(alarm.definition, "AlarmDescription"))
    message["AlarmDescription"] = *description;
  for (const std::string_view member : {"OKActions", "AlarmActions", "InsufficientDataActions"})
    message[member] = array_at(alarm.definition, member);
  message["Trigger"] = trigger_of(alarm);
  return message;
}

Task<void> notify_topics(Environment& env, MetricAlarm alarm, std::vector<std::string> actions,
                         std::string old_state) {
  Principal cloudwatch = Principal::service("cloudwatch.amazonaws.com", aws::AccountId{alarm.account});
  cloudwatch.source_arn = arn_of(alarm);
  const std::string text = document_text(notification_of(alarm, old_state));
  const std::string subject =
      std::string(to_string(alarm.status.state)) + ": \"" + alarm.name + "\" in " + alarm.region;
  const aws::Region region{alarm.region};
  for (const std::string& action : actions) {
    if (!is_topic(action)) continue;
    json::object params{{"TopicArn", action}, {"Message", text}, {"Subject", subject.substr(0, 100)}};
    auto publishing = env.gateway.call(cloudwatch, region, "sns", "Publish", std::move(params));
    const auto published = co_await std::move(publishing);
    if (published.has_error())
      env.log.warn("an alarm's topic was not notified", {{"alarm", alarm.name},
                                                         {"topic", action},
                                                         {"error", published.error().code},
                                                         {"message", published.error().message}});
  }
}

}  // namespace eni::sandbox::monitoring_service
