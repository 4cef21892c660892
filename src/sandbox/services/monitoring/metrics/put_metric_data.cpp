/// PutMetricData.
#include "base/time_text.h"
#include "sandbox/services/monitoring/engine.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/metrics/metric_datum.h"
#include "sandbox/services/monitoring/metrics/operations.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::size_t kMaxMetricData = 1000;

using Before = MonitoringMetricRepository::Before;

/// A service measures each of its metrics once a minute. Where it does so whenever something changes, because nothing takes time
/// (the pace "instant"), what it measured last is the minute's.
Before before_of(const Call& call) {
  return call.principal.type == PrincipalType::kService ? Before::kReplace : Before::kKeep;
}

/// AWS's own namespaces are for its services, which call from within.
ApiResult<void> check_namespace(const Call& call) {
  const bool is_own = call.params.text_or("Namespace", "").starts_with("AWS/");
  if (is_own && call.principal.type != PrincipalType::kService)
    return invalid_value(invalid_text("AWS/", "Namespace"));
  return {};
}

}  // namespace

ApiResult<Reply> put_metric_data(Call& call) {
  ENI_CHECK(check_namespace(call));
  ENI_TRY(const auto data, call.params.objects("MetricData"));
  if (data.size() > kMaxMetricData) return invalid_value(too_many_text("MetricData", kMaxMetricData));
  auto& metrics = call.store<MonitoringMetricRepository>();
  std::vector<MetricKey> changed;
  for (std::size_t at = 0; at < data.size(); ++at) {
    ENI_TRY(auto datum, read_metric_datum(call, data[at], "MetricData.member." + std::to_string(at + 1)));
    metrics.put(datum.metric, datum.point, datum.time, epoch_millis(call.now()), before_of(call));
    changed.push_back(std::move(datum.metric));
  }
  for (const MetricKey& metric : changed) engine_of(call.env).alarms().datum_arrived(metric);
  return Reply{};
}

}  // namespace eni::sandbox::monitoring_service
