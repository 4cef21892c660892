/// Metrics through the gateway: what is put, and what is read of it.
#include "sandbox/services/monitoring/service_for_test.h"

namespace eni::sandbox::monitoring_service {
namespace {

using std::chrono::minutes;
using testing::StartsWith;

class MetricsTest : public MonitoringTest {
 protected:
  std::string put_error(std::string_view datum, std::string_view metric_namespace = "App") {
    json::array data;
    data.push_back(parse_json(datum).value());
    return error("PutMetricData", {{"Namespace", metric_namespace}, {"MetricData", std::move(data)}});
  }
  json::object statistics(json::object more = {}) {
    json::object params{{"Namespace", "App"},
                        {"MetricName", "Load"},
                        {"StartTime", now(minutes{-10})},
                        {"EndTime", now(minutes{10})},
                        {"Period", 60}};
    for (const auto& [name, value] : more) params[name] = value;
    return params;
  }
};

TEST_F(MetricsTest, StatisticsAreOfEachPeriodAndUnit) {
  EXPECT_EQ(put_error(R"({"MetricName":"Load","Value":1})"), "");
  EXPECT_EQ(put_error(R"({"MetricName":"Load","Values":[3,5],"Counts":[1,2]})"), "");
  EXPECT_EQ(put_error(R"({"MetricName":"Load","Value":"7.5","Unit":"Percent"})"), "");
  const auto reply = call("GetMetricStatistics", statistics({{"Statistics", json::array{"Sum", "Maximum"}}}));
  EXPECT_EQ(
      json::serialize(reply),
      R"({"Label":"Load","Datapoints":[{"Timestamp":"2015-08-30T12:36:00.000Z","Unit":"None","Sum":1.4E1,)"
      R"("Maximum":5E0},{"Timestamp":"2015-08-30T12:36:00.000Z","Unit":"Percent","Sum":7.5E0,"Maximum":7.5E0}]})");
  const auto percentiles =
      call("GetMetricStatistics", statistics({{"ExtendedStatistics", json::array{"p50"}}, {"Unit", "None"}}));
  EXPECT_EQ(json::serialize(percentiles.at("Datapoints").as_array()[0].at("ExtendedStatistics")),
            R"({"entry":[{"key":"p50","value":3E0}]})");
}

TEST_F(MetricsTest, WhatCannotBePutIsRefused) {
  struct Case {
    const char* datum;
    const char* error;
  };
  const Case cases[] = {
      {R"({"MetricName":"M"})",
       "MissingParameter: At least one of the parameters MetricData.member.1.Value, "
       "MetricData.member.1.Values "
       "or MetricData.member.1.StatisticValues must be specified."},
      {R"({"MetricName":"M","Value":"NaN"})",
       "InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid."},
      {R"({"MetricName":"M","Value":"-Infinity"})",
       "InvalidParameterValue: The value -Infinity for parameter MetricData.member.1.Value is invalid."},
      {R"({"MetricName":"M","Value":"much"})", "MalformedInput: much can not be converted to a Double"},
      {R"({"MetricName":"M","Value":1,"Values":[1]})",
       "InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.Values "
       "are mutually exclusive and you have specified both."},
      {R"({"MetricName":"M","Value":1,"StatisticValues":{"SampleCount":1,"Sum":1,"Minimum":1,"Maximum":1}})",
       "InvalidParameterCombination: The parameters MetricData.member.1.Value and "
       "MetricData.member.1.StatisticValues are mutually exclusive and you have specified both."},
      {R"({"MetricName":"M","Values":[1,2],"Counts":[1]})",
       "InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must "
       "be "
       "of the same size."},
      {R"({"MetricName":"M","Value":1,"StorageResolution":30})",
       "InvalidParameterValue: The value 30 for parameter MetricData.member.1.StorageResolution is invalid."},
      {R"({"MetricName":"M","Value":1,"Timestamp":"2015-08-01T00:00:00Z"})",
       "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no more than "
       "two "
       "weeks in the past."},
      {R"({"MetricName":"M","Value":1,"Timestamp":1440950000})",
       "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no more than "
       "two "
       "hours in the future."},
      {R"({"MetricName":"M","Value":1,"Timestamp":"yesterday"})",
       "MalformedInput: yesterday can not be converted to a Date"},
      {R"({"MetricName":"M","Value":1,"Dimensions":[{"Name":"a","Value":"b"},{"Name":"a","Value":"c"}]})",
       "InvalidParameterValue: No Metric may specify the same dimension name twice."},
      {R"({"MetricName":"M","Value":1,"Unit":"Apples"})", "ValidationError: 1 validation error detected"},
  };
  for (const Case& c : cases) EXPECT_THAT(put_error(c.datum), StartsWith(c.error)) << c.datum;
  EXPECT_EQ(json::serialize(call("ListMetrics", {}).at("Metrics")), "[]");
}

TEST_F(MetricsTest, AwssNamespacesAreForItsServices) {
  EXPECT_EQ(put_error(R"({"MetricName":"M","Value":1})", "AWS/ECS"),
            "InvalidParameterValue: The value AWS/ for parameter Namespace is invalid.");
  json::array data;
  data.push_back(json::object{{"MetricName", "M"}, {"Value", 1}});
  const auto service = Principal::service("ecs.amazonaws.com", aws::AccountId{"000000000000"});
  for (int time = 0; time < 2; ++time)
    EXPECT_TRUE(try_call("PutMetricData", {{"Namespace", "AWS/ECS"}, {"MetricData", data}}, service));
  // Measured twice within a minute, it is one measurement.
  const auto reply =
      call("GetMetricStatistics",
           statistics({{"Namespace", "AWS/ECS"}, {"MetricName", "M"}, {"Statistics", json::array{"Sum"}}}));
  EXPECT_EQ(reply.at("Datapoints").as_array()[0].at("Sum").to_number<double>(), 1);
  EXPECT_EQ(call("ListMetrics", {{"Namespace", "AWS/ECS"}}).at("Metrics").as_array().size(), 1u);
}

TEST_F(MetricsTest, WhatCannotBeReadIsRefused) {
  struct Case {
    json::object more;
    const char* error;
  };
  const json::array sum{"Sum"};
  const Case cases[] = {
      {{},
       "MissingParameter: At least one of the parameters Statistics and ExtendedStatistics must be "
       "specified."},
      {{{"Statistics", sum}, {"Period", 61}},
       "InvalidParameterValue: The parameter Period must be 1, 5, 10, 30 or a multiple of 60."},
      {{{"Statistics", sum}, {"EndTime", now(minutes{-10})}},
       "InvalidParameterCombination: The parameter StartTime must be less than the parameter EndTime."},
      {{{"Statistics", sum}, {"StartTime", now(minutes{-16656})}},
       "InvalidParameterCombination: You have requested up to 16,666 datapoints, which exceeds the limit of "
       "1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range."},
      {{{"ExtendedStatistics", json::array{"tm90"}}},
       "InvalidParameterValue: The value tm90 for parameter ExtendedStatistics is invalid."},
  };
  for (const Case& c : cases) EXPECT_EQ(error("GetMetricStatistics", statistics(c.more)), c.error);
}

TEST_F(MetricsTest, DataComesInPages) {
  for (int minute = 0; minute < 3; ++minute) {
    put(minute);
    pass(minutes{1});
  }
  const auto ask = [this](std::string_view token) {
    json::object params =
        parse_json(R"({"MetricDataQueries":[{"Id":"m","MetricStat":{"Metric":{"Namespace":"App",
        "MetricName":"Load"},"Period":60,"Stat":"Average"}}],"ScanBy":"TimestampAscending","MaxDatapoints":2})")
            ->as_object();
    params["StartTime"] = now(minutes{-10});
    params["EndTime"] = now();
    if (!token.empty()) params["NextToken"] = token;
    return call("GetMetricData", std::move(params));
  };
  const auto first = ask("");
  EXPECT_EQ(
      json::serialize(first.at("MetricDataResults")),
      R"([{"Id":"m","Label":"Load","Timestamps":["2015-08-30T12:36:00.000Z","2015-08-30T12:37:00.000Z"],)"
      R"("Values":[0E0,1E0],"StatusCode":"PartialData"}])");
  const auto second = ask(text_at(first, "NextToken"));
  EXPECT_EQ(json::serialize(second.at("MetricDataResults").as_array()[0].at("Values")), "[2E0]");
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST_F(MetricsTest, ExpressionsAreRefusedByName) {
  json::object params =
      parse_json(R"({"MetricDataQueries":[{"Id":"e","Expression":"m1/m2"}],"StartTime":1,"EndTime":2})")
          ->as_object();
  EXPECT_EQ(error("GetMetricData", params),
            "ValidationError: the sandbox does not support the parameter MetricDataQueries.Expression of "
            "GetMetricData");
}

