#include "sandbox/scaling/metric_data.h"

#include <algorithm>

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::scaling {
namespace {

constexpr std::string_view kCloudWatch = "monitoring";

}  // namespace

json::object dimension(std::string_view name, std::string_view value) {
  return {{"Name", name}, {"Value", value}};
}

json::object datum(std::string_view name, double value, std::string_view unit,
                   const json::array& dimensions) {
  json::object datum{{"MetricName", name}, {"Value", value}, {"Unit", unit}};
  datum["Dimensions"] = dimensions;
  return datum;
}

Task<void> publish_metrics(Environment& env, aws::AccountId account, aws::Region region, std::string service,
                           std::string metric_namespace, json::array data) {
  json::object params{{"Namespace", metric_namespace}};
  params["MetricData"] = std::move(data);
  auto putting = env.gateway.call(Principal::service(service, account), region, kCloudWatch, "PutMetricData",
                                  std::move(params));
  const auto put = co_await std::move(putting);
  if (put.has_error())
    env.log.warn("metrics are not published",
                 {{"namespace", metric_namespace}, {"error", put.error().message}});
}

bool has_cloudwatch(const Environment& env) {
  return std::ranges::any_of(env.gateway.services(),
                             [](const Service* service) { return service->name == kCloudWatch; });
}

}  // namespace eni::sandbox::scaling
