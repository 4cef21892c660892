/// Tasks whose containers really run: what carries them out decides when they are RUNNING, and why they end.
#include "sandbox/services/ecs/cluster_for_test.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/task_runner_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

class TaskContainersTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    auto runner = std::make_unique<FakeRunner>(sandbox_.scheduler);
    runner_ = runner.get();
    sandbox_.env.components[typeid(TaskRunner)] = std::move(runner);
    engine().tasks().start();
    define("awsvpc");
    host("h1", 10, "eni-trunk");
  }
  std::string run(json::object more = {}) {
    json::object params{{"taskDefinition", "web"}, {"networkConfiguration", network()}};
    for (const auto& [name, value] : more) params[name] = value;
    const json::object reply = call("RunTask", std::move(params));
    settle();
    return text(reply.at("tasks").as_array().at(0).as_object(), "taskArn");
  }
  static std::string id_of(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }
  void tell(const std::string& arn, ContainerState state) {
    state.name = "main";
    runner_->on_change(id_of(arn), {std::move(state)});
    settle();
  }
  std::string status(const std::string& arn) { return text(describe(arn), "lastStatus"); }
  json::object container(const std::string& arn) {
    return describe(arn).at("containers").as_array().at(0).as_object();
  }

  std::string refusal(const json::object& params) { return text(call("ExecuteCommand", params), "error"); }

  FakeRunner* runner_ = nullptr;
};

TEST_F(TaskContainersTest, ATaskIsPendingUntilItsContainersRun) {
  const std::string task = run();
  EXPECT_EQ(status(task), "PENDING");
  tell(task, {"", ContainerStatus::kRunning, "0123abcd", "sha256:ff"});
  EXPECT_EQ(status(task), "PENDING");
  runner_->started(id_of(task));
  settle();
  EXPECT_EQ(status(task), "RUNNING");
  EXPECT_EQ(text(container(task), "runtimeId"), "0123abcd");
  EXPECT_EQ(text(container(task), "imageDigest"), "sha256:ff");
  EXPECT_EQ(text(container(task), "lastStatus"), "RUNNING");
}

TEST_F(TaskContainersTest, TheRunnerIsToldOfTheTaskWithItsOverrides) {
  json::array overrides;
  overrides.push_back(
      json::object{{"name", "main"},
                   {"command", json::array{"serve"}},
                   {"environment", json::array{json::object{{"name", "A"}, {"value", "1"}}}}});
  run({{"overrides", json::object{{"containerOverrides", std::move(overrides)}}}});
  ASSERT_EQ(runner_->asked.size(), 1U);
  const TaskToRun& asked = runner_->asked[0];
  EXPECT_EQ(asked.instance_id, "i-h1");
  EXPECT_EQ(asked.interface_id, "eni-1");
  EXPECT_EQ(asked.network_mode, "awsvpc");
  EXPECT_EQ(asked.family + ":" + std::to_string(asked.revision), "web:1");
  const json::object& main = asked.containers.at(0).as_object();
  EXPECT_EQ(texts_at(main, "command"), std::vector<std::string>{"serve"});
  EXPECT_EQ(text_at(array_at(main, "environment").at(0), "value"), "1");
  EXPECT_EQ(text_at(main, "image"), "nginx");
}

TEST_F(TaskContainersTest, PortsOfABridgeAreThoseThatWereTold) {
  define("bridge", {json::object{{"containerPort", 80}}, json::object{{"containerPortRange", "90-91"}}}, 2);
  const json::object reply = call("RunTask", {{"taskDefinition", "web"}});
  settle();
  const std::string task = text(reply.at("tasks").as_array().at(0).as_object(), "taskArn");
  const auto bindings = [&] { return json::serialize(container(task).at("networkBindings")); };
  ContainerState state{"", ContainerStatus::kPending};
  state.network_bindings = {{"tcp", 80, 40'000}, {"tcp", 90, 40'001, 2, true}};
  tell(task, state);
  EXPECT_EQ(bindings(), "[]");
  state.status = ContainerStatus::kRunning;
  tell(task, state);
  runner_->started(id_of(task));
  settle();
  EXPECT_EQ(status(task), "RUNNING");
  EXPECT_EQ(
      bindings(),
      R"([{"bindIP":"0.0.0.0","containerPort":80,"hostPort":40000,"protocol":"tcp"},)"
      R"({"bindIP":"0.0.0.0","containerPortRange":"90-91","hostPortRange":"40001-40002","protocol":"tcp"}])");
}

