/// AWS::ECS::Service: which deployments a step judges, and when it is over.
#include "sandbox/services/cloudformation/resources/handlers_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kIdle =
    R"({"services": [{"runningCount": 1, "desiredCount": DESIRED, "pendingCount": 0, "events": EVENTS, "deployments": DEPLOYMENTS}]})";
constexpr const char* kBroken = "'ECS Deployment Circuit Breaker was triggered'";

struct ServiceOfStack : Handlers {
  /// @param deployments  each of "ID STATE", the PRIMARY one first
  static std::string deployments(const std::vector<std::string>& given) {
    json::array listed;
    for (const std::string& one : given) {
      const std::size_t space = one.find(' ');
      listed.push_back(json::object{{"id", one.substr(0, space)}, {"rolloutState", one.substr(space + 1)}});
    }
    return json::serialize(listed);
  }
  void show(const std::vector<std::string>& given, const std::string& event = {}, int missing = 0) {
    json::array events;
    if (!event.empty()) events.push_back(json::object{{"message", event}});
    std::string text = replace_all(kIdle, "DEPLOYMENTS", deployments(given));
    text = replace_all(text, "DESIRED", std::to_string(1 + missing));
    services.answer("ecs:DescribeServices", replace_all(text, "EVENTS", json::serialize(events)).c_str());
  }
  void updated(const std::vector<std::string>& given) {
    services.answer("ecs:UpdateService",
                    (R"({"service": {"deployments": )" + deployments(given) + "}}").c_str());
  }
  ApiResult<ResourceOutcome> update(const char* properties = R"({"DesiredCount": 2})",
                                    const char* old = R"({"DesiredCount": 1})") {
    ResourceCall service = call(properties, "arn:s", old);
    return run(update_resource(*find_resource_type("AWS::ECS::Service"), service));
  }
  std::string update_error() {
    const auto outcome = update();
    return outcome ? "" : outcome.error().message;
  }
  int looks() const { return services.count("ecs:DescribeServices"); }
};

TEST_F(ServiceOfStack, FailureFromBeforeAnUpdateIsNotItsOwn) {
  show({"a FAILED"});
  updated({"a FAILED"});
  show({"a FAILED"}, "(service s) (deployment a) deployment failed: tasks failed to start.");
  EXPECT_EQ(update_error(), "");
}

TEST_F(ServiceOfStack, IsSteadyUnderAFailureFromBeforeBesideWhatWasThere) {
  show({"a FAILED", "z COMPLETED"});
  updated({"a FAILED", "z COMPLETED"});
  show({"a FAILED", "z COMPLETED"});
  EXPECT_EQ(update_error(), "");
}

TEST_F(ServiceOfStack, NoTasksStartUnderAFailureFromBefore) {
  show({"a FAILED"});
  updated({"a FAILED"});
  show({"a FAILED"}, {}, 1);
  EXPECT_NE(update_error().find(kBroken), std::string::npos);
  EXPECT_EQ(looks(), 2) << "there is nothing to wait for";
}

TEST_F(ServiceOfStack, RollbackFromBeforeAnUpdateIsNotItsOwn) {
  show({"b IN_PROGRESS", "a FAILED"});
  updated({"b IN_PROGRESS", "a FAILED"});
  show({"b IN_PROGRESS", "a FAILED"});
  show({"b COMPLETED", "a FAILED"});
  show({"b COMPLETED"});
  EXPECT_EQ(update_error(), "");
  EXPECT_EQ(looks(), 4);
}

TEST_F(ServiceOfStack, FailureOfTheDeploymentThatAnUpdateMakesFailsIt) {
  show({"a COMPLETED"});
  updated({"b IN_PROGRESS", "a COMPLETED"});
  show({"b IN_PROGRESS", "a COMPLETED"});
  show({"b FAILED", "a COMPLETED"});
  EXPECT_NE(update_error().find(kBroken), std::string::npos);
}

TEST_F(ServiceOfStack, FailureIsToldOnceItsRollbackIsComplete) {
  show({"a COMPLETED"});
  updated({"b IN_PROGRESS", "a COMPLETED"});
  show({"c IN_PROGRESS", "b FAILED"});
  show({"c IN_PROGRESS"});
  show({"c COMPLETED", "b FAILED"});
  EXPECT_NE(update_error().find(kBroken), std::string::npos);
  EXPECT_EQ(looks(), 4);
}

TEST_F(ServiceOfStack, FailureIsToldOnceItsRollbackHasFailedToo) {
  show({"a COMPLETED"});
  updated({"b IN_PROGRESS", "a COMPLETED"});
  show({"c IN_PROGRESS", "b FAILED"});
  show({"c FAILED", "b FAILED"});
  EXPECT_NE(update_error().find(kBroken), std::string::npos);
  EXPECT_EQ(looks(), 3);
}

TEST_F(ServiceOfStack, AfterARestartAFailureIsKnownByItsEvent) {
  step.kept = json::object{{"Before", "a"}, {"Deployment", "b"}};
  show({"c COMPLETED"}, "(service s) (deployment b) deployment failed: tasks failed to start.");
  EXPECT_NE(update_error().find(kBroken), std::string::npos);
  EXPECT_EQ(services.count("ecs:UpdateService"), 0) << "it would deploy again what was rolled back";
}

TEST_F(ServiceOfStack, TagsAloneAreNotWaitedFor) {
  show({"a FAILED", "z COMPLETED"});
  show({"a FAILED", "z COMPLETED"});
  const auto outcome = update(R"({"Tags": [{"Key": "k", "Value": "v"}]})", "{}");
  EXPECT_TRUE(outcome);
  EXPECT_EQ(services.count("ecs:TagResource"), 1);
  EXPECT_EQ(services.count("ecs:UpdateService"), 0);
}

TEST_F(ServiceOfStack, FailureOfTheFirstDeploymentFailsItsCreation) {
  services.answer("ecs:CreateService",
                  R"({"service": {"serviceArn": "arn:s", "deployments": [{"id": "a"}]}})");
  show({"a IN_PROGRESS"});
  show({"a FAILED"});
  ResourceCall service = call(R"({"TaskDefinition": "t"})", "stack-Logical-1");
  const auto outcome = create("AWS::ECS::Service", service);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message.find(kBroken), std::string::npos);
  EXPECT_EQ(scalar_text_at(step.kept, "Deployment"), "a");
}

TEST_F(ServiceOfStack, CreationThatIsGoneOnWithJudgesWhatIsThere) {
  services.answer("ecs:CreateService", R"({"service": {"serviceArn": "arn:s"}})");
  show({"a FAILED"});
  ResourceCall service = call(R"({"TaskDefinition": "t"})", "stack-Logical-1");
  EXPECT_FALSE(create("AWS::ECS::Service", service));
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
