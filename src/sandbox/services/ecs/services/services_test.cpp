/// Services: what they start and stop, and what they say of it.
#include <algorithm>

#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

class ServicesTest : public ClusterTest {
 protected:
  json::object create(int count, json::object more = {}) {
    json::object params{{"serviceName", "web"}, {"taskDefinition", "web"}, {"desiredCount", count}};
    for (const auto& [name, value] : more) {
      if (value.is_null()) {
        params.erase(name);
      } else {
        params[name] = value;
      }
    }
    return call("CreateService", std::move(params));
  }
  json::object update(json::object params) {
    params["service"] = "web";
    return call("UpdateService", std::move(params));
  }
  json::object service() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    return reply.at("services").as_array()[0].as_object();
  }
  /// "2 running, 1 pending of 3, 1 deployments"
  std::string counts() {
    const json::object now = service();
    const auto number = [&now](std::string_view name) { return std::to_string(now.at(name).as_int64()); };
    return number("runningCount") + " running, " + number("pendingCount") + " pending of " +
           number("desiredCount") + ", " + std::to_string(now.at("deployments").as_array().size()) +
           " deployments";
  }
  /// Oldest first, ids of tasks, hosts and deployments as "ID".
  std::vector<std::string> events() {
    std::vector<std::string> out;
    const json::object now = service();
    for (const json::value& event : now.at("events").as_array()) {
      std::string message = as_text(event.as_object().at("message"));
      for (const std::string_view before : {"(task ", "(deployment "}) {
        for (auto at = message.find(before); at != std::string::npos; at = message.find(before, at + 1)) {
          const auto from = at + before.size();
          message.replace(from, message.find(')', from) - from, "ID");
        }
      }
      out.push_back(std::move(message));
    }
    std::reverse(out.begin(), out.end());
    return out;
  }
  std::vector<std::string> tasks(json::object params = {}) {
    params["serviceName"] = "web";
    std::vector<std::string> out;
    const auto reply = call("ListTasks", std::move(params));
    for (const json::value& arn : reply.at("taskArns").as_array()) out.push_back(as_text(arn));
    return out;
  }
  /// Of the PRIMARY deployment.
  std::string of_deployment(std::string_view member) {
    return text(service().at("deployments").as_array()[0].as_object(), member);
  }
  std::string rollout() { return of_deployment("rolloutState"); }
  std::string reason() { return of_deployment("rolloutStateReason"); }
  std::string deployment() { return of_deployment("id"); }
};

using Events = std::vector<std::string>;

TEST_F(ServicesTest, ANewServiceStartsItsTasksAndIsSteady) {
  define("bridge");
  host("h1", 2);
  const auto reply = create(2);
  EXPECT_EQ(text(reply.at("service").as_object(), "status"), "ACTIVE");
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  EXPECT_EQ(rollout(), "COMPLETED");
  EXPECT_EQ(events(), (Events{"(service web) has started 2 tasks: (task ID) (task ID).",
                              "(service web) (deployment ID) deployment completed.",
                              "(service web) has reached a steady state."}));
  const json::object task = describe(tasks()[0]);
  EXPECT_EQ(text(task, "group"), "service:web");
  EXPECT_TRUE(text(task, "startedBy").starts_with("ecs-svc/"));
}

TEST_F(ServicesTest, WithoutAFreeInterfaceAServiceSaysSoOnceAndGoesOnWhenThereIsOne) {
  define("awsvpc");
  host("h1", 2);
  create(3, {{"networkConfiguration", network()}});
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 3, 1 deployments");
  EXPECT_EQ(
      events(),
      (Events{"(service web) has started 2 tasks: (task ID) (task ID).",
              "(service web) was unable to place a task because no container instance met all of its "
              "requirements. The closest matching (container-instance h1) encountered error "
              "\"RESOURCE:ENI\". For more information, see the Troubleshooting section of the Amazon ECS "
              "Developer Guide."}));
  host("h2", 10, "eni-trunk");
  settle();
  EXPECT_EQ(counts(), "3 running, 0 pending of 3, 1 deployments");
  EXPECT_EQ(events().back(), "(service web) has reached a steady state.");
}

