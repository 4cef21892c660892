#pragma once
/// What services tell CloudWatch of themselves, in AWS's own namespaces.
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::scaling {

/// {"Name": …, "Value": …}
json::object dimension(std::string_view name, std::string_view value);

/// An element of MetricData. @param unit  "Percent", "None"
json::object datum(std::string_view name, double value, std::string_view unit, const json::array& dimensions);

/// Puts data as the service itself. What CloudWatch refuses is left, with a warning: the next minute brings other data.
/// @param service  "ecs.amazonaws.com"
Task<void> publish_metrics(Environment& env, aws::AccountId account, aws::Region region, std::string service,
                           std::string metric_namespace, json::array data);

/// At the pace "instant" metrics are published when something has changed, too. Changes follow each other fast; those of so long a
/// time are told together.
inline constexpr std::chrono::seconds kPauseOfChanges{1};

/// Whether there is a CloudWatch to tell: a sandbox of a test may have none.
bool has_cloudwatch(const Environment& env);

}  // namespace eni::sandbox::scaling