TEST_F(MetricsTest, MetricsAreListedByDimensions) {
  EXPECT_EQ(
      put_error(
          R"({"MetricName":"M","Value":1,"Dimensions":[{"Name":"b","Value":"2"},{"Name":"a","Value":"1"}]})"),
      "");
  EXPECT_EQ(put_error(R"({"MetricName":"M","Value":1,"Dimensions":[{"Name":"a","Value":"2"}]})"), "");
  const auto count = [this](std::string_view filters) {
    return call("ListMetrics", {{"Dimensions", parse_json(filters).value()}}).at("Metrics").as_array().size();
  };
  EXPECT_EQ(count("[]"), 2u);
  EXPECT_EQ(count(R"([{"Name":"a"}])"), 2u);
  EXPECT_EQ(count(R"([{"Name":"a","Value":"1"}])"), 1u);
  EXPECT_EQ(count(R"([{"Name":"a","Value":"1"},{"Name":"c"}])"), 0u);
  EXPECT_EQ(json::serialize(call("ListMetrics", {}).at("Metrics").as_array()[0].at("Dimensions")),
            R"([{"Name":"a","Value":"1"},{"Name":"b","Value":"2"}])");
  pass(std::chrono::hours{4});
  EXPECT_EQ(call("ListMetrics", {{"RecentlyActive", "PT3H"}}).at("Metrics").as_array().size(), 0u);
}

}  // namespace
}  // namespace eni::sandbox::monitoring_service
