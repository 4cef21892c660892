/// Tasks of capacity providers: where they are placed, how they wait, and how that ends.
#include "sandbox/services/ecs/tasks/provisioning.h"

#include "sandbox/services/ecs/cluster_for_test.h"
#include "sandbox/services/ecs/container_instances/host_provider.h"

namespace eni::sandbox::ecs_service {
namespace {

class ProvisioningTest : public ClusterTest {
 protected:
  /// A provider of the cluster, whose default strategy it is.
  void provide(const std::string& name, std::string_view managed_scaling = "ENABLED") {
    EcsCapacityProvider provider;
    provider.account = "000000000000";
    provider.region = "eu-central-1";
    provider.name = name;
    provider.arn = "arn:aws:ecs:eu-central-1:000000000000:capacity-provider/" + name;
    provider.group = name;
    provider.document["autoScalingGroupProvider"] =
        json::object{{"managedScaling", json::object{{"status", managed_scaling}}}};
    store<EcsCapacityProviderRepository>().insert(std::move(provider));
    providers_.push_back(json::string(name));
    cluster_.document["capacityProviders"] = providers_;
    json::array strategy;
    strategy.push_back(json::object{{"capacityProvider", name}, {"weight", 1}, {"base", 0}});
    cluster_.document["defaultCapacityProviderStrategy"] = std::move(strategy);
    store<EcsClusterRepository>().update(cluster_);
  }

  EcsContainerInstance host_of(const std::string& provider, const std::string& id,
                               std::int64_t interfaces = 2) {
    EcsContainerInstance instance = host(id, interfaces);
    instance.attributes[std::string(kProviderAttribute)] = provider;
    store<EcsContainerInstanceRepository>().update(instance);
    engine().host_changed(instance);
    return instance;
  }

  json::object run(int count = 1, json::object more = {}) {
    json::object params{{"taskDefinition", "web"}, {"count", count}, {"networkConfiguration", network()}};
    for (const auto& [name, value] : more) params[name] = value;
    return call("RunTask", std::move(params));
  }
  static std::string first_task(const json::object& reply) {
    return as_text(reply.at("tasks").as_array().at(0).as_object().at("taskArn"));
  }
  static std::size_t size_of(const json::object& reply, std::string_view list) {
    return reply.at(list).as_array().size();
  }

