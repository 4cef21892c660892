/// Services that are scaled, at AWS's pace in virtual time: by alarms, by schedules, and on after a restart.
#include <gtest/gtest.h>

#include "base/time_text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/application-autoscaling/activity.h"
#include "sandbox/services/application-autoscaling/engine.h"
#include "sandbox/services/application-autoscaling/service.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

/// One service of ECS, and what CloudWatch says of one alarm.
struct World {
  std::int64_t desired = 2;
  std::int64_t running = 2;
  bool is_deploying = false;
  double metric = 0;
  std::string alarm;  ///< the one that is in the state ALARM
  std::string action;
  std::vector<std::string> alarms;  ///< that were put
  int refusals = 0;                 ///< of UpdateService, to come

  static World& instance() {
    static World world;
    return world;
  }
};

World& world() { return World::instance(); }

json::array one(json::value element) {
  json::array list;
  list.push_back(std::move(element));
  return list;
}

ApiResult<Reply> fake_describe_services(Call&) {
  json::object deployment{{"rolloutState", world().is_deploying ? "IN_PROGRESS" : "COMPLETED"}};
  json::object service{
      {"status", "ACTIVE"}, {"desiredCount", world().desired}, {"runningCount", world().running}};
  service["deployments"] = one(std::move(deployment));
  json::object reply;
  reply["services"] = one(std::move(service));
  return Reply{std::move(reply)};
}

ApiResult<Reply> fake_update_service(Call& call) {
  if (world().refusals > 0) {
    --world().refusals;
    return ApiError{"ThrottlingException", "Rate exceeded", 400};
  }
  world().desired = integer_at(call.params.all(), "desiredCount");
  return Reply{json::object{}};
}

ApiResult<Reply> fake_put_metric_alarm(Call& call) {
  world().alarms.push_back(call.params.text_or("AlarmName", ""));
  return Reply{json::object{}};
}

ApiResult<Reply> fake_delete_alarms(Call&) { return Reply{json::object{}}; }

ApiResult<Reply> fake_describe_alarms(Call& call) {
  json::object reply;
  if (call.params.texts("AlarmNames")->front() == world().alarm) {
    json::object alarm{
        {"AlarmName", world().alarm}, {"StateValue", "ALARM"},  {"Threshold", 50}, {"Namespace", "Api"},
        {"MetricName", "Load"},       {"Statistic", "Average"}, {"Period", 60}};
    alarm["AlarmActions"] = one(json::string(world().action));
    reply["MetricAlarms"] = one(std::move(alarm));
  }
  return Reply{std::move(reply)};
}

ApiResult<Reply> fake_get_metric_data(Call&) {
  json::object result;
  result["Values"] = one(world().metric);
  json::object reply;
  reply["MetricDataResults"] = one(std::move(result));
  return Reply{std::move(reply)};
}

const Operation kEcsOperations[] = {{"DescribeServices", any_resource, fake_describe_services, "*"},
                                    {"UpdateService", any_resource, fake_update_service, "*"}};
const Operation kAlarmOperations[] = {{"PutMetricAlarm", any_resource, fake_put_metric_alarm, "*"},
                                      {"DeleteAlarms", any_resource, fake_delete_alarms, "*"},
                                      {"DescribeAlarms", any_resource, fake_describe_alarms, "*"},
                                      {"GetMetricData", any_resource, fake_get_metric_data, "*"}};

const Service kFakeEcs = {.name = "ecs",
                          .title = "ECS as tests want it",
                          .protocol = Protocol::kJson11,
                          .version = "2014-11-13",
                          .xml_namespace = {},
                          .target_prefix = "AmazonEC2ContainerServiceV20141113",
                          .operations = kEcsOperations};
const Service kFakeMonitoring = {.name = "monitoring",
                                 .title = "CloudWatch as tests want it",
                                 .protocol = Protocol::kQuery,
                                 .version = "2010-08-01",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kAlarmOperations,
                                 .iam_prefix = "cloudwatch"};

const Service* const kServices[] = {&kService, &kFakeEcs, &kFakeMonitoring};

