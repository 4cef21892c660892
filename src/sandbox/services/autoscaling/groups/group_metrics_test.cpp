/// What CloudWatch is told of groups, and when.
#include "sandbox/services/autoscaling/groups/group_metrics.h"

#include "sandbox/services/autoscaling/group_for_test.h"

namespace eni::sandbox::autoscaling_service {
namespace {

/// What was put: "GroupMinSize=0 …" a call.
std::vector<std::string>& told() {
  static std::vector<std::string> data;
  return data;
}

ApiResult<Reply> fake_put_metric_data(Call& call) {
  EXPECT_EQ(call.params.text_or("Namespace", ""), "AWS/AutoScaling");
  std::string line;
  for (const json::value& datum : array_at(call.params.all(), "MetricData")) {
    EXPECT_EQ(json::serialize(datum.at("Dimensions")), R"([{"Name":"AutoScalingGroupName","Value":"web"}])");
    line += (line.empty() ? "" : " ") + text_at(datum, "MetricName") + "=" +
            std::to_string(datum.at("Value").to_number<std::int64_t>());
  }
  told().push_back(line);
  return Reply{};
}

const Operation kOperations[] = {{"PutMetricData", any_resource, fake_put_metric_data, "*"}};
const Service kFakeMonitoring = {.name = "monitoring",
                                 .title = "CloudWatch as tests want it",
                                 .protocol = Protocol::kQuery,
                                 .version = "2010-08-01",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kOperations,
                                 .iam_prefix = "cloudwatch"};
const Service* const kServices[] = {&kService, &kFakeEc2, &kRecorder, &kFakeMonitoring};

class GroupMetricsTest : public GroupTest {
 protected:
  GroupMetricsTest() : GroupTest{kServices} {
    told().clear();
    sandbox_.settings.pace = Settings::Pace::kAws;
  }
};

TEST_F(GroupMetricsTest, AGroupTellsWhatIsEnabledOnceAMinute) {
  make_group(2);
  pass(std::chrono::minutes{5});
  EXPECT_TRUE(told().empty());
  on_group("EnableMetricsCollection", {{"Granularity", "1Minute"}});
  const std::string all =
      "GroupMinSize=0 GroupMaxSize=100 GroupDesiredCapacity=2 GroupInServiceInstances=2 "
      "GroupPendingInstances=0 GroupStandbyInstances=0 GroupTerminatingInstances=0 GroupTotalInstances=2";
  pass(std::chrono::minutes{2});
  EXPECT_EQ(told(), (std::vector<std::string>{all, all}));
  on_group("DisableMetricsCollection",
           {{"Metrics", json::array{"GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity",
                                    "GroupStandbyInstances", "GroupPendingInstances"}}});
  put_hook("drain", "TERMINATING", "CONTINUE", 3600);
  want(1);
  told().clear();
  pass(std::chrono::minutes{1});
  EXPECT_EQ(told(), (std::vector<std::string>{
                        "GroupInServiceInstances=1 GroupTerminatingInstances=1 GroupTotalInstances=2"}));
  on_group("DisableMetricsCollection");
  told().clear();
  pass(std::chrono::minutes{5});
  EXPECT_TRUE(told().empty());
}

TEST_F(GroupMetricsTest, AtThePaceInstantWhatHasChangedIsToldAtOnce) {
  sandbox_.settings.pace = Settings::Pace::kInstant;
  make_group(1);
  on_group("EnableMetricsCollection",
           {{"Granularity", "1Minute"}, {"Metrics", json::array{"GroupInServiceInstances"}}});
  EXPECT_EQ(told(), (std::vector<std::string>{"GroupInServiceInstances=1"}));
  want(3);
  pass(std::chrono::seconds{2});
  EXPECT_EQ(told().back(), "GroupInServiceInstances=3");
}

TEST_F(GroupMetricsTest, ARestartGoesOnTelling) {
  make_group(1);
  on_group("EnableMetricsCollection",
           {{"Granularity", "1Minute"}, {"Metrics", json::array{"GroupInServiceInstances"}}});
  engine_of(sandbox_.env).stop();
  pass(std::chrono::minutes{5});
  EXPECT_TRUE(told().empty());
  engine_of(sandbox_.env).start();
  pass(std::chrono::minutes{1});
  EXPECT_EQ(told(), (std::vector<std::string>{"GroupInServiceInstances=1"}));
}

}  // namespace
}  // namespace eni::sandbox::autoscaling_service