  json::array providers_;
};

TEST_F(ProvisioningTest, ATaskWaitsForAnInstanceOfItsProvider) {
  define("awsvpc");
  provide("mine");
  host("elsewhere", 2);
  const std::string task = first_task(run());
  settle();
  EXPECT_EQ(text(describe(task), "lastStatus"), "PROVISIONING");
  EXPECT_EQ(text(describe(task), "capacityProviderName"), "mine");
  EXPECT_FALSE(describe(task).contains("launchType"));
  EXPECT_EQ(cluster_row().counts.pending_tasks, 1);

  const auto home = host_of("mine", "home");
  settle();
  EXPECT_EQ(text(describe(task), "lastStatus"), "RUNNING");
  EXPECT_TRUE(text(describe(task), "containerInstanceArn").ends_with("/home"));
  EXPECT_EQ(now(home).remaining.interfaces, 1);
  EXPECT_EQ(now(home).running_tasks, 1);
  EXPECT_EQ(cluster_row().counts.running_tasks, 1);
  EXPECT_EQ(cluster_row().counts.pending_tasks, 0);

  call("StopTask", {{"task", task}});
  settle();
  EXPECT_EQ(now(home).remaining.interfaces, 2);
}

TEST_F(ProvisioningTest, ATaskThatHasNoNetworkWaitsToo) {
  define("bridge");
  provide("mine");
  const auto reply = call("RunTask", {{"taskDefinition", "web"}});
  settle();
  EXPECT_EQ(text(describe(first_task(reply)), "lastStatus"), "PROVISIONING");
  host_of("mine", "home");
  settle();
  EXPECT_EQ(text(describe(first_task(reply)), "lastStatus"), "RUNNING");
}

TEST_F(ProvisioningTest, AWaitingTaskIsStoppedAtOnce) {
  define("awsvpc");
  provide("mine");
  const std::string task = first_task(run());
  call("StopTask", {{"task", task}});
  settle();
  EXPECT_EQ(text(describe(task), "lastStatus"), "STOPPED");
  EXPECT_EQ(cluster_row().counts.pending_tasks, 0);
}

struct WaitingEnd {
  const char* what;
  std::vector<std::pair<std::string, EcsHostStatus>> hosts;  ///< full ones of the provider
  std::string reason;
};

TEST_F(ProvisioningTest, WaitingEndsAfterAWhile) {
  const WaitingEnd rows[] = {
      {"no instance", {}, "TaskFailedToStart: EMPTY CAPACITY PROVIDER"},
      {"none that is active", {{"a", EcsHostStatus::kDraining}}, "TaskFailedToStart: NO ACTIVE INSTANCES"},
      {"none with room", {{"b", EcsHostStatus::kActive}}, "TaskFailedToStart: RESOURCE:ENI"},
  };
  define("awsvpc");
  provide("mine");
  for (const WaitingEnd& row : rows) {
    for (const auto& [id, status] : row.hosts) set_status(host_of("mine", id, 0), status);
    const std::string task = first_task(run());
    sandbox_.scheduler.advance(kLongestWait - std::chrono::seconds{1});
    EXPECT_EQ(text(describe(task), "lastStatus"), "PROVISIONING") << row.what;
    sandbox_.scheduler.advance(std::chrono::seconds{1});
    EXPECT_EQ(text(describe(task), "lastStatus"), "STOPPED") << row.what;
    EXPECT_EQ(text(describe(task), "stopCode"), "TaskFailedToStart") << row.what;
    EXPECT_EQ(text(describe(task), "stoppedReason"), row.reason) << row.what;
  }
}

TEST_F(ProvisioningTest, AServiceSaysThatItsTasksHaveWaitedInVain) {
  define("awsvpc");
  provide("mine");
  call("CreateService", {{"serviceName", "web"},
                         {"taskDefinition", "web"},
                         {"desiredCount", 2},
                         {"networkConfiguration", network()}});
  const auto said = [this](const std::string& message) {
    const auto services = call("DescribeServices", {{"services", json::array{"web"}}});
    const json::array& events = services.at("services").as_array().at(0).as_object().at("events").as_array();
    return std::ranges::count_if(
        events, [&message](const json::value& event) { return text_at(event, "message") == message; });
  };
  sandbox_.scheduler.advance(kLongestWait);
  EXPECT_EQ(
      said(
          "(service web) was unable to reach steady state. Reason: No Container Instances were found in your "
          "capacity provider."),
      1);
  host_of("mine", "home", 0);
  sandbox_.scheduler.advance(2 * kLongestWait);
  EXPECT_EQ(said("(service web) was unable to place a task. Reason: TaskFailedToStart: RESOURCE:ENI."), 1);
}

TEST_F(ProvisioningTest, OnlySoManyTasksOfAClusterWait) {
  define("awsvpc");
  provide("mine");
  call("CreateService", {{"serviceName", "web"},
                         {"taskDefinition", "web"},
                         {"desiredCount", kMaxWaitingTasks + 100},
                         {"networkConfiguration", network()}});
  settle();
  EXPECT_EQ(cluster_row().counts.pending_tasks, kMaxWaitingTasks);
  const auto services = call("DescribeServices", {{"services", json::array{"web"}}});
  const json::object& service = services.at("services").as_array().at(0).as_object();
  EXPECT_EQ(text(service.at("events").as_array().at(0).as_object(), "message"),
            "(service web) was unable to place tasks in your cluster because the tasks provisioning capacity "
            "limit was exceeded.");
  EXPECT_EQ(size_of(run(), "tasks"), 0U);
  EXPECT_EQ(size_of(run(), "failures"), 1U);
}

TEST_F(ProvisioningTest, WithoutManagedScalingNothingWaits) {
  define("awsvpc");
  provide("mine", "DISABLED");
  host_of("mine", "home", 1);
  const auto reply = run(2);
  EXPECT_EQ(size_of(reply, "tasks"), 1U);
  EXPECT_EQ(text(reply.at("failures").as_array().at(0).as_object(), "reason"), "RESOURCE:ENI");
}

TEST_F(ProvisioningTest, WithoutManagedScalingAServiceSaysThatThereIsNoInstance) {
  define("awsvpc");
  provide("mine", "DISABLED");
  call("CreateService", {{"serviceName", "web"},
                         {"taskDefinition", "web"},
                         {"desiredCount", 1},
                         {"networkConfiguration", network()}});
  settle();
  const auto services = call("DescribeServices", {{"services", json::array{"web"}}});
  const json::object& service = services.at("services").as_array().at(0).as_object();
  EXPECT_EQ(text(service.at("events").as_array().at(0).as_object(), "message"),
            "(service web) was unable to place a task because no container instance met all of its "
            "requirements. Reason: No Container Instances were found in your capacity provider. For more "
            "information, see the Troubleshooting section of the Amazon ECS Developer Guide.");
}

TEST_F(ProvisioningTest, AProviderThatIsNamedByItsArnGetsNoTasks) {
  define("awsvpc");
  provide("mine");
  host_of("mine", "home");
  const json::object item{
      {"capacityProvider", "arn:aws:ecs:eu-central-1:000000000000:capacity-provider/mine"}, {"weight", 1}};
  call("CreateService", {{"serviceName", "web"},
                         {"taskDefinition", "web"},
                         {"desiredCount", 1},
                         {"capacityProviderStrategy", json::array{item}},
                         {"networkConfiguration", network()}});
  settle();
  const auto services = call("DescribeServices", {{"services", json::array{"web"}}});
  const json::object& service = services.at("services").as_array().at(0).as_object();
  EXPECT_TRUE(text(service.at("events").as_array().at(0).as_object(), "message")
                  .starts_with("(service web) was unable to place a task "));
  EXPECT_EQ(service.at("runningCount"), 0);
  EXPECT_EQ(service.at("pendingCount"), 0);
  EXPECT_EQ(text(service.at("capacityProviderStrategy").as_array().at(0).as_object(), "capacityProvider"),
            text(item, "capacityProvider"));
}

TEST_F(ProvisioningTest, TheLaunchTypeTakesAnyInstance) {
  define("awsvpc");
  provide("mine");
  host_of("mine", "home");
  const auto reply = run(1, {{"launchType", "EC2"}});
  settle();
  EXPECT_EQ(text(describe(first_task(reply)), "launchType"), "EC2");
  EXPECT_FALSE(describe(first_task(reply)).contains("capacityProviderName"));
  EXPECT_EQ(engine().indexes().busy_hosts(cluster_.number, "mine"), 0);
  run();
  EXPECT_EQ(engine().indexes().busy_hosts(cluster_.number, "mine"), 1);
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
