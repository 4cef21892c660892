/// Deployments that fail or are stopped, and the rollbacks that follow: by the circuit breaker, by container health checks, by
/// StopServiceDeployment.
#include <algorithm>

#include "sandbox/services/ecs/cluster_for_test.h"
#include "sandbox/services/ecs/tasks/task_runner_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

class CircuitBreakerTest : public ClusterTest {
 protected:
  void create(int count, json::object limits = {}) {
    json::object configuration = std::move(limits);
    configuration["deploymentCircuitBreaker"] = json::object{{"enable", true}, {"rollback", true}};
    json::object params{{"serviceName", "web"},
                        {"taskDefinition", "web:1"},
                        {"desiredCount", count},
                        {"networkConfiguration", network()},
                        {"deploymentConfiguration", std::move(configuration)}};
    EXPECT_EQ(text(call("CreateService", std::move(params)), "error"), "");
    settle();
  }
  void update(json::object params) {
    params["service"] = "web";
    EXPECT_EQ(text(call("UpdateService", std::move(params)), "error"), "");
    settle();
  }
  json::object service() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    return reply.at("services").as_array()[0].as_object();
  }
  json::object primary() { return service().at("deployments").as_array()[0].as_object(); }
  std::string definition() {
    return text(service(), "taskDefinition").substr(text(service(), "taskDefinition").rfind('/') + 1);
  }
  std::size_t told(std::string_view what) {
    std::size_t times = 0;
    const json::object now = service();
    for (const json::value& event : now.at("events").as_array())
      if (text_at(event, "message").find(what) != std::string::npos) ++times;
    return times;
  }
  /// Of the newest service deployment.
  json::object newest() {
    const auto listed = call("ListServiceDeployments", {{"service", "web"}});
    return described(text_at(listed.at("serviceDeployments").as_array()[0], "serviceDeploymentArn"));
  }
  json::object described(const std::string& arn) {
    const auto reply =
        call("DescribeServiceDeployments", {{"serviceDeploymentArns", json::array{json::string(arn)}}});
    return reply.at("serviceDeployments").as_array()[0].as_object();
  }
  std::string stop_newest(json::object more = {}) {
    more["serviceDeploymentArn"] = newest().at("serviceDeploymentArn");
    const std::string error = text(call("StopServiceDeployment", std::move(more)), "error");
    settle();
    return error;
  }
  void let_starts_fail(bool fail) {
    ec2().errors.clear();
    if (fail) ec2().errors["CreateNetworkInterface"] = "InsufficientFreeAddressesInSubnet";
  }
};

TEST_F(CircuitBreakerTest, RollsBackThoughNoTaskOfTheLastCompletedDeploymentIsLeft) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  create(2, {{"minimumHealthyPercent", 0}, {"maximumPercent", 100}});
  let_starts_fail(true);
  update({{"taskDefinition", "web:2"}});
  EXPECT_EQ(service().at("runningCount"), 0);
  sandbox_.scheduler.advance(std::chrono::seconds{3});
  EXPECT_EQ(told("rolling back to deployment"), 1U);
  let_starts_fail(false);
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(definition(), "web:1");
  EXPECT_EQ(service().at("runningCount"), 2);
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
  EXPECT_EQ(service().at("deployments").as_array().size(), 1U);
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_SUCCESSFUL");
  EXPECT_EQ(text(object_at(newest(), "deploymentCircuitBreaker"), "status"), "TRIGGERED");
  EXPECT_EQ(text(object_at(newest(), "alarms"), "status"), "DISABLED");
}

TEST_F(CircuitBreakerTest, AServiceDeploymentKeepsItsFailuresAndItsThreshold) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  create(1);
  const auto breaker = [this] { return object_at(newest(), "deploymentCircuitBreaker"); };
  EXPECT_EQ(breaker().at("failureCount"), 0);
  let_starts_fail(true);
  update({{"taskDefinition", "web:2"}});
  EXPECT_EQ(breaker().at("failureCount"), 1) << "so far";
  sandbox_.scheduler.advance(std::chrono::seconds{3});
  let_starts_fail(false);
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(service().at("deployments").as_array().size(), 1U) << "the deployment that failed is gone";
  EXPECT_EQ(breaker().at("failureCount"), 3);
  EXPECT_EQ(breaker().at("threshold"), 3);
  update({{"desiredCount", 10}});
  EXPECT_EQ(breaker().at("threshold"), 3) << "that of its time";
}