class ScalingTest : public testing::Test {
 protected:
  ScalingTest() : sandbox_{kServices} {
    world() = {};
    sandbox_.settings.pace = Settings::Pace::kAws;
    IamIdentity role;
    role.account = "000000000000";
    role.name = "AWSServiceRoleForApplicationAutoScaling_ECSService";
    role.path = "/aws-service-role/ecs.application-autoscaling.amazonaws.com/";
    role.arn = "arn:aws:iam::000000000000:role" + role.path + role.name;
    role.unique_id = "AROATEST";
    auto& identities = sandbox_.env.store.get<IamRepository>();
    role = identities.insert(std::move(role));
    identities.attach(role.id,
                      "arn:aws:iam::aws:policy/aws-service-role/AWSApplicationAutoscalingECSServicePolicy");
    publish_identity(sandbox_.env.store, role, {sandbox_.scheduler.now(), std::chrono::seconds{0}});
    call("RegisterScalableTarget", {{"MinCapacity", 1}, {"MaxCapacity", 10}});
    const json::object configuration{
        {"TargetValue", 50},
        {"CustomizedMetricSpecification",
         json::object{{"Namespace", "Api"}, {"MetricName", "Load"}, {"Statistic", "Average"}}}};
    const auto made = call("PutScalingPolicy", {{"PolicyName", "load"},
                                                {"PolicyType", "TargetTrackingScaling"},
                                                {"TargetTrackingScalingPolicyConfiguration", configuration}});
    world().action = text_at(made, "PolicyARN");
  }

  json::object call(std::string_view operation, json::object params) {
    params["ServiceNamespace"] = "ecs";
    if (operation != "DescribeScalableTargets") params["ResourceId"] = "service/web/api";
    params["ScalableDimension"] = "ecs:service:DesiredCount";
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(
        keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}), sandbox_.region,
                                   "application-autoscaling", operation, std::move(params)),
             result));
    sandbox_.scheduler.run_ready();
    if (!result || result->has_error()) {
      ADD_FAILURE() << operation << ": " << (result ? result->error().message : "does not end");
      return {};
    }
    return (*result)->value.as_object();
  }

  /// CloudWatch's alarm goes off, or is still off a minute later. @param kind  "AlarmHigh", "AlarmLow"
  void tell(std::string_view kind, double metric) {
    for (const std::string& alarm : world().alarms)
      if (alarm.find(kind) != std::string::npos) world().alarm = alarm;
    world().metric = metric;
    Event event = about("CloudWatch Alarm State Change");
    event.detail = {{"alarmName", world().alarm}, {"state", json::object{{"value", "ALARM"}}}};
    engine_of(sandbox_.env).receive(event);
    sandbox_.scheduler.run_ready();
  }
  /// All tasks run, and ECS says so.
  void run_all() {
    world().running = world().desired;
    Event event = about("ECS Service Action");
    event.resources = {"arn:aws:ecs:eu-central-1:000000000000:service/web/api"};
    event.detail = {{"eventName", "SERVICE_STEADY_STATE"}};
    engine_of(sandbox_.env).receive(event);
  }
  /// "InProgress: Setting desired count to 3.", newest first.
  std::vector<std::string> activities() {
    std::vector<std::string> out;
    const auto reply = call("DescribeScalingActivities", {});
    for (const json::value& activity : array_at(reply, "ScalingActivities"))
      out.push_back(text_at(activity, "StatusCode") + ": " + text_at(activity, "Description"));
    return out;
  }

  TestSandbox sandbox_;

 private:
  Event about(std::string detail_type) {
    return {"aws.test", std::move(detail_type), aws::AccountId{"000000000000"}, sandbox_.region, {}, {}};
  }
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }
};

using Activities = std::vector<std::string>;

TEST_F(ScalingTest, AnActivityGoesOnUntilTheServiceIsSteady) {
  tell("AlarmHigh", 75);
  EXPECT_EQ(world().desired, 3);
  EXPECT_EQ(activities(), (Activities{"InProgress: Setting desired count to 3."}));
  run_all();
  EXPECT_EQ(activities(), (Activities{"Successful: Setting desired count to 3."}));
}

TEST_F(ScalingTest, WhatWasAddedCountsWhileTheCooldownOfFiveMinutesLasts) {
  tell("AlarmHigh", 75);
  run_all();
  sandbox_.scheduler.advance(std::chrono::seconds{299});
  tell("AlarmHigh", 75);
  EXPECT_EQ(world().desired, 3);
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  tell("AlarmHigh", 75);
  EXPECT_EQ(world().desired, 5);
}

