#include "sandbox/services/application-autoscaling/decision.h"

#include <gtest/gtest.h>

namespace eni::sandbox::application_autoscaling_service {
namespace {

ServiceView service(std::int64_t running, std::int64_t desired) {
  ServiceView view;
  view.running = running;
  view.desired = desired;
  view.min = 1;
  view.max = 20;
  return view;
}

ServiceView deploying(ServiceView view) {
  view.is_deploying = true;
  return view;
}
ServiceView cooling_in(ServiceView view) {
  view.is_cooling_in = true;
  return view;
}
ServiceView out_from(ServiceView view, std::int64_t base) {
  view.scaling_out_from = base;
  return view;
}
ServiceView suspended(ServiceView view) {
  view.is_out_suspended = view.is_in_suspended = true;
  return view;
}

struct Row {
  const char* what;
  ServiceView service;
  AlarmView alarm;
  std::optional<std::int64_t> count;
};

constexpr auto kStays = std::nullopt;

TEST(Decision, TargetTracking) {
  const json::object configuration{{"TargetValue", 50}};
  const Row rows[] = {
      {"in proportion to the metric", service(4, 4), {75, 50, false}, 6},
      {"never above the maximum", service(15, 15), {100, 50, false}, 20},
      {"from nothing", service(0, 0), {75, 50, false}, 2},
      {"from what runs, not from what is desired", service(2, 4), {75, 50, false}, kStays},
      {"what was just added counts", out_from(service(6, 6), 4), {75, 50, false}, kStays},
      {"and more is added to it", out_from(service(6, 6), 4), {100, 50, false}, 8},
      {"out amid a deployment", deploying(service(4, 4)), {75, 50, false}, 6},
      {"suspended", suspended(service(4, 4)), {75, 50, false}, kStays},
      {"in", service(10, 10), {30, 45, true}, 6},
      {"never below the minimum", service(2, 2), {0, 45, true}, 1},
      {"not in amid a deployment", deploying(service(10, 10)), {30, 45, true}, kStays},
      {"not in while the last one cools down", cooling_in(service(10, 10)), {30, 45, true}, kStays},
      {"in suspended", suspended(service(10, 10)), {30, 45, true}, kStays},
      {"a count above the maximum, set by hand, is moved by the next alarm",
       service(30, 30),
       {30, 45, true},
       18},
  };
  for (const Row& row : rows) EXPECT_EQ(track(row.service, configuration, row.alarm), row.count) << row.what;
  const json::object only_out{{"TargetValue", 50}, {"DisableScaleIn", true}};
  EXPECT_EQ(track(service(10, 10), only_out, {30, 45, true}), kStays);
}

TEST(Decision, Steps) {
  json::array steps;
  steps.push_back(json::object{
      {"MetricIntervalLowerBound", 0}, {"MetricIntervalUpperBound", 20}, {"ScalingAdjustment", 1}});
  steps.push_back(json::object{{"MetricIntervalLowerBound", 20}, {"ScalingAdjustment", 3}});
  steps.push_back(json::object{{"MetricIntervalUpperBound", 0}, {"ScalingAdjustment", -2}});
  json::object configuration{{"AdjustmentType", "ChangeInCapacity"}};
  configuration["StepAdjustments"] = steps;
  const Row rows[] = {
      {"a small step", service(4, 4), {60, 50, false}, 5},
      {"a large step", service(4, 4), {80, 50, false}, 7},
      {"to the maximum", service(19, 19), {80, 50, false}, 20},
      {"what was just added counts", out_from(service(5, 5), 4), {60, 50, false}, kStays},
      {"and a larger step adds the difference", out_from(service(5, 5), 4), {80, 50, false}, 7},
      {"in", service(4, 4), {40, 50, false}, 2},
      {"in to the minimum", service(2, 2), {40, 50, false}, 1},
      {"not in while the last one cools down", cooling_in(service(4, 4)), {40, 50, false}, kStays},
      {"tasks that have not started yet are no reason to scale in", service(1, 5), {60, 50, false}, kStays},
  };
  for (const Row& row : rows) EXPECT_EQ(step(row.service, configuration, row.alarm), row.count) << row.what;
}

}  // namespace
}  // namespace eni::sandbox::application_autoscaling_service
