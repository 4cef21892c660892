#include "sandbox/services/monitoring/alarms/operations.h"

#include "sandbox/services/monitoring/access.h"
#include "sandbox/services/monitoring/engine.h"
#include "sandbox/services/monitoring/metrics/operations.h"
#include "sandbox/services/monitoring/service.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::string_view kStatistics =
    "datapoints are kept for 15 days, one a minute; percentiles are exact, of up to 500 different values a "
    "minute; trimmed means and their like are refused by name";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"DeleteAlarms", alarms_access, delete_alarms, "AlarmNames"},
    {"DescribeAlarmHistory",
     alarm_access,
     describe_alarm_history,
     "AlarmName AlarmTypes HistoryItemType StartDate EndDate MaxRecords NextToken ScanBy",
     {.differences = "no items of the type Action; at most 1000 items an alarm"}},
    {"DescribeAlarms", alarms_access, describe_alarms,
     "AlarmNames AlarmNamePrefix AlarmTypes StateValue ActionPrefix MaxRecords NextToken"},
    {"DescribeAlarmsForMetric", any_resource, describe_alarms_for_metric,
     "MetricName Namespace Statistic ExtendedStatistic Dimensions Period Unit"},
    {"DisableAlarmActions", alarms_access, disable_alarm_actions, "AlarmNames"},
    {"EnableAlarmActions", alarms_access, enable_alarm_actions, "AlarmNames"},
    {"GetMetricData",
     any_resource,
     get_metric_data,
     "MetricDataQueries{Id MetricStat Label ReturnData Period} StartTime EndTime NextToken ScanBy "
     "MaxDatapoints",
     {.ignores = "LabelOptions",
      .differences = "expressions are refused by name; labels are as given, or the metric's name"}},
    {"GetMetricStatistics",
     any_resource,
     get_metric_statistics,
     "Namespace MetricName Dimensions StartTime EndTime Period Statistics ExtendedStatistics Unit",
     {.differences = kStatistics}},
    {"ListMetrics", any_resource, list_metrics, "Namespace MetricName Dimensions NextToken RecentlyActive"},
    {"ListTagsForResource", tagged_access, list_tags_for_resource, "ResourceARN"},
    {"PutMetricAlarm",
     alarm_access,
     put_metric_alarm,
     "AlarmName AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName "
     "Namespace Statistic ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm "
     "Threshold ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile Metrics{Id MetricStat "
     "Label ReturnData} Tags",
     {.differences = "Metrics with one metric and no expression; no anomaly detection; actions other than "
                     "scaling policies and SNS topics are kept and do nothing; "
                     "EvaluateLowSampleCountPercentile is kept and does nothing; alarms with periods under a "
                     "minute are evaluated each minute"}},
    {"PutMetricData",
     namespace_access,
     put_metric_data,
     "Namespace MetricData",
     {.differences =
          "datapoints are there at once; those of high resolution are kept for as long as others"}},
    {"SetAlarmState", alarm_access, set_alarm_state, "AlarmName StateValue StateReason StateReasonData"},
    {"TagResource", tagged_access, tag_resource, "ResourceARN Tags", {.differences = "alarms only"}},
    {"UntagResource", tagged_access, untag_resource, "ResourceARN TagKeys", {.differences = "alarms only"}},
};

/// Errors that the model names otherwise than their codes.
constexpr ErrorShape kErrorShapes[] = {
    {"InternalServiceError", "InternalServiceFault"},
    {"InvalidFormat", "InvalidFormatFault"},
    {"InvalidParameterCombination", "InvalidParameterCombinationException"},
    {"InvalidParameterValue", "InvalidParameterValueException"},
    {"LimitExceeded", "LimitExceededFault"},
    {"MissingParameter", "MissingRequiredParameterException"},
};

std::unique_ptr<Component> make_engine(Environment& env) { return std::make_unique<Engine>(env); }

}  // namespace

const Service kService = {
    .name = "monitoring",
    .title = "Amazon CloudWatch",
    .protocol = Protocol::kQuery,
    .version = "2010-08-01",
    .xml_namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/",
    .target_prefix = "GraniteServiceVersion20100801",
    .operations = kOperations,
    .make_component = make_engine,
    .component_type = std::type_index(typeid(Engine)),
    .constraint_code = "ValidationError",
    .is_query_compatible = true,
    .error_shapes = kErrorShapes,
    .iam_prefix = "cloudwatch",
};

}  // namespace eni::sandbox::monitoring_service