TEST_F(TaskContainersTest, WhoNeverStartedOnABridgeHasNoPorts) {
  define("bridge", {json::object{{"containerPort", 80}}}, 2);
  const json::object reply = call("RunTask", {{"taskDefinition", "web"}});
  settle();
  const std::string task = text(reply.at("tasks").as_array().at(0).as_object(), "taskArn");
  ContainerState state{"", ContainerStatus::kStopped};
  state.reason = "CannotStartContainerError: no";
  tell(task, std::move(state));
  EXPECT_EQ(status(task), "STOPPED");
  EXPECT_EQ(json::serialize(container(task).at("networkBindings")), "[]");
}

TEST_F(TaskContainersTest, AProgramIsExecutedWhereTheTaskAllowsIt) {
  const std::string task = run({{"enableExecuteCommand", true}});
  tell(task, {"", ContainerStatus::kRunning, "0123abcd", "sha256:ff"});
  const json::object asked{{"task", task}, {"command", "sh -c 'ls /'"}, {"interactive", true}};
  // It does not run yet.
  EXPECT_TRUE(refusal(asked).starts_with("InvalidParameterException: The execute command failed because"));
  runner_->started(id_of(task));
  settle();
  const json::object agent = array_at(container(task), "managedAgents").at(0).as_object();
  EXPECT_EQ(text(agent, "name") + " " + text(agent, "lastStatus"), "ExecuteCommandAgent RUNNING");
  const json::object reply = call("ExecuteCommand", asked);
  EXPECT_EQ(text(reply, "containerName"), "main");
  EXPECT_EQ(text(reply.at("session").as_object(), "sessionId"), "ecs-execute-command-1");
  EXPECT_EQ(runner_->opened, std::vector<std::string>{id_of(task) + " main sh,-c,ls /"});
}

TEST_F(TaskContainersTest, NothingIsExecutedOtherwise) {
  const std::string closed = run();
  runner_->started(id_of(closed));
  settle();
  const std::string open = run({{"enableExecuteCommand", true}});
  runner_->started(id_of(open));
  settle();
  const struct {
    std::string task, command;
    bool interactive;
    std::string container;
  } rows[] = {
      {closed, "ls", true, ""}, {open, "ls", false, ""},     {open, "'", true, ""},
      {open, "  ", true, ""},   {open, "ls", true, "other"}, {std::string(32, '0'), "ls", true, ""},
  };
  for (const auto& row : rows) {
    json::object asked{{"task", row.task}, {"command", row.command}, {"interactive", row.interactive}};
    if (!row.container.empty()) asked["container"] = row.container;
    EXPECT_EQ(refusal(asked).substr(0, 27), "InvalidParameterException: ") << row.task << " " << row.command;
  }
  EXPECT_TRUE(runner_->opened.empty());
}

TEST_F(TaskContainersTest, ATaskWhoseImageIsNotThereDoesNotStart) {
  const std::string task = run();
  ContainerState state{"", ContainerStatus::kStopped};
  state.reason = "CannotPullContainerError: not there";
  tell(task, std::move(state));
  EXPECT_EQ(status(task), "STOPPED");
  EXPECT_EQ(text(describe(task), "stopCode"), "TaskFailedToStart");
  EXPECT_EQ(text(describe(task), "stoppedReason"), "Task failed to start");
  EXPECT_EQ(text(container(task), "reason"), "CannotPullContainerError: not there");
  EXPECT_FALSE(container(task).contains("exitCode"));
  EXPECT_EQ(runner_->stopped, std::vector<std::string>{id_of(task)});
}

TEST_F(TaskContainersTest, WhatStoodInTheWayOfAllIsTheStoppedReason) {
  const std::string task = run();
  runner_->failed(id_of(task), "ContainerNetworkingError: no");
  settle();
  EXPECT_EQ(text(describe(task), "stoppedReason"), "ContainerNetworkingError: no");
  EXPECT_EQ(text(container(task), "lastStatus"), "STOPPED");
}

TEST_F(TaskContainersTest, AnEssentialContainersEndIsTheTasks) {
  const std::string task = run();
  runner_->started(id_of(task));
  settle();
  ContainerState state{"", ContainerStatus::kStopped};
  state.exit_code = 3;
  tell(task, std::move(state));
  EXPECT_EQ(status(task), "STOPPED");
  EXPECT_EQ(text(describe(task), "stopCode"), "EssentialContainerExited");
  EXPECT_EQ(text(describe(task), "stoppedReason"), "Essential container in task exited");
  EXPECT_EQ(container(task).at("exitCode").as_int64(), 3);
  EXPECT_TRUE(ec2().interfaces.empty());
}

