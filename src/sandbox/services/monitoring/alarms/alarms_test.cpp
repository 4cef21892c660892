/// Alarms through the gateway, in virtual time: when they are evaluated, and what is heard of it.
#include "sandbox/services/monitoring/service_for_test.h"

namespace eni::sandbox::monitoring_service {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kPolicy =
    "arn:aws:autoscaling:eu-central-1:000000000000:scalingPolicy:1:autoScalingGroupName/g:policyName/p";
constexpr const char* kTopic = "arn:aws:sns:eu-central-1:000000000000:t";

class AlarmsTest : public MonitoringTest {
 protected:
  explicit AlarmsTest(Settings::Pace pace = Settings::Pace::kAws) : MonitoringTest{pace} {}

  static json::object definition(json::object more = {}) {
    json::object params{{"AlarmName", "high"}, {"MetricName", "Load"},
                        {"Namespace", "App"},  {"Statistic", "Average"},
                        {"Period", 60},        {"EvaluationPeriods", 1},
                        {"Threshold", 5},      {"ComparisonOperator", "GreaterThanThreshold"}};
    for (const auto& [name, value] : more) {
      if (value.is_null()) {
        params.erase(name);
      } else {
        params[name] = value;
      }
    }
    return params;
  }
  void put_alarm(json::object more = {}) { call("PutMetricAlarm", definition(std::move(more))); }
  json::object alarm() {
    const auto all = call("DescribeAlarms", {}).at("MetricAlarms").as_array();
    return all.empty() ? json::object{} : all[0].as_object();
  }
  std::string state() { return text_at(alarm(), "StateValue"); }
  /// "OK -> ALARM", and "again" for repetitions.
  std::vector<std::string> heard() {
    std::vector<std::string> out;
    for (const Event& event : events()) {
      const std::string before = text_at(object_at(event.detail, "previousState"), "value");
      const std::string after = text_at(object_at(event.detail, "state"), "value");
      out.push_back(flag_at(event.detail, "_repeated") ? after + " again" : before + " -> " + after);
    }
    return out;
  }
  std::vector<std::string> history(json::object params = {}) {
    std::vector<std::string> out;
    params["ScanBy"] = "TimestampAscending";
    const auto reply = call("DescribeAlarmHistory", std::move(params));
    for (const json::value& item : reply.at("AlarmHistoryItems").as_array())
      out.push_back(text_at(item, "HistorySummary"));
    return out;
  }
};

using Texts = std::vector<std::string>;

TEST_F(AlarmsTest, AnAlarmIsEvaluatedEachMinute) {
  put_alarm();
  EXPECT_EQ(state(), "INSUFFICIENT_DATA");
  EXPECT_EQ(text_at(alarm(), "StateReason"), "Unchecked: Initial alarm creation");
  put(9);
  pass(seconds{59});
  EXPECT_EQ(state(), "INSUFFICIENT_DATA");
  pass(seconds{1});
  EXPECT_EQ(state(), "ALARM");
  EXPECT_EQ(text_at(alarm(), "StateReason"),
            "Threshold Crossed: 1 datapoint [9.0 (30/08/15 12:36:00)] was greater than the threshold (5.0).");
  put(1);
  pass(minutes{1});
  EXPECT_EQ(state(), "OK");
  pass(minutes{5});
  EXPECT_EQ(state(), "INSUFFICIENT_DATA");
  EXPECT_EQ(text_at(alarm(), "StateReason"), "Insufficient Data: 1 datapoint was unknown.");
  EXPECT_EQ(heard(), (Texts{"INSUFFICIENT_DATA -> ALARM", "ALARM -> OK", "OK -> INSUFFICIENT_DATA"}));
  EXPECT_EQ(history(),
            (Texts{"Alarm \"high\" created", "Alarm updated from INSUFFICIENT_DATA to ALARM",
                   "Alarm updated from ALARM to OK", "Alarm updated from OK to INSUFFICIENT_DATA"}));
  EXPECT_EQ(history({{"HistoryItemType", "ConfigurationUpdate"}}).size(), 1u);
}

TEST_F(AlarmsTest, NothingWaitsWhileThereIsNoAlarm) {
  put_alarm();
  call("DeleteAlarms", {{"AlarmNames", json::array{"high", "unknown"}}});
  const TimePoint before = sandbox_.scheduler.now();
  sandbox_.scheduler.run();
  EXPECT_LE(sandbox_.scheduler.now(), before + minutes{1});
  EXPECT_EQ(alarm(), json::object{});
  EXPECT_EQ(history(), (Texts{"Alarm \"high\" created", "Alarm \"high\" deleted"}));
}

TEST_F(AlarmsTest, FifteenMinutesTakeFifteenMinutes) {
  put_alarm({{"EvaluationPeriods", 15}, {"ComparisonOperator", "LessThanThreshold"}});
  for (int minute = 1; minute <= 15; ++minute) {
    EXPECT_NE(state(), "ALARM") << minute;
    put(1);
    pass(minutes{1});
  }
  EXPECT_EQ(state(), "ALARM");
}

TEST_F(AlarmsTest, TheEventIsEventBridges) {
  put_alarm({{"AlarmDescription", "too much"}, {"AlarmActions", json::array{kTopic}}});
  put(9);
  pass(minutes{1});
  ASSERT_EQ(events().size(), 1u);
  const Event& event = events()[0];
  EXPECT_EQ(event.source, "aws.cloudwatch");
  EXPECT_EQ(event.detail_type, "CloudWatch Alarm State Change");
  EXPECT_EQ(event.resources, Texts{"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:high"});
  EXPECT_EQ(event.account.value, "000000000000");
  EXPECT_EQ(text_at(event.detail, "alarmName"), "high");
  EXPECT_EQ(json::serialize(object_at(event.detail, "previousState")),
            R"({"value":"INSUFFICIENT_DATA","reason":"Unchecked: Initial alarm creation",)"
            R"("timestamp":"2015-08-30T12:36:00.000+0000"})");
  const json::object& state = object_at(event.detail, "state");
  EXPECT_EQ(text_at(state, "timestamp"), "2015-08-30T12:37:00.000+0000");
  EXPECT_TRUE(text_at(state, "reasonData").starts_with(R"({"version":"1.0","queryDate":"2015-08-30T12:37)"));
  json::object configuration = object_at(event.detail, "configuration");
  EXPECT_EQ(text_at(configuration, "description"), "too much");
  const json::value& metric = configuration.at("metrics").as_array()[0];
  EXPECT_EQ(json::serialize(metric.at("metricStat")),
            R"({"metric":{"namespace":"App","name":"Load","dimensions":{}},"period":60,"stat":"Average"})");
  EXPECT_EQ(texts_at(event.detail, "_actions"), Texts{kTopic});
  EXPECT_FALSE(flag_at(event.detail, "_repeated", true));
}

TEST_F(AlarmsTest, ScalingActionsAreRepeatedForAsLongAsTheStateLasts) {
  put_alarm({{"AlarmActions", json::array{kPolicy, kTopic}}, {"TreatMissingData", "ignore"}});
  put(9);
  pass(minutes{3});
  EXPECT_EQ(heard(), (Texts{"INSUFFICIENT_DATA -> ALARM", "ALARM again", "ALARM again"}));
  call("DisableAlarmActions", {{"AlarmNames", json::array{"high"}}});
  pass(minutes{2});
  EXPECT_EQ(heard().size(), 3u);
  call("EnableAlarmActions", {{"AlarmNames", json::array{"high"}}});
  put(1);
  pass(minutes{2});
  EXPECT_EQ(heard().size(), 4u);
  EXPECT_EQ(heard().back(), "ALARM -> OK");
}

TEST_F(AlarmsTest, AStateThatIsSetLastsUntilTheNextEvaluation) {
  put_alarm();
  put(1);
  pass(minutes{1});
  call("SetAlarmState", {{"AlarmName", "high"}, {"StateValue", "ALARM"}, {"StateReason", "a test"}});
  EXPECT_EQ(state(), "ALARM");
  EXPECT_EQ(text_at(alarm(), "StateReason"), "a test");
  pass(minutes{1});
  EXPECT_EQ(state(), "OK");
  EXPECT_EQ(heard(), (Texts{"INSUFFICIENT_DATA -> OK", "OK -> ALARM", "ALARM -> OK"}));
  const json::object unknown{{"AlarmName", "x"}, {"StateValue", "OK"}, {"StateReason", "r"}};
  EXPECT_EQ(error("SetAlarmState", unknown), "ResourceNotFound: Unknown");
}

TEST_F(AlarmsTest, AChangeLeavesTheStateAndTheTags) {
  put_alarm({{"Tags", parse_json(R"([{"Key":"a","Value":"b"}])").value()}});
  put(9);
  pass(minutes{1});
  put_alarm({{"Threshold", 50}, {"Tags", parse_json(R"([{"Key":"c","Value":"d"}])").value()}});
  EXPECT_EQ(state(), "ALARM");
  EXPECT_EQ(alarm().at("Threshold").to_number<double>(), 50);
  const std::string arn = text_at(alarm(), "AlarmArn");
  EXPECT_EQ(json::serialize(call("ListTagsForResource", {{"ResourceARN", arn}}).at("Tags")),
            R"([{"Key":"a","Value":"b"}])");
  EXPECT_EQ(history().back(), "Alarm \"high\" updated");
}

TEST_F(AlarmsTest, WhatDoesNotGoTogetherIsRefused) {
  struct Case {
    json::object more;
    const char* error;
  };
  const Case cases[] = {
      {{{"Period", 61}}, "ValidationError: Period must be 10, 20, 30 or a multiple of 60"},
      {{{"Period", 60}, {"EvaluationPeriods", 1441}},
       "ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must "
       "be "
       "<= 86400) for alarms using period < 3600"},
      {{{"Period", 86400}, {"EvaluationPeriods", 8}},
       "ValidationError: Metrics cannot be checked across more than a week (EvaluationPeriods * Period must "
       "be "
       "<= 604800) for alarms using period >= 3600"},
      {{{"DatapointsToAlarm", 2}},
       "ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods."},
      {{{"Threshold", nullptr}}, "ValidationError: The parameter Threshold is required."},
      {{{"Namespace", nullptr}}, "ValidationError: The parameter Namespace is required."},
      {{{"Statistic", nullptr}}, "ValidationError: The parameter Statistic is required."},
      {{{"ExtendedStatistic", "p90"}},
       "ValidationError: The parameters Statistic and ExtendedStatistic are mutually exclusive and you have "
       "specified both."},
      {{{"Statistic", nullptr}, {"ExtendedStatistic", "tm90"}},
       "ValidationError: the sandbox does not support the statistic 'tm90'"},
      {{{"ComparisonOperator", "GreaterThanUpperThreshold"}},
       "ValidationError: the sandbox does not support the ComparisonOperator GreaterThanUpperThreshold, "
       "which "
       "needs anomaly detection"},
      {{{"AlarmActions", json::array{"policy"}}}, "ValidationError: Invalid arn syntax: policy"},
      {{{"TreatMissingData", "good"}}, "ValidationError: Option good is not supported for TreatMissingData."},
      {{{"ThresholdMetricId", "e1"}},
       "ValidationError: the sandbox does not support the parameter ThresholdMetricId of PutMetricAlarm"},
      {{{"Metrics", parse_json(R"([{"Id":"e","Expression":"m/2"}])").value()}},
       "ValidationError: the sandbox does not support the parameter Metrics.Expression of PutMetricAlarm"},
  };
  for (const Case& c : cases) EXPECT_EQ(error("PutMetricAlarm", definition(c.more)), c.error);
  EXPECT_EQ(alarm(), json::object{});
}

TEST_F(AlarmsTest, AMetricMayBeGivenAsAQuery) {
  put_alarm(
      {{"MetricName", nullptr},
       {"Namespace", nullptr},
       {"Statistic", nullptr},
       {"Period", nullptr},
       {"Metrics", parse_json(R"([{"Id":"m","MetricStat":{"Metric":{"Namespace":"App","MetricName":"Load"},
                                        "Period":60,"Stat":"Maximum"},"ReturnData":true}])")
                       .value()}});
  put(9);
  pass(minutes{1});
  EXPECT_EQ(state(), "ALARM");
  EXPECT_EQ(text_at(alarm().at("Metrics").as_array()[0].at("MetricStat"), "Stat"), "Maximum");
}