TEST_F(ServicesTest, AStoppedTaskIsReplaced) {
  define("bridge");
  host("h1", 2);
  create(2);
  settle();
  const auto before = tasks();
  call("StopTask", {{"task", before[0]}});
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  EXPECT_NE(tasks(), before);
}

TEST_F(ServicesTest, TasksSpreadOverZones) {
  define("bridge");
  host("h1", 2, "", 'a');
  host("h2", 2, "", 'a');
  const auto b = host("h3", 2, "", 'b');
  create(4);
  settle();
  EXPECT_EQ(now(b).running_tasks, 2);
  update({{"desiredCount", 2}});
  settle();
  EXPECT_EQ(now(b).running_tasks, 1) << "scale-in keeps the zones even";
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  const auto stopped = tasks({{"desiredStatus", "STOPPED"}});
  ASSERT_EQ(stopped.size(), 2U);
  EXPECT_EQ(text(describe(stopped[0]), "stopCode"), "ServiceSchedulerInitiated");
  EXPECT_TRUE(text(describe(stopped[0]), "stoppedReason")
                  .starts_with("Scaling activity initiated by (deployment ecs-svc/"));
}

TEST_F(ServicesTest, AnUpdateRollsFromOneTaskDefinitionToTheNext) {
  define("bridge");
  define("bridge", {}, 2);
  host("h1", 2);
  create(3, {{"taskDefinition", "web:1"}});
  settle();
  sandbox_.settings.pace = Settings::Pace::kAws;
  update({{"taskDefinition", "web:2"}});
  settle();
  EXPECT_EQ(counts(), "3 running, 3 pending of 3, 2 deployments");
  EXPECT_EQ(rollout(), "IN_PROGRESS");
  sandbox_.scheduler.advance(std::chrono::minutes{2});
  EXPECT_EQ(counts(), "3 running, 0 pending of 3, 1 deployments");
  EXPECT_EQ(rollout(), "COMPLETED");
  for (const std::string& task : tasks())
    EXPECT_TRUE(text(describe(task), "taskDefinitionArn").ends_with("web:2"));
}

TEST_F(ServicesTest, AtAMinimumOfNothingTheOldTasksGoFirst) {
  define("awsvpc");
  host("h1", 2);
  const json::object configuration{{"minimumHealthyPercent", 0}, {"maximumPercent", 100}};
  create(2, {{"networkConfiguration", network()}, {"deploymentConfiguration", configuration}});
  settle();
  update({{"forceNewDeployment", true}});
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  EXPECT_EQ(rollout(), "COMPLETED");
  EXPECT_EQ(ec2().interfaces.size(), 2U);
}

TEST_F(ServicesTest, ADeploymentThatFindsNoRoomStaysUnderWay) {
  define("awsvpc");
  host("h1", 2);
  create(2, {{"networkConfiguration", network()}});
  settle();
  update({{"forceNewDeployment", true}});
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 2 deployments");
  EXPECT_EQ(rollout(), "IN_PROGRESS");
}

TEST_F(ServicesTest, ADeploymentThatItsPercentagesBlockSaysSo) {
  define("bridge");
  host("h1", 2);
  const json::object configuration{{"minimumHealthyPercent", 100}, {"maximumPercent", 150}};
  create(1, {{"deploymentConfiguration", configuration}});
  settle();
  update({{"forceNewDeployment", true}});
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 2 deployments");
  EXPECT_EQ(
      events().back(),
      "(service web) was unable to stop or start tasks during a deployment because of the service "
      "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.");
  update({{"deploymentConfiguration", json::object{{"maximumPercent", 200}}}});
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
}

TEST_F(ServicesTest, WhatCannotBePlacedIsToldAgainAfterSixHours) {
  define("bridge");
  create(1);
  sandbox_.scheduler.advance(std::chrono::hours{6} - std::chrono::seconds{1});
  EXPECT_EQ(events().size(), 1U);
  sandbox_.scheduler.advance(std::chrono::hours{6});
  EXPECT_EQ(events().size(), 2U);
  EXPECT_EQ(events().front(), events().back());
}