TEST_F(TaskContainersTest, StopTaskReachesATaskThatIsStillStarting) {
  const std::string task = run();
  call("StopTask", {{"task", task}, {"reason", "enough"}});
  settle();
  EXPECT_EQ(status(task), "STOPPED");
  EXPECT_EQ(text(describe(task), "stopCode"), "UserInitiated");
  EXPECT_EQ(text(describe(task), "stoppedReason"), "enough");
}

TEST_F(TaskContainersTest, TheRunnerIsToldWhatIsShownOfTasks) {
  const std::string waiting = run();
  const std::string task = run();
  ContainerState state{"", ContainerStatus::kStopped, "0123abcd"};
  state.exit_code = 3;
  state.reason = "why";
  tell(task, std::move(state));
  const auto shown = runner_->find_shown(id_of(task).substr(0, 31));
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].id, id_of(task));
  EXPECT_EQ(shown[0].arn, task);
  EXPECT_EQ(shown[0].last_status, "STOPPED");
  EXPECT_EQ(shown[0].stopped_reason, "Essential container in task exited");
  EXPECT_EQ(shown[0].stopped_at, sandbox_.scheduler.now());
  ASSERT_EQ(shown[0].containers.size(), 1U);
  EXPECT_EQ(shown[0].containers[0].name, "main");
  EXPECT_EQ(shown[0].containers[0].status, ContainerStatus::kStopped);
  EXPECT_EQ(shown[0].containers[0].runtime_id, "0123abcd");
  EXPECT_EQ(shown[0].containers[0].exit_code, 3);
  EXPECT_EQ(shown[0].containers[0].reason, "why");
  const auto other = runner_->find_shown(id_of(waiting));
  ASSERT_EQ(other.size(), 1U);
  EXPECT_EQ(other[0].last_status, "PENDING");
  EXPECT_EQ(other[0].stopped_at, std::nullopt);
  ASSERT_EQ(other[0].containers.size(), 1U);  // Of which nothing has been told.
  EXPECT_EQ(other[0].containers[0].name, "main");
  EXPECT_EQ(runner_->find_shown("").size(), 2U);
  EXPECT_TRUE(runner_->find_shown("x").empty());
}

TEST_F(TaskContainersTest, TasksOfAFormerSandboxHaveEnded) {
  const std::string task = run();
  runner_->started(id_of(task));
  settle();
  auto other = std::make_unique<FakeRunner>(sandbox_.scheduler);
  sandbox_.env.components[typeid(TaskRunner)] = std::move(other);
  engine().tasks().start();
  settle();
  EXPECT_EQ(status(task), "STOPPED");
  EXPECT_EQ(text(describe(task), "stoppedReason"), "The sandbox that ran the task's containers has ended");
}

TEST_F(TaskContainersTest, WhereNoContainersRunTheyGoOn) {
  const std::string task = run();
  runner_->started(id_of(task));
  settle();
  auto other = std::make_unique<FakeRunner>(sandbox_.scheduler);
  other->available = false;
  sandbox_.env.components[typeid(TaskRunner)] = std::move(other);
  engine().tasks().start();
  settle();
  EXPECT_EQ(status(task), "RUNNING");
}

struct HealthCase {
  const char* what;
  std::vector<ContainerHealth> containers;
  ContainerHealth task;
};

class WorstHealthTest : public testing::TestWithParam<HealthCase> {};

TEST_P(WorstHealthTest, IsTheTasks) {
  json::array definitions;
  std::vector<ContainerState> states;
  for (const ContainerHealth health : GetParam().containers) {
    const std::string name = std::to_string(states.size());
    definitions.push_back(json::object{{"name", name}, {"healthCheck", json::object{}}});
    states.push_back({name, ContainerStatus::kRunning, "", "", {}, "", health});
  }
  definitions.push_back(json::object{{"name", "unchecked"}});
  states.push_back({"unchecked", ContainerStatus::kRunning});
  EXPECT_EQ(worst_health(definitions, states), GetParam().task);
}

constexpr auto kUnknown = ContainerHealth::kUnknown;
constexpr auto kHealthy = ContainerHealth::kHealthy;
constexpr auto kUnhealthy = ContainerHealth::kUnhealthy;

INSTANTIATE_TEST_SUITE_P(Ecs, WorstHealthTest,
                         testing::Values(HealthCase{"None", {}, kUnknown},
                                         HealthCase{"AllHealthy", {kHealthy, kHealthy}, kHealthy},
                                         HealthCase{"OneUnknown", {kHealthy, kUnknown}, kUnknown},
                                         HealthCase{"OneUnhealthy", {kUnknown, kUnhealthy}, kUnhealthy}),
                         [](const auto& one) { return one.param.what; });

}  // namespace
}  // namespace eni::sandbox::ecs_service