TEST_F(ScalingTest, ScalingInWaitsForItsCooldownAndForDeployments) {
  world().desired = world().running = 8;
  world().is_deploying = true;
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 8);
  world().is_deploying = false;
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 5);
  run_all();
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 5);
  sandbox_.scheduler.advance(std::chrono::minutes{5});
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 3);
}

TEST_F(ScalingTest, AScheduleSetsBoundsWhichTheServiceIsBroughtInto) {
  const std::string at = iso8601(sandbox_.scheduler.now() + std::chrono::hours{1});
  call("PutScheduledAction", {{"ScheduledActionName", "up"},
                              {"Schedule", "at(" + at.substr(0, at.size() - 1) + ")"},
                              {"ScalableTargetAction", json::object{{"MinCapacity", 4}}}});
  call("PutScheduledAction",
       {{"ScheduledActionName", "daily"},
        {"Schedule", "rate(1 day)"},
        {"ScalableTargetAction", json::object{{"MinCapacity", 1}, {"MaxCapacity", 2}}}});
  sandbox_.scheduler.advance(std::chrono::hours{1});
  EXPECT_EQ(world().desired, 4);
  EXPECT_EQ(activities(), (Activities{"InProgress: Setting desired count to 4."}));
  run_all();
  sandbox_.scheduler.advance(std::chrono::hours{24});
  EXPECT_EQ(world().desired, 2);
  const auto targets = call("DescribeScalableTargets", {});
  const json::object target = array_at(targets, "ScalableTargets").front().as_object();
  EXPECT_EQ(target.at("MinCapacity"), 1);
  EXPECT_EQ(target.at("MaxCapacity"), 2);
}

TEST_F(ScalingTest, NoCooldownBeginsWithWhatEcsRefuses) {
  world().desired = world().running = 8;
  world().refusals = 1;
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 8);
  EXPECT_EQ(activities().front(), "Failed: Setting desired count to 5.");
  tell("AlarmLow", 30);
  EXPECT_EQ(world().desired, 5);
}

TEST_F(ScalingTest, BoundsAreEnforcedUntilEcsTakesThem) {
  call("PutScheduledAction", {{"ScheduledActionName", "up"},
                              {"Schedule", "rate(1 day)"},
                              {"ScalableTargetAction", json::object{{"MinCapacity", 4}}}});
  world().refusals = 3;
  sandbox_.scheduler.advance(std::chrono::hours{24});
  EXPECT_EQ(world().desired, 2);
  sandbox_.scheduler.advance(std::chrono::minutes{5});
  EXPECT_EQ(world().desired, 4);
  EXPECT_EQ(activities(),
            (Activities{"InProgress: Setting desired count to 4.", "Failed: Setting desired count to 4.",
                        "Failed: Setting desired count to 4.", "Failed: Setting desired count to 4."}));
}

/// Killed between the note of an activity and the call of ECS: that the service is steady says nothing of the activity.
TEST_F(ScalingTest, AfterARestartEcsIsAskedForWhatItWasNotAskedFor) {
  auto& targets = sandbox_.env.store.get<ApplicationAutoScalingRepository>();
  begin_activity(sandbox_.env, targets.all_targets().front(), 6, "a cause");
  run_all();
  EXPECT_EQ(activities(), (Activities{"InProgress: Setting desired count to 6."}));
  Engine after_restart{sandbox_.env};
  after_restart.start();
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(world().desired, 6);
  EXPECT_EQ(activities(), (Activities{"InProgress: Setting desired count to 6."}));
  run_all();
  EXPECT_EQ(activities(), (Activities{"Successful: Setting desired count to 6."}));
}

TEST_F(ScalingTest, AfterARestartAServiceThatIsSteadyByThenEndsItsActivities) {
  tell("AlarmHigh", 75);
  world().running = world().desired;
  Engine after_restart{sandbox_.env};
  after_restart.start();
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(activities(), (Activities{"Successful: Setting desired count to 3."}));
}

}  // namespace
}  // namespace eni::sandbox::application_autoscaling_service