TEST_F(CircuitBreakerTest, TheServiceDeploymentOfADeletedServiceKeepsThem) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  let_starts_fail(true);
  create(8);
  const json::object before = newest();
  EXPECT_GT(object_at(before, "deploymentCircuitBreaker").at("failureCount").as_int64(), 0);
  call("DeleteService", {{"service", "web"}, {"force", true}});
  settle();
  EXPECT_EQ(service().at("status"), "INACTIVE");
  EXPECT_EQ(described(text(before, "serviceDeploymentArn")).at("deploymentCircuitBreaker").at("threshold"),
            4);
}

TEST_F(CircuitBreakerTest, ASupersededServiceDeploymentKeepsItsFailuresAndItsThreshold) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  create(8);
  let_starts_fail(true);
  update({{"taskDefinition", "web:2"}});
  const std::string superseded = text(newest(), "serviceDeploymentArn");
  const auto failed = primary().at("failedTasks");
  EXPECT_GT(failed.as_int64(), 0);
  let_starts_fail(false);
  update({{"taskDefinition", "web:1"}, {"desiredCount", 2}});
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(service().at("deployments").as_array().size(), 1U) << "the one that was superseded is gone";
  const json::object shown = described(superseded);
  EXPECT_EQ(text(shown, "status"), "STOPPED");
  const json::object breaker = object_at(shown, "deploymentCircuitBreaker");
  EXPECT_EQ(breaker.at("failureCount"), failed);
  EXPECT_EQ(breaker.at("threshold"), 4) << "of the eight tasks of its time";
  EXPECT_EQ(text(breaker, "status"), "MONITORING_COMPLETE");
}

TEST_F(CircuitBreakerTest, ARollbackThatFailsIsNotRolledBackItself) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  create(1);
  let_starts_fail(true);
  update({{"taskDefinition", "web:2"}});
  sandbox_.scheduler.advance(std::chrono::hours{1});
  EXPECT_EQ(told("rolling back to deployment"), 1U);
  EXPECT_EQ(told("deployment failed"), 2U);
  EXPECT_EQ(text(primary(), "rolloutState"), "FAILED");
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_FAILED");
  EXPECT_EQ(service().at("runningCount"), 1) << "of the first deployment";
}

TEST_F(CircuitBreakerTest, TasksThatFailedAreForgottenOnceOneRuns) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  let_starts_fail(true);
  create(2);
  sandbox_.scheduler.advance(std::chrono::milliseconds{500});
  EXPECT_EQ(primary().at("failedTasks"), 2);
  let_starts_fail(false);
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(primary().at("failedTasks"), 0);
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
}

TEST_F(CircuitBreakerTest, TasksThatAreStoppedBeforeTheyRunAreToldByTheirNumber) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  sandbox_.settings.pace = Settings::Pace::kAws;
  create(3);
  update({{"desiredCount", 1}});
  EXPECT_EQ(told("(service web) stopped 2 pending tasks."), 1U);
  EXPECT_EQ(told("running tasks"), 0U);
}

TEST_F(CircuitBreakerTest, AStoppedServiceDeploymentIsRolledBack) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  create(1);
  const std::string conflict = "ConflictException: The service deployment is not in progress.";
  EXPECT_EQ(stop_newest(), conflict);
  let_starts_fail(true);
  update({{"taskDefinition", "web:2"}});
  EXPECT_EQ(stop_newest({{"stopType", "ABORT"}}),
            "InvalidParameterException: the sandbox does not support the stop type ABORT");
  EXPECT_EQ(stop_newest(), "");
  EXPECT_EQ(definition(), "web:1");
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_IN_PROGRESS");
  EXPECT_EQ(stop_newest(), "") << "it goes on";
  let_starts_fail(false);
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_SUCCESSFUL");
  EXPECT_EQ(text(object_at(newest(), "deploymentCircuitBreaker"), "status"), "MONITORING_COMPLETE");
  EXPECT_EQ(told("rolling back to deployment"), 1U);
  EXPECT_EQ(told("deployment failed"), 0U);
  EXPECT_EQ(stop_newest(), conflict);
  const auto missing = call(
      "StopServiceDeployment",
      {{"serviceDeploymentArn", "arn:aws:ecs:eu-central-1:000000000000:service-deployment/default/web/x"}});
  EXPECT_EQ(text(missing, "error"), "ServiceDeploymentNotFoundException: Service deployment not found.");
}

