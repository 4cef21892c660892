#pragma once
/// What requests name, from whichever protocol they came: texts, or numbers and points in time by type.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/monitoring_metric_repository.h"

namespace eni::sandbox::monitoring_service {

/// Milliseconds since the epoch. Nothing if the member is absent. @error  MalformedInput for what is no time
ApiResult<std::optional<std::int64_t>> time_in(const json::object& structure, std::string_view name);
/// The same of a member that the model requires.
ApiResult<std::int64_t> required_time(const json::object& structure, std::string_view name);

/// May be NaN or infinite. Nothing if the member is absent. @error  MalformedInput for what is no number
ApiResult<std::optional<double>> number_in(const json::object& structure, std::string_view name);
/// The numbers of a list; empty if absent.
ApiResult<std::vector<double>> numbers_in(const json::object& structure, std::string_view name);
/// 0 for what is absent or no whole number, which the gateway has refused already.
std::int64_t whole_number_in(const json::object& structure, std::string_view name);

/// Of a structure with Namespace, MetricName and Dimensions.
/// @error  InvalidParameterValue if a dimension comes twice
ApiResult<MetricKey> metric_in(const Call& call, const json::object& structure);
ApiResult<MetricDimensions> dimensions_in(const json::object& structure);

/// [{"Name": …, "Value": …}]
json::array dimensions_value(const MetricDimensions& dimensions);

std::string time_text(std::int64_t millis);

/// Periods of datapoints: 1, 5, 10, 30 or a multiple of 60.
bool is_period(std::int64_t seconds);

}  // namespace eni::sandbox::monitoring_service
