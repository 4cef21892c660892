/// What becomes of a policy's alarms when calls overlap, fail, or are cut short.
#include "sandbox/scaling/stored_policy.h"

#include <gtest/gtest.h>
#include <map>

#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox::scaling {
namespace {

/// A policy in memory, and the alarms that there are with their thresholds.
class MemoryPolicy final : public StoredPolicy {
 public:
  std::optional<json::object> read() const override { return row; }
  void write(const json::object& document) override { row = document; }
  void remove() override { row.reset(); }
  TrackedMetric tracked(const json::object& document) const override {
    return {"arn:policy", static_cast<double>(integer_at(document, "Target")), {}};
  }
  Task<ApiResult<json::object>> ask_cloudwatch(std::string operation, json::object params) override {
    if (failures > 0) {
      --failures;
      co_return ApiError{"Throttling", "Rate exceeded", 400};
    }
    for (const std::string& name : texts_at(params, "AlarmNames")) alarms.erase(name);
    if (operation == "PutMetricAlarm")
      alarms[text_at(params, "AlarmName")] = params.at("Threshold").to_number<double>();
    if (meanwhile) std::exchange(meanwhile, {})();
    co_return json::object{};
  }

  std::optional<json::object> row;
  std::map<std::string, double> alarms;
  int failures = 0;                 ///< of CloudWatch, to come
  std::function<void()> meanwhile;  ///< done while CloudWatch is asked
};

constexpr std::string_view kHigh = "TargetTracking-web-AlarmHigh-1";
constexpr std::string_view kLow = "TargetTracking-web-AlarmLow-2";

json::object policy_with(std::int64_t target, std::vector<std::string_view> names) {
  json::object document{{"Target", target}};
  json::array alarms;
  for (const std::string_view name : names) alarms.push_back(json::object{{"AlarmName", name}});
  document["Alarms"] = std::move(alarms);
  return document;
}

class StoredPolicyTest : public testing::Test {
 protected:
  static Task<void> keep(Task<ApiResult<void>> task, std::optional<ApiResult<void>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }
  ApiResult<void> run(Task<ApiResult<void>> task) {
    std::optional<ApiResult<void>> result;
    sandbox_.gateway.spawn(keep(std::move(task), result));
    sandbox_.scheduler.run();
    return result.value();
  }
  ApiResult<void> put(json::object document) {
    return run(put_policy(sandbox_.env, policy_, std::move(document)));
  }
  ApiResult<void> settle() { return run(scaling::settle(sandbox_.env, policy_)); }
  void remove() {
    sandbox_.gateway.spawn(delete_policy(sandbox_.env, policy_));
    sandbox_.scheduler.run();
  }

  TestSandbox sandbox_{std::span<const Service* const>{}};
  MemoryPolicy policy_;
};

using Alarms = std::map<std::string, double>;

TEST_F(StoredPolicyTest, APolicyHasTheAlarmsThatItNames) {
  EXPECT_TRUE(put(policy_with(50, {kHigh, kLow})).has_value());
  EXPECT_EQ(policy_.row, policy_with(50, {kHigh, kLow}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 50}, {std::string(kLow), 45}}));
}

TEST_F(StoredPolicyTest, AnAlarmThatItNamesNoMoreIsDeleted) {
  put(policy_with(50, {kHigh, kLow}));
  put(policy_with(50, {kHigh}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 50}}));
}

TEST_F(StoredPolicyTest, AChangeThatComesBetweenLasts) {
  policy_.meanwhile = [this] { put(policy_with(80, {kHigh})); };
  EXPECT_TRUE(put(policy_with(50, {kHigh, kLow})).has_value());
  EXPECT_EQ(policy_.row, policy_with(80, {kHigh}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 80}}));
}

TEST_F(StoredPolicyTest, ADeletionThatComesBetweenLasts) {
  policy_.meanwhile = [this] { remove(); };
  put(policy_with(50, {kHigh, kLow}));
  EXPECT_FALSE(policy_.row);
  EXPECT_EQ(policy_.alarms, Alarms{});
}

TEST_F(StoredPolicyTest, APolicyThatIsPutWhileItIsDeletedStays) {
  put(policy_with(50, {kHigh, kLow}));
  policy_.meanwhile = [this] { put(policy_with(80, {kHigh, kLow})); };
  remove();
  EXPECT_EQ(policy_.row, policy_with(80, {kHigh, kLow}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 80}, {std::string(kLow), 72}}));
}

TEST_F(StoredPolicyTest, AFailedCallLeavesWhatWasThere) {
  policy_.failures = 1;
  EXPECT_TRUE(put(policy_with(50, {kHigh})).has_error());
  EXPECT_FALSE(policy_.row);
  put(policy_with(50, {kHigh}));
  policy_.failures = 1;
  EXPECT_TRUE(put(policy_with(80, {kHigh, kLow})).has_error());
  EXPECT_EQ(policy_.row, policy_with(50, {kHigh}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 50}}));
}

TEST_F(StoredPolicyTest, WhatWasCutShortIsDoneAfterARestart) {
  put(policy_with(50, {kHigh, kLow}));
  policy_.failures = 2;  // The call's, and that of its undoing.
  EXPECT_TRUE(put(policy_with(80, {kHigh})).has_error());
  ASSERT_TRUE(policy_.row && is_due(*policy_.row));
  EXPECT_TRUE(settle().has_value());
  EXPECT_EQ(policy_.row, policy_with(50, {kHigh, kLow}));
  EXPECT_EQ(policy_.alarms, (Alarms{{std::string(kHigh), 50}, {std::string(kLow), 45}}));
}

}  // namespace
}  // namespace eni::sandbox::scaling