TEST_F(CircuitBreakerTest, AFirstDeploymentHasNothingToBeRolledBackTo) {
  define("awsvpc");
  create(1);
  EXPECT_EQ(stop_newest(), "");
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_FAILED");
  EXPECT_EQ(text(primary(), "rolloutState"), "FAILED");
  host("h1", 10, "eni-trunk");
  settle();
  EXPECT_EQ(service().at("runningCount"), 0);
}

// ---- container health checks ------------------------------------------------------------------------------

/// Each task is started by hand, and told to be healthy or not.
class CheckedContainersTest : public CircuitBreakerTest {
 protected:
  void SetUp() override {
    CircuitBreakerTest::SetUp();
    auto runner = std::make_unique<FakeRunner>(sandbox_.scheduler);
    runner_ = runner.get();
    sandbox_.env.components[typeid(TaskRunner)] = std::move(runner);
    engine().tasks().start();
    for (const std::int64_t revision : {1, 2}) define_checked(revision);
    host("h1", 10, "eni-trunk");
  }
  void define_checked(std::int64_t revision) {
    EcsTaskDefinition definition;
    definition.account = "000000000000";
    definition.region = "eu-central-1";
    definition.family = "web";
    definition.revision = revision;
    definition.arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/web:" + std::to_string(revision);
    json::array containers;
    containers.push_back(
        json::object{{"name", "main"},
                     {"image", "nginx"},
                     {"cpu", 64},
                     {"memory", 64},
                     {"healthCheck", json::object{{"command", json::array{"CMD", "check"}}}}});
    if (!has_checks()) containers[0].as_object().erase("healthCheck");
    definition.document = {{"networkMode", "awsvpc"}, {"containerDefinitions", std::move(containers)}};
    store<EcsTaskDefinitionRepository>().insert(definition);
  }
  virtual bool has_checks() const { return true; }
  /// The task that was asked for last runs.
  void start_last() {
    runner_->started(runner_->asked.back().id);
    settle();
    tell(ContainerHealth::kUnknown);
  }
  void tell(ContainerHealth health) {
    ContainerState state{"main", ContainerStatus::kRunning};
    state.health = health;
    runner_->on_change(runner_->asked.back().id, {state});
    settle();
  }
  void exit_last() { exit(runner_->asked.size() - 1); }
  /// The task that was asked for as the `number`th.
  void exit(std::size_t number) {
    ContainerState state{"main", ContainerStatus::kStopped};
    state.exit_code = 3;
    runner_->on_change(runner_->asked.at(number).id, {state});
    settle();
  }

  FakeRunner* runner_ = nullptr;
};

TEST_F(CheckedContainersTest, ADeploymentIsCompleteWhenTheChecksHavePassed) {
  create(1);
  start_last();
  EXPECT_EQ(service().at("runningCount"), 1);
  EXPECT_EQ(text(primary(), "rolloutState"), "IN_PROGRESS");
  tell(ContainerHealth::kHealthy);
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
}

TEST_F(CheckedContainersTest, AHealthyTaskStaysUntilItsSuccessorIsHealthy) {
  create(1);
  start_last();
  tell(ContainerHealth::kHealthy);
  update({{"taskDefinition", "web:2"}});
  start_last();
  EXPECT_EQ(service().at("runningCount"), 2);
  tell(ContainerHealth::kHealthy);
  EXPECT_EQ(service().at("runningCount"), 1);
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
}