TEST_F(AlarmsTest, AlarmsAreFoundByName) {
  for (const char* name : {"b", "a", "c"}) put_alarm({{"AlarmName", name}});
  Texts names;
  const auto reply = call("DescribeAlarms", {{"AlarmNames", json::array{"c", "none", "a", "c"}}});
  for (const json::value& found : reply.at("MetricAlarms").as_array())
    names.push_back(text_at(found, "AlarmName"));
  EXPECT_EQ(names, (Texts{"a", "c"}));
}

class InstantAlarmsTest : public AlarmsTest {
 protected:
  InstantAlarmsTest() : AlarmsTest{Settings::Pace::kInstant} {}
};

TEST_F(InstantAlarmsTest, TheLatestDatumAloneDecidesAtOnce) {
  put_alarm({{"EvaluationPeriods", 15}, {"AlarmActions", json::array{kPolicy}}});
  put(9);
  EXPECT_EQ(state(), "ALARM");
  put(1);
  EXPECT_EQ(state(), "OK");
  EXPECT_EQ(heard(), (Texts{"INSUFFICIENT_DATA -> ALARM", "ALARM -> OK"}));
  pass(minutes{14});
  EXPECT_EQ(state(), "OK");
  pass(minutes{2});
  EXPECT_EQ(state(), "INSUFFICIENT_DATA");
}