TEST_F(ServicesTest, ADrainingInstanceGivesItsTasksToOthers) {
  define("bridge");
  const auto old = host("h1", 2);
  create(3);
  settle();
  const auto fresh = host("h2", 2);
  set_status(old, EcsHostStatus::kDraining);
  EXPECT_EQ(now(old).running_tasks, 0);
  EXPECT_EQ(now(fresh).running_tasks, 3);
  EXPECT_EQ(counts(), "3 running, 0 pending of 3, 1 deployments");
}

TEST_F(ServicesTest, ADeregisteredInstanceGivesItsTasksToOthers) {
  define("bridge");
  const auto old = host("h1", 2);
  create(3);
  settle();
  const auto fresh = host("h2", 2);
  set_status(old, EcsHostStatus::kInactive);
  EXPECT_EQ(now(fresh).running_tasks, 3);
}

TEST_F(ServicesTest, ADaemonServiceHasATaskOnEachInstance) {
  define("bridge");
  host("h1", 2);
  const auto reply = create(0, {{"desiredCount", nullptr}, {"schedulingStrategy", "DAEMON"}});
  EXPECT_EQ(text(reply, "error"), "");
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
  const auto second = host("h2", 2);
  settle();
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  EXPECT_EQ(now(second).running_tasks, 1);
  set_status(second, EcsHostStatus::kDraining);
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
  update({{"forceNewDeployment", true}});
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
  EXPECT_EQ(rollout(), "COMPLETED");
}

TEST_F(ServicesTest, TasksThatFailToStartAreTriedEverMoreSeldom) {
  define("awsvpc");
  host("h1", 2);
  ec2().errors["CreateNetworkInterface"] = "InsufficientFreeAddressesInSubnet";
  create(1, {{"networkConfiguration", network()}});
  settle();
  EXPECT_EQ(tasks({{"desiredStatus", "STOPPED"}}).size(), 1U);
  sandbox_.scheduler.advance(std::chrono::seconds{60});
  EXPECT_EQ(tasks({{"desiredStatus", "STOPPED"}}).size(), 6U) << "after 1, 2, 4, 8, 16 seconds";
  const Events said = events();
  EXPECT_EQ(
      std::count(said.begin(), said.end(),
                 "(service web) is unable to consistently start tasks successfully. For more information, "
                 "see the Troubleshooting section of the Amazon ECS Developer Guide."),
      1);
  ec2().errors.clear();
  sandbox_.scheduler.advance(std::chrono::seconds{60});
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
}

TEST_F(ServicesTest, TheCircuitBreakerRollsBack) {
  define("awsvpc");
  define("awsvpc", {}, 2);
  host("h1", 10, "eni-trunk");
  const json::object breaker{{"enable", true}, {"rollback", true}};
  create(2, {{"taskDefinition", "web:1"},
             {"networkConfiguration", network()},
             {"deploymentConfiguration", json::object{{"deploymentCircuitBreaker", breaker}}}});
  settle();
  ec2().errors["CreateNetworkInterface"] = "InsufficientFreeAddressesInSubnet";
  const std::string good = deployment();
  EXPECT_EQ(reason(), "ECS deployment " + good + " completed.");
  update({{"taskDefinition", "web:2"}});
  EXPECT_EQ(reason(), "ECS deployment " + deployment() + " in progress.");
  sandbox_.scheduler.advance(std::chrono::seconds{2});
  EXPECT_TRUE(text(service(), "taskDefinition").ends_with("web:1"));
  EXPECT_NE(deployment(), good);
  EXPECT_EQ(reason(), "ECS deployment circuit breaker: rolling back to deploymentId " + deployment() + ".");
  const Events said = events();
  const auto failed = std::find(said.begin(), said.end(),
                                "(service web) (deployment ID) deployment failed: tasks failed to start.");
  ASSERT_NE(failed, said.end());
  EXPECT_EQ(*(failed + 1), "(service web) rolling back to deployment " + deployment() + ".");
  ec2().errors.clear();
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  EXPECT_EQ(rollout(), "COMPLETED");
}

