#pragma once
/// A MetricDatum of PutMetricData as what it adds to its metric.
#include "sandbox/services/monitoring/input.h"
#include "sandbox/store/monitoring_metric_repository.h"

namespace eni::sandbox::monitoring_service {

struct MetricDatum {
  MetricKey metric;
  std::int64_t time = 0;  ///< milliseconds since the epoch
  MetricPoint point;
};

/// @param datum  an element of MetricData
/// @param name   of it in errors: "MetricData.member.1"
/// @error  AWS's, for values that cannot be, values in two forms, times too far away
ApiResult<MetricDatum> read_metric_datum(const Call& call, const json::object& datum,
                                         const std::string& name);

}  // namespace eni::sandbox::monitoring_service
