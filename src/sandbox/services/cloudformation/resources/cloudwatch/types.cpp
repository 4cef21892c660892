/// CloudWatch's types.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Tagging kTagging{"Tags",    Tagging::Form::kPairs, "TagResource", "UntagResource", "ResourceARN",
                           "TagKeys", Tagging::By::kArn};

const ResourceType kTypes[] = {
    {
        .name = "AWS::CloudWatch::Alarm",
        .attributes = {{"Arn", Attribute::From::kArn}},
        .name_property = "AlarmName",
        .name_rule = {255},
        // PutMetricAlarm replaces an alarm of the name as a whole.
        .calls = {.service = "monitoring",
                  .id_member = "AlarmName",
                  .create = "PutMetricAlarm",
                  .name_member = "AlarmName",
                  .takes = {"ActionsEnabled", "AlarmActions", "AlarmDescription", "ComparisonOperator",
                            "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
                            "EvaluationPeriods", "ExtendedStatistic", "InsufficientDataActions", "MetricName",
                            "Metrics", "Namespace", "OKActions", "Period", "Statistic", "Threshold",
                            "TreatMissingData", "Unit"},
                  .read = "DescribeAlarms",
                  .item = "MetricAlarms",
                  .update = "PutMetricAlarm",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeleteAlarms",
                  .tagging = &kTagging},
        .arn =
            [](const ResourceCall& call) {
              return call.regional_arn("cloudwatch", "alarm:" + call.physical_id);
            },
    },
};

}  // namespace

const std::span<const ResourceType> kCloudWatchTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
