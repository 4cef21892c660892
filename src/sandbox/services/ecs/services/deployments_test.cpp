/// Deployments of services: what fails them, and what is told of them afterwards.
#include <algorithm>

#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Alarms in the state ALARM.
std::vector<std::string>& gone_off() {
  static std::vector<std::string> alarms;
  return alarms;
}

ApiResult<Reply> fake_describe_alarms(Call& call) {
  json::array alarms;
  const auto names = call.params.texts("AlarmNames");
  for (const std::string& name : *names)
    if (std::ranges::find(gone_off(), name) != gone_off().end())
      alarms.push_back(json::object{{"AlarmName", name}, {"StateValue", "ALARM"}});
  json::object reply;
  reply["MetricAlarms"] = std::move(alarms);
  return Reply{std::move(reply)};
}

Access alarm_access(const Call& call) { return {{call.arn("cloudwatch", "alarm:errors")}}; }

const Operation kFakeAlarmOperations[] = {{"DescribeAlarms", alarm_access, fake_describe_alarms, "*"}};

const Service kFakeMonitoring = {.name = "monitoring",
                                 .title = "CloudWatch as tests want it",
                                 .protocol = Protocol::kQuery,
                                 .version = "2010-08-01",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kFakeAlarmOperations,
                                 .iam_prefix = "cloudwatch"};

const Service* const kServices[] = {&kService, &kFakeEc2, &kFakeMonitoring};

class DeploymentsTest : public ClusterTest {
 protected:
  DeploymentsTest() : ClusterTest(":memory:", kServices) { gone_off().clear(); }

  void create(json::object configuration = {}) {
    json::object params{{"serviceName", "web"}, {"taskDefinition", "web:1"}, {"desiredCount", 1}};
    if (!configuration.empty()) params["deploymentConfiguration"] = std::move(configuration);
    EXPECT_EQ(text(call("CreateService", std::move(params)), "error"), "");
    settle();
  }
  void update(std::string definition) {
    EXPECT_EQ(text(call("UpdateService", {{"service", "web"}, {"taskDefinition", definition}}), "error"), "");
    settle();
  }
  static json::object with_alarm(bool rollback) {
    json::object alarms{{"enable", true}, {"rollback", rollback}};
    alarms["alarmNames"] = json::array{json::string("errors")};
    json::object configuration;
    configuration["alarms"] = std::move(alarms);
    return configuration;
  }
  void tell_of_alarm() {
    Event event{"aws.cloudwatch",
                "CloudWatch Alarm State Change",
                aws::AccountId{"000000000000"},
                sandbox_.region,
                {},
                {}};
    engine().receive(event);
    settle();
  }
  json::object service() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    return reply.at("services").as_array()[0].as_object();
  }
  std::string rollout() {
    return text(service().at("deployments").as_array()[0].as_object(), "rolloutState");
  }
  bool told(std::string_view what) {
    const json::object now = service();
    return std::ranges::any_of(now.at("events").as_array(), [what](const json::value& event) {
      return text_at(event, "message").find(what) != std::string::npos;
    });
  }
  /// Oldest first.
  std::vector<std::string> history() {
    std::vector<std::string> out;
    const auto reply = call("ListServiceDeployments", {{"service", "web"}});
    for (const json::value& deployment : reply.at("serviceDeployments").as_array())
      out.push_back(text_at(deployment, "status"));
    std::reverse(out.begin(), out.end());
    return out;
  }
};

using Statuses = std::vector<std::string>;

TEST_F(DeploymentsTest, AnAlarmThatGoesOffFailsTheDeploymentAndRollsItBack) {
  define("bridge");
  define("bridge", {}, 2);
  host("h1", 2);
  create(with_alarm(true));
  EXPECT_EQ(rollout(), "COMPLETED");
  sandbox_.settings.pace = Settings::Pace::kAws;
  update("web:2");
  EXPECT_EQ(rollout(), "IN_PROGRESS");
  gone_off() = {"errors"};
  tell_of_alarm();
  EXPECT_TRUE(told("deployment failed: alarm detected."));
  EXPECT_TRUE(text(service(), "taskDefinition").ends_with("web:1"));
  EXPECT_EQ(history(), (Statuses{"SUCCESSFUL", "ROLLBACK_IN_PROGRESS"}));
  sandbox_.scheduler.advance(std::chrono::minutes{2});
  EXPECT_EQ(rollout(), "COMPLETED");
  EXPECT_EQ(history(), (Statuses{"SUCCESSFUL", "ROLLBACK_SUCCESSFUL"}));
}

TEST_F(DeploymentsTest, AnAlarmThatWasThereBeforeIsIgnored) {
  define("bridge");
  host("h1", 2);
  gone_off() = {"errors"};
  create(with_alarm(false));
  tell_of_alarm();
  EXPECT_EQ(rollout(), "COMPLETED");
}

TEST_F(DeploymentsTest, ADeploymentIsDescribedWithItsRevisions) {
  define("bridge");
  define("bridge", {}, 2);
  host("h1", 2);
  create();
  update("web:2");
  EXPECT_EQ(history(), (Statuses{"SUCCESSFUL", "SUCCESSFUL"}));
  const auto listed = call("ListServiceDeployments", {{"service", "web"}, {"maxResults", 1}});
  const json::object brief = listed.at("serviceDeployments").as_array()[0].as_object();
  EXPECT_TRUE(listed.contains("nextToken"));
  const std::string arn = text(brief, "serviceDeploymentArn");
  EXPECT_NE(arn.find(":service-deployment/default/web/"), std::string::npos);
  const auto reply =
      call("DescribeServiceDeployments", {{"serviceDeploymentArns", json::array{json::string(arn)}}});
  const json::object deployment = reply.at("serviceDeployments").as_array()[0].as_object();
  EXPECT_EQ(text(deployment, "status"), "SUCCESSFUL");
  const json::object target = object_at(deployment, "targetServiceRevision");
  EXPECT_EQ(target.at("runningTaskCount"), 1);
  EXPECT_EQ(text(object_at(deployment, "deploymentCircuitBreaker"), "status"), "DISABLED");
  const std::string revision = text(target, "arn");
  EXPECT_EQ(revision, text(brief, "targetServiceRevisionArn"));
  const auto revisions =
      call("DescribeServiceRevisions", {{"serviceRevisionArns", json::array{json::string(revision)}}});
  EXPECT_TRUE(
      text(revisions.at("serviceRevisions").as_array()[0].as_object(), "taskDefinition").ends_with("web:2"));
  const auto missing =
      call("DescribeServiceDeployments", {{"serviceDeploymentArns", json::array{json::string(arn + "x")}}});
  EXPECT_EQ(text_at(missing.at("failures").as_array()[0], "reason"), "MISSING");
}

TEST_F(DeploymentsTest, ANewDeploymentStopsTheOneThatIsUnderWay) {
  define("bridge");
  define("bridge", {}, 2);
  create();
  update("web:2");
  EXPECT_EQ(history(), (Statuses{"STOPPED", "IN_PROGRESS"}));
  call("DeleteService", {{"service", "web"}, {"force", true}});
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