TEST_F(ServicesTest, ACircuitBreakerWithoutRollbackLeavesTheDeploymentFailed) {
  define("awsvpc");
  host("h1", 2);
  ec2().errors["CreateNetworkInterface"] = "InsufficientFreeAddressesInSubnet";
  const json::object breaker{{"enable", true}, {"rollback", false}};
  create(1, {{"networkConfiguration", network()},
             {"deploymentConfiguration", json::object{{"deploymentCircuitBreaker", breaker}}}});
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(rollout(), "FAILED");
  EXPECT_EQ(reason(), "ECS deployment circuit breaker: tasks failed to start.");
  EXPECT_EQ(tasks({{"desiredStatus", "STOPPED"}}).size(), 3U);
}

TEST_F(ServicesTest, WhatStaysAsItIsMakesNoDeployment) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  create(1, {{"networkConfiguration", network({"subnet-a1", "subnet-a2"})}});
  settle();
  const std::string first = deployment();
  update({{"desiredCount", 2},
          {"taskDefinition", "web:1"},
          {"loadBalancers", json::array{}},
          {"serviceRegistries", json::array{}},
          {"networkConfiguration", network({"subnet-a2", "subnet-a1"})}});
  settle();
  EXPECT_EQ(deployment(), first);
  EXPECT_EQ(counts(), "2 running, 0 pending of 2, 1 deployments");
  update({{"networkConfiguration", network({"subnet-a1"})}});
  settle();
  EXPECT_NE(deployment(), first);
}

TEST_F(ServicesTest, ADeletedServiceStopsItsTasksAndIsInactive) {
  define("awsvpc");
  host("h1", 2);
  create(2, {{"networkConfiguration", network()}});
  settle();
  const auto refused = call("DeleteService", {{"service", "web"}});
  EXPECT_EQ(text(refused, "error"),
            "InvalidParameterException: The service cannot be stopped while it is scaled above 0.");
  const auto reply = call("DeleteService", {{"service", "web"}, {"force", true}});
  EXPECT_EQ(text(reply.at("service").as_object(), "status"), "DRAINING");
  settle();
  EXPECT_EQ(text(service(), "status"), "INACTIVE");
  EXPECT_EQ(counts(), "0 running, 0 pending of 0, 0 deployments");
  EXPECT_TRUE(ec2().interfaces.empty());
  EXPECT_EQ(text(update({}), "error"), "ServiceNotActiveException: Service was not ACTIVE.");
  create(1, {{"networkConfiguration", network()}});
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
}

TEST_F(ServicesTest, AServiceIsNotTakenForOneThatWasDeletedBefore) {
  define("awsvpc");
  define("bridge", {}, 2);
  host("h1", 0);
  create(1, {{"taskDefinition", "web:1"}, {"networkConfiguration", network()}});
  settle();
  EXPECT_EQ(counts(), "0 running, 0 pending of 1, 1 deployments");
  call("DeleteService", {{"service", "web"}, {"force", true}});
  settle();
  EXPECT_EQ(text(service(), "status"), "INACTIVE");
  create(1, {{"taskDefinition", "web:2"}});
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
}

TEST_F(ServicesTest, AProtectedTaskStaysUntilItsProtectionEnds) {
  define("bridge");
  host("h1", 2);
  create(2);
  settle();
  const auto all = tasks();
  const auto protect = [this](const std::string& task, bool enabled) {
    return call("UpdateTaskProtection", {{"tasks", json::array{json::string(task)}},
                                         {"protectionEnabled", enabled},
                                         {"expiresInMinutes", 10}});
  };
  EXPECT_EQ(protect(all[0], true).at("protectedTasks").as_array().size(), 1U);
  update({{"desiredCount", 0}});
  settle();
  EXPECT_EQ(tasks(), std::vector{all[0]});
  EXPECT_EQ(events().back(),
            "(service web) was unable to reach steady state because task set (" + deployment() +
                ") was unable to scale in. Reason: The number of protected tasks are more than the desired "
                "count of tasks");
  sandbox_.scheduler.advance(std::chrono::minutes{10});
  EXPECT_TRUE(tasks().empty());
  EXPECT_EQ(rollout(), "COMPLETED");
}

