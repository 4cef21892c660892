/// ListMetrics.
#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/batched_rows.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/monitoring/errors.h"
#include "sandbox/services/monitoring/input.h"
#include "sandbox/services/monitoring/metrics/operations.h"

namespace eni::sandbox::monitoring_service {
namespace {

constexpr std::size_t kPage = 500;
/// Metrics without new datapoints are listed for two weeks.
constexpr std::chrono::milliseconds kListed = std::chrono::hours{24 * 14};
constexpr std::chrono::milliseconds kRecent = std::chrono::hours{3};

/// Whether the metric has the dimension, with the value if one is asked for.
bool has_dimension(const MetricKey& metric, const json::object& filter) {
  const std::string name = text_at(filter, "Name");
  const bool has_value = find(filter, "Value") != nullptr;
  const std::string value = text_at(filter, "Value");
  return std::ranges::any_of(metric.dimensions, [&](const auto& dimension) {
    return dimension.first == name && (!has_value || dimension.second == value);
  });
}

}  // namespace

ApiResult<Reply> list_metrics(Call& call) {
  const auto key = read_page_token(call.params.text_or("NextToken", ""));
  const auto after = key && !key->empty() ? parse_integer(*key) : std::optional<long long>{0};
  if (!key || !after) return invalid_value("Invalid nextToken");
  ENI_TRY(const auto filters, call.params.objects("Dimensions"));
  MetricListQuery query;
  query.metric_namespace = call.params.text_or("Namespace", "");
  query.name = call.params.text_or("MetricName", "");
  query.since = epoch_millis(call.now()) - (call.params.has("RecentlyActive") ? kRecent : kListed).count();
  query.after_id = *after;
  const auto read = [&](std::int64_t after_id, std::int64_t limit) {
    query.after_id = after_id;
    query.limit = limit;
    return call.store<MonitoringMetricRepository>().list(call.account().value, call.region.value, query);
  };
  const auto fits = [&filters](const ListedMetric& metric) {
    return std::ranges::all_of(filters,
                               [&](const json::object& filter) { return has_dimension(metric.key, filter); });
  };
  auto found = first_fitting<ListedMetric>(
      query.after_id, kPage + 1, read, [](const ListedMetric& metric) { return metric.id; }, fits);
  json::object reply;
  if (found.size() > kPage) {
    found.pop_back();
    reply["NextToken"] = page_token(std::to_string(found.back().id));
  }
  json::array metrics;
  for (const ListedMetric& metric : found)
    metrics.push_back(json::object{{"Namespace", metric.key.metric_namespace},
                                   {"MetricName", metric.key.name},
                                   {"Dimensions", dimensions_value(metric.key.dimensions)}});
  reply["Metrics"] = std::move(metrics);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::monitoring_service