TEST_F(InstantAlarmsTest, ScalingActionsAreRepeatedOnceAMinuteAndByAnotherValue) {
  put_alarm({{"EvaluationPeriods", 15}, {"AlarmActions", json::array{kPolicy}}});
  Texts expected{"INSUFFICIENT_DATA -> ALARM"};
  for (int time = 0; time < 5; ++time) put(9);
  EXPECT_EQ(heard(), expected);
  expected.emplace_back("ALARM again");
  put(8);
  put(8);
  EXPECT_EQ(heard(), expected);
  for (int minute = 0; minute < 3; ++minute) {
    pass(minutes{1});
    expected.emplace_back("ALARM again");
    put(8);
    EXPECT_EQ(heard(), expected);
  }
}

TEST_F(InstantAlarmsTest, AnAlarmThatWasChangedActsAnew) {
  put_alarm({{"AlarmActions", json::array{kPolicy}}});
  put(9);
  put_alarm({{"AlarmActions", json::array{kPolicy}}, {"Threshold", 6}});
  EXPECT_EQ(heard(), (Texts{"INSUFFICIENT_DATA -> ALARM", "ALARM again"}));
}

TEST_F(InstantAlarmsTest, ANewAlarmLooksAtWhatIsThere) {
  put(9);
  put_alarm();
  EXPECT_EQ(state(), "ALARM");
}

}  // namespace
}  // namespace eni::sandbox::monitoring_service