TEST_F(ServicesTest, ADeletedServiceStopsProtectedTasks) {
  define("bridge");
  host("h1", 2);
  create(2);
  settle();
  call("UpdateTaskProtection",
       {{"tasks", json::array{json::string(tasks().front())}}, {"protectionEnabled", true}});
  call("DeleteService", {{"service", "web"}, {"force", true}});
  settle();
  EXPECT_TRUE(tasks().empty());
  EXPECT_EQ(text(service(), "status"), "INACTIVE");
}

TEST_F(ServicesTest, ProtectedTasksOfAnOlderDeploymentKeepOthersFromBeingProtected) {
  define("bridge");
  host("h1", 2);
  create(2);
  settle();
  const auto old = tasks();
  const auto protect = [this](const std::string& task) {
    return call("UpdateTaskProtection",
                {{"tasks", json::array{json::string(task)}}, {"protectionEnabled", true}});
  };
  protect(old[0]);
  update({{"forceNewDeployment", true}});
  settle();
  EXPECT_EQ(counts(), "3 running, 0 pending of 2, 2 deployments");
  for (const std::string& task : tasks()) {
    const auto reply = protect(task);
    const json::array& failures = reply.at("failures").as_array();
    EXPECT_EQ(failures.empty() ? "" : text_at(failures[0], "reason"),
              task == old[0] ? "" : "DEPLOYMENT_BLOCKED");
  }
}

TEST_F(ServicesTest, CreatingItAgainAnswersWithItUnlessItDiffers) {
  define("bridge");
  host("h1", 2);
  create(1);
  EXPECT_EQ(text(create(1), "error"), "");
  EXPECT_EQ(text(create(2), "error"), "InvalidParameterException: Creation of service was not idempotent.");
}

TEST_F(ServicesTest, AnUnsteadyServiceGoesOnAfterARestart) {
  define("bridge");
  create(1);
  settle();
  EXPECT_EQ(counts(), "0 running, 0 pending of 1, 1 deployments");
  EcsContainerInstance instance = host("h1", 2);
  Engine after_restart{sandbox_.env};
  after_restart.start();
  settle();
  EXPECT_EQ(counts(), "1 running, 0 pending of 1, 1 deployments");
  after_restart.stop();
}

struct RefusalRow {
  const char* what;
  json::object params;
  const char* error;
};

TEST_F(ServicesTest, WhatCannotBeIsRefusedByName) {
  define("bridge");
  const RefusalRow rows[] = {
      {"Fargate",
       {{"launchType", "FARGATE"}},
       "InvalidParameterException: the sandbox does not support the launch type FARGATE"},
      {"both 100",
       {{"deploymentConfiguration", json::object{{"maximumPercent", 100}}}},
       "InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will "
       "block "
       "deployments."},
      {"blue/green",
       {{"deploymentController", json::object{{"type", "CODE_DEPLOY"}}}},
       "InvalidParameterException: the sandbox does not support the deployment controller CODE_DEPLOY"},
      {"daemon with a count",
       {{"schedulingStrategy", "DAEMON"}},
       "InvalidParameterException: The daemon scheduling strategy does not support a desired count. Remove "
       "the "
       "desired count value and try again"},
      {"network",
       {{"networkConfiguration", network()}},
       "InvalidParameterException: Network Configuration is not valid for the given networkMode of this task "
       "definition."},
      {"expression",
       {{"placementConstraints",
         json::array{json::object{{"type", "memberOf"}, {"expression", "nonsense"}}}}},
       "InvalidParameterException: Invalid expression: "},
  };
  for (const auto& row : rows) {
    const std::string error = text(create(1, row.params), "error");
    EXPECT_TRUE(error.starts_with(row.error)) << row.what << ": " << error;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