TEST_F(CheckedContainersTest, UnhealthyTasksAreToldReplacedAndCounted) {
  create(1);
  start_last();
  tell(ContainerHealth::kHealthy);
  update({{"taskDefinition", "web:2"}});
  for (int failures = 1; failures <= 3; ++failures) {
    start_last();
    const std::string task = runner_->asked.back().id;
    tell(ContainerHealth::kUnhealthy);
    EXPECT_EQ(told("(service web) (task " + task + ") failed container health checks."), 1U);
    EXPECT_EQ(told("(service web) has stopped 1 running tasks: (task " + task + ")."), 1U);
    if (failures < 3) {
      EXPECT_EQ(primary().at("failedTasks"), failures);
    }
  }
  EXPECT_EQ(told("deployment failed: tasks failed to start."), 1U);
  EXPECT_EQ(definition(), "web:1");
  start_last();
  tell(ContainerHealth::kHealthy);
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
  EXPECT_EQ(text(newest(), "status"), "ROLLBACK_SUCCESSFUL");
}

TEST_F(CheckedContainersTest, WhoStopsATaskIsNoFailedHealthCheckWhateverTheReason) {
  create(1);
  start_last();
  const std::string task = runner_->asked.back().id;
  call("StopTask", {{"task", task}, {"reason", "Task failed container health checks"}});
  settle();
  EXPECT_EQ(primary().at("failedTasks"), 0);
  EXPECT_EQ(told("failed container health checks"), 0U);
}

TEST_F(CheckedContainersTest, TasksThatEndBeforeTheyAreHealthyAreCounted) {
  create(1);
  for (int failures = 1; failures <= 3; ++failures) {
    start_last();
    exit_last();
    sandbox_.scheduler.advance(std::chrono::minutes{1});
  }
  EXPECT_EQ(text(primary(), "rolloutState"), "FAILED");
}

class UncheckedContainersTest : public CheckedContainersTest {
 protected:
  bool has_checks() const override { return false; }
};

/// Nor is it held up as one whose tasks do not start, or failed: tasks that have run are no failures.
TEST_F(UncheckedContainersTest, AServiceWhoseTasksExitSoonIsNotSteady) {
  create(1);
  for (std::size_t starts = 1; starts <= 5; ++starts) {
    ASSERT_EQ(runner_->asked.size(), starts);
    start_last();
    EXPECT_EQ(service().at("runningCount"), 1);
    sandbox_.scheduler.advance(std::chrono::seconds{2});
    EXPECT_EQ(text(primary(), "rolloutState"), "IN_PROGRESS");
    exit_last();
    EXPECT_EQ(runner_->asked.size(), starts) << "the next one starts after a second";
    sandbox_.scheduler.advance(std::chrono::seconds{1});
  }
  EXPECT_EQ(told("has reached a steady state"), 0U);
  EXPECT_EQ(told("unable to consistently start"), 0U);
  EXPECT_EQ(primary().at("failedTasks"), 0);
  start_last();
  sandbox_.scheduler.advance(std::chrono::seconds{3});
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
  EXPECT_EQ(told("has reached a steady state"), 1U);
}

TEST_F(UncheckedContainersTest, ATaskThatBeginsToRunDoesNotHurryTheNextOfOneThatHasExited) {
  create(2);
  runner_->started(runner_->asked[0].id);
  settle();
  exit(0);
  start_last();
  EXPECT_EQ(runner_->asked.size(), 2U);
  exit(1);
  EXPECT_EQ(runner_->asked.size(), 2U);
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  EXPECT_EQ(runner_->asked.size(), 4U);
}

TEST_F(UncheckedContainersTest, AServiceWhoseTasksEndOneByOneAfterAWhileIsSteady) {
  create(2);
  runner_->started(runner_->asked[0].id);
  settle();
  sandbox_.scheduler.advance(std::chrono::seconds{2});
  start_last();
  sandbox_.scheduler.advance(std::chrono::seconds{2});
  exit(0);
  EXPECT_EQ(text(primary(), "rolloutState"), "IN_PROGRESS");
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  start_last();
  EXPECT_EQ(text(primary(), "rolloutState"), "COMPLETED");
}

TEST_F(UncheckedContainersTest, TasksThatExitTogetherAreReplacedTogether) {
  create(5);
  for (const auto& asked : std::vector{runner_->asked}) runner_->started(asked.id);
  settle();
  ContainerState state{"main", ContainerStatus::kStopped};
  state.exit_code = 3;
  for (const auto& asked : std::vector{runner_->asked}) runner_->on_change(asked.id, {state});
  settle();
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  EXPECT_EQ(runner_->asked.size(), 10U);
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
