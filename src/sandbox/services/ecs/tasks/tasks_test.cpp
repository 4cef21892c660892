/// Tasks from RunTask to STOPPED, and what they occupy on the way.
#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

class TasksTest : public ClusterTest {
 protected:
  std::vector<std::string> run(int count, json::object more = {}) {
    json::object params{{"taskDefinition", "web"}, {"count", count}};
    for (const auto& [name, value] : more) params[name] = value;
    reply_ = call("RunTask", std::move(params));
    std::vector<std::string> arns;
    if (find(reply_, "tasks") == nullptr) return arns;
    for (const json::value& task : reply_.at("tasks").as_array())
      arns.push_back(text(task.as_object(), "taskArn"));
    return arns;
  }
  std::vector<std::string> run_awsvpc(int count) { return run(count, {{"networkConfiguration", network()}}); }
  std::string failures() {
    std::string out;
    for (const json::value& one : reply_.at("failures").as_array()) {
      const std::string arn = text(one.as_object(), "arn");
      out += arn.substr(arn.rfind('/') + 1) + " " + text(one.as_object(), "reason") + "; ";
    }
    return out;
  }
  std::string status(const std::string& task) { return text(describe(task), "lastStatus"); }
  std::string error() { return text(reply_, "error"); }
  std::string stopped_reason(const std::vector<std::string>& tasks) {
    settle();
    return text(describe(tasks.at(0)), "stoppedReason");
  }
  /// EC2's event of the instance i-h1.
  void ec2_says(std::string_view state) {
    sandbox_.env.publish({"aws.ec2",
                          "EC2 Instance State-change Notification",
                          aws::AccountId{"000000000000"},
                          sandbox_.region,
                          {},
                          {{"instance-id", "i-h1"}, {"state", state}}});
    settle();
  }

  json::object reply_;
};

std::string detail(const json::object& task, std::string_view name) {
  for (const json::value& attachment : task.at("attachments").as_array()) {
    for (const json::value& one : attachment.as_object().at("details").as_array())
      if (as_text(one.as_object().at("name")) == name) return as_text(one.as_object().at("value"));
  }
  return {};
}

TEST_F(TasksTest, OnATrunkATaskGetsABranchWithAVlanIdOfItsOwn) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  const auto tasks = run_awsvpc(2);
  ASSERT_EQ(tasks.size(), 2U);
  EXPECT_EQ(text(reply_.at("tasks").as_array()[0].as_object(), "lastStatus"), "PROVISIONING");
  settle();
  ASSERT_EQ(ec2().interfaces.size(), 2U);
  EXPECT_EQ(ec2().interfaces["eni-1"].type, "branch");
  EXPECT_EQ(ec2().interfaces["eni-1"].on, "eni-trunk/1");
  EXPECT_EQ(ec2().interfaces["eni-2"].on, "eni-trunk/2");
  const json::object task = describe(tasks[0]);
  EXPECT_EQ(text(task, "lastStatus"), "RUNNING");
  EXPECT_EQ(text(task, "connectivity"), "CONNECTED");
  EXPECT_EQ(text(task, "group"), "family:web");
  EXPECT_EQ(text(task.at("attachments").as_array()[0].as_object(), "status"), "ATTACHED");
  EXPECT_EQ(detail(task, "subnetId"), "subnet-a1");
  EXPECT_EQ(detail(task, "networkInterfaceId"), "eni-1");
  EXPECT_EQ(detail(task, "macAddress"), "02:00:00:00:00:1");
  EXPECT_EQ(detail(task, "privateIPv4Address"), "10.0.0.1");
  EXPECT_EQ(detail(task, "privateDnsName"), "ip-10-0-0-1.internal");
}

TEST_F(TasksTest, AVlanIdThatSomebodyElsesBranchHasIsLeftToIt) {
  define("awsvpc");
  host("h1", 10, "eni-trunk");
  ec2().interfaces["eni-other"].on = "eni-trunk/1";
  run_awsvpc(1);
  settle();
  EXPECT_EQ(ec2().interfaces["eni-1"].on, "eni-trunk/2");
}

TEST_F(TasksTest, WithoutATrunkAnInterfaceIsAttachedToTheInstance) {
  define("awsvpc");
  host("h1", 2);
  run_awsvpc(2);
  settle();
  EXPECT_EQ(ec2().interfaces["eni-1"].type, "interface");
  EXPECT_EQ(ec2().interfaces["eni-1"].on, "i-h1/1");
  EXPECT_EQ(ec2().interfaces["eni-2"].on, "i-h1/2");
}

TEST_F(TasksTest, EcsActsAsItsServiceLinkedRole) {
  define("awsvpc");
  host("h1", 2);
  run_awsvpc(1);
  settle();
  for (const std::string& principal : ec2().principals) {
    EXPECT_EQ(principal,
              "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS");
  }
}

TEST_F(TasksTest, TheTaskAfterTheLastInterfaceIsRefused) {
  define("awsvpc");
  const auto instance = host("h1", 2);
  EXPECT_EQ(run_awsvpc(3).size(), 2U);
  EXPECT_EQ(failures(), "h1 RESOURCE:ENI; ");
  settle();
  EXPECT_EQ(now(instance).remaining.interfaces, 0);
  EXPECT_EQ(now(instance).running_tasks, 2);
  EXPECT_TRUE(run_awsvpc(1).empty());
  EXPECT_EQ(failures(), "h1 RESOURCE:ENI; ");
}

TEST_F(TasksTest, AStoppedTaskGivesBackWhatItHad) {
  define("awsvpc");
  const auto instance = host("h1", 1, "eni-trunk");
  const auto tasks = run_awsvpc(1);
  settle();
  const auto stopping = call("StopTask", {{"task", tasks[0]}});
  EXPECT_EQ(text(stopping.at("task").as_object(), "desiredStatus"), "STOPPED");
  EXPECT_EQ(text(stopping.at("task").as_object(), "lastStatus"), "RUNNING");
  EXPECT_EQ(now(instance).remaining.interfaces, 0) << "until it has stopped";
  settle();
  const json::object task = describe(tasks[0]);
  EXPECT_EQ(text(task, "lastStatus"), "STOPPED");
  EXPECT_EQ(text(task, "stopCode"), "UserInitiated");
  EXPECT_EQ(text(task, "stoppedReason"), "Task stopped by user");
  EXPECT_EQ(text(task.at("attachments").as_array()[0].as_object(), "status"), "DELETED");
  EXPECT_TRUE(ec2().interfaces.empty());
  EXPECT_EQ(now(instance).remaining, now(instance).registered);
  EXPECT_EQ(now(instance).running_tasks, 0);
  EXPECT_EQ(run_awsvpc(1).size(), 1U);
  settle();
  EXPECT_EQ(ec2().interfaces["eni-2"].on, "eni-trunk/1") << "the VLAN id is free again";
}

TEST_F(TasksTest, AnInterfaceThatCannotBeDetachedAtOnceIsTriedAgain) {
  define("awsvpc");
  host("h1", 2, "eni-trunk");
  host("h2", 2);
  for (const char* operation : {"DisassociateTrunkInterface", "DetachNetworkInterface"}) {
    const auto tasks = run_awsvpc(2);
    settle();
    ec2().errors[operation] = "InternalError";
    for (const auto& task : tasks) call("StopTask", {{"task", task}});
    settle();
    ec2().errors.clear();
    sandbox_.scheduler.advance(std::chrono::seconds{2});
    for (const auto& task : tasks) EXPECT_EQ(status(task), "STOPPED");
    EXPECT_TRUE(ec2().interfaces.empty()) << operation;
  }
}

TEST_F(TasksTest, AStoppedTaskIsShownForAnHour) {
  define("bridge");
  host("h1", 2);
  const auto tasks = run(1);
  settle();
  call("StopTask", {{"task", tasks[0]}, {"reason", "enough"}});
  settle();
  EXPECT_EQ(text(describe(tasks[0]), "stoppedReason"), "enough");
  sandbox_.scheduler.advance(std::chrono::minutes{59});
  EXPECT_EQ(status(tasks[0]), "STOPPED");
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(status(tasks[0]), "");
}

TEST_F(TasksTest, AtAwsPaceEveryStateIsSeen) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  define("awsvpc");
  host("h1", 2);
  const auto tasks = run_awsvpc(1);
  std::string seen = status(tasks[0]);
  const auto watch = [&] {
    for (int i = 0; i < 120; ++i) {
      sandbox_.scheduler.advance(std::chrono::milliseconds{250});
      const std::string now = status(tasks[0]);
      if (!seen.ends_with(now)) seen += " " + now;
    }
  };
  watch();
  EXPECT_EQ(seen, "PROVISIONING PENDING ACTIVATING RUNNING");
  call("StopTask", {{"task", tasks[0]}});
  watch();
  EXPECT_EQ(seen, "PROVISIONING PENDING ACTIVATING RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED");
}

/// What it had is free when its containers have really stopped: whoever takes its place too early finds none.
TEST_F(TasksTest, ATaskThatStopsStillHasItsInterface) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  define("awsvpc");
  host("h1", 1);
  const auto tasks = run_awsvpc(1);
  sandbox_.scheduler.advance(std::chrono::minutes{2});
  call("StopTask", {{"task", tasks[0]}});
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  EXPECT_EQ(text(describe(tasks[0]), "desiredStatus"), "STOPPED");
  const auto run = [this] {
    return call("RunTask", {{"taskDefinition", "web"}, {"networkConfiguration", network()}});
  };
  EXPECT_EQ(text_at(run().at("failures").as_array().at(0), "reason"), "RESOURCE:ENI");
  sandbox_.scheduler.advance(std::chrono::minutes{2});
  EXPECT_TRUE(run().at("failures").as_array().empty());
}

TEST_F(TasksTest, ATaskThatIsStoppedWhileItIsProvisionedNeverRuns) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  define("awsvpc");
  const auto instance = host("h1", 2);
  const auto tasks = run_awsvpc(1);
  call("StopTask", {{"task", tasks[0]}});
  sandbox_.scheduler.advance(std::chrono::minutes{2});
  EXPECT_EQ(status(tasks[0]), "STOPPED");
  EXPECT_EQ(find(describe(tasks[0]), "startedAt"), nullptr);
  EXPECT_EQ(now(instance).remaining, now(instance).registered);
}

TEST_F(TasksTest, AFullSubnetStopsTheTaskInEcsWords) {
  define("awsvpc");
  const auto instance = host("h1", 2);
  ec2().errors["CreateNetworkInterface"] = "InsufficientFreeAddressesInSubnet";
  const auto tasks = run_awsvpc(1);
  settle();
  const json::object task = describe(tasks[0]);
  EXPECT_EQ(text(task, "lastStatus"), "STOPPED");
  EXPECT_EQ(text(task, "stopCode"), "TaskFailedToStart");
  EXPECT_EQ(text(task, "stoppedReason"),
            "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-a1': "
            "InsufficientFreeAddressesInSubnet");
  EXPECT_EQ(now(instance).remaining, now(instance).registered);
}

TEST_F(TasksTest, AnInterfaceThatCannotBeAttachedIsDeletedAgain) {
  define("awsvpc");
  host("h1", 2);
  ec2().errors["AttachNetworkInterface"] = "AttachmentLimitExceeded";
  const auto tasks = run_awsvpc(1);
  settle();
  EXPECT_EQ(text(describe(tasks[0]), "stoppedReason"),
            "Unable to attach network interface to unused device index.");
  EXPECT_TRUE(ec2().interfaces.empty());
  ec2().errors["AttachNetworkInterface"] = "IncorrectState";
  EXPECT_EQ(
      stopped_reason(run_awsvpc(1)),
      "Unexpected EC2 error while attempting to attach network interface to instance 'i-h1': IncorrectState");
}

TEST_F(TasksTest, InterfacesAttachedByHandAreNoneOfEcs) {
  define("awsvpc");
  host("h1", 2);
  ec2().interfaces["eni-by-hand"].on = "i-h1/1";
  run_awsvpc(1);
  settle();
  EXPECT_EQ(ec2().interfaces["eni-1"].on, "i-h1/2");
}

TEST_F(TasksTest, ATerminatedHostTakesItsTasksAlong) {
  define("bridge");
  host("h1", 2);
  const auto tasks = run(2);
  settle();
  ec2().states["i-h1"] = "shutting-down";
  ec2_says("shutting-down");
  for (const std::string& task : tasks) {
    EXPECT_EQ(status(task), "STOPPED");
    EXPECT_EQ(text(describe(task), "stoppedReason"), "Host EC2 (instance i-h1) terminated.");
  }
}

/// Events say where to look: the call that published one may have failed, and the instance may run again.
TEST_F(TasksTest, TasksGoOnIfTheirHostHasNotStopped) {
  define("bridge");
  host("h1", 2);
  const auto tasks = run(1);
  settle();
  ec2_says("stopping");
  EXPECT_EQ(status(tasks[0]), "RUNNING");
}

TEST_F(TasksTest, TasksAreGoneThoughTheirHostRunsAgain) {
  define("bridge");
  host("h1", 2);
  const auto tasks = run(1);
  settle();
  ec2().launch_times["i-h1"] = "2026-01-02T04:00:00.000Z";
  ec2_says("stopping");
  EXPECT_EQ(text(describe(tasks[0]), "stoppedReason"), "Host EC2 (instance i-h1) stopped.");
}

TEST_F(TasksTest, WhatIsUnderWayGoesOnAfterARestart) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  define("awsvpc");
  host("h1", 2);
  const auto tasks = run_awsvpc(1);
  sandbox_.scheduler.advance(std::chrono::seconds{6});
  EXPECT_EQ(status(tasks[0]), "PENDING");
  Engine after_restart{sandbox_.env};
  after_restart.start();
  sandbox_.scheduler.advance(std::chrono::seconds{30});
  EXPECT_EQ(status(tasks[0]), "RUNNING");
  EXPECT_EQ(after_restart.indexes().index(cluster_.number).remaining(placement::HostId{0}).interfaces, 1);
  after_restart.stop();
}

TEST_F(TasksTest, PortsOfTheHostAreTakenOnce) {
  define("bridge", {json::object{{"containerPort", 80}, {"hostPort", 8080}, {"protocol", "tcp"}}});
  const auto instance = host("h1", 2);
  const auto tasks = run(2);
  EXPECT_EQ(tasks.size(), 1U);
  EXPECT_EQ(failures(), "h1 RESOURCE:PORTS; ");
  ASSERT_EQ(now(instance).task_ports.size(), 1U);
  EXPECT_EQ(now(instance).task_ports[0].port, 8080);
  settle();
  const json::object task = describe(tasks[0]);
  const json::object& container = task.at("containers").as_array()[0].as_object();
  EXPECT_EQ(json::serialize(container.at("networkBindings")),
            R"([{"bindIP":"0.0.0.0","containerPort":80,"hostPort":8080,"protocol":"tcp"}])");
  call("StopTask", {{"task", tasks[0]}});
  settle();
  EXPECT_TRUE(now(instance).task_ports.empty());
}

TEST_F(TasksTest, DynamicPortsOfAHostDiffer) {
  define("bridge", {json::object{{"containerPort", 80}, {"hostPort", 0}}});
  host("h1", 2);
  const auto tasks = run(2);
  settle();
  std::vector<std::int64_t> ports;
  for (const std::string& arn : tasks) {
    const json::object task = describe(arn);
    const json::object& container = task.at("containers").as_array()[0].as_object();
    ports.push_back(container.at("networkBindings").as_array()[0].as_object().at("hostPort").as_int64());
  }
  EXPECT_EQ(ports, (std::vector<std::int64_t>{32768, 32784}));
}

TEST_F(TasksTest, RangesOfPortsHaveRangesOfTheHosts) {
  struct Case {
    const char* mode;
    const char* bindings;
  };
  const Case kCases[] = {
      {"bridge",
       R"([{"bindIP":"0.0.0.0","containerPortRange":"80-82","hostPortRange":"32768-32770","protocol":"tcp"},)"
       R"({"bindIP":"0.0.0.0","containerPort":53,"hostPort":32771,"protocol":"udp"}])"},
      {"host",
       R"([{"bindIP":"0.0.0.0","containerPortRange":"80-82","hostPortRange":"80-82","protocol":"tcp"},)"
       R"({"bindIP":"0.0.0.0","containerPort":53,"hostPort":53,"protocol":"udp"}])"}};
  std::int64_t revision = 0;
  for (const Case& each : kCases) {
    define(each.mode,
           {json::object{{"containerPortRange", "80-82"}},
            json::object{{"containerPort", 53}, {"protocol", "udp"}}},
           ++revision);
    host(std::string("h-") + each.mode, 1);
    const auto tasks = run(1);
    settle();
    const json::object task = describe(tasks[0]);
    const json::object& container = task.at("containers").as_array()[0].as_object();
    EXPECT_EQ(json::serialize(container.at("networkBindings")), each.bindings) << each.mode;
  }
}

TEST_F(TasksTest, AClientTokenStartsTasksOnce) {
  define("bridge");
  host("h1", 2);
  const auto first = run(1, {{"clientToken", "t"}});
  EXPECT_EQ(run(1, {{"clientToken", "t"}}), first);
  run(2, {{"clientToken", "t"}});
  EXPECT_TRUE(error().starts_with("ConflictException: ")) << error();
}

TEST_F(TasksTest, StartTaskTakesTheHostsThatItIsGiven) {
  define("awsvpc");
  host("h1", 1);
  host("h2", 1);
  const auto start = [this](json::array hosts) {
    reply_ = call("StartTask", {{"taskDefinition", "web"},
                                {"containerInstances", std::move(hosts)},
                                {"networkConfiguration", network()}});
    return reply_.at("tasks").as_array().size();
  };
  EXPECT_EQ(start({"h2", "h9"}), 1U);
  EXPECT_EQ(failures(), "h9 MISSING; ");
  EXPECT_EQ(start({"h1", "h2"}), 1U);
  EXPECT_EQ(failures(), "h2 RESOURCE:ENI; ");
}

struct RefusalRow {
  const char* what;
  const char* network_mode;
  json::object params;
  const char* error;
};

json::object container_override(json::object members) {
  members["name"] = "main";
  json::array overrides;
  overrides.push_back(std::move(members));
  return {{"containerOverrides", std::move(overrides)}};
}

TEST_F(TasksTest, AnOverrideOfTheTasksSizeIsCounted) {
  define("bridge");
  const auto h1 = host("h1", 1);
  run(1, {{"overrides", json::object{{"cpu", "1 vCPU"}, {"memory", "1GB"}}}});
  EXPECT_EQ(text(reply_.at("tasks").as_array()[0].as_object(), "cpu"), "1024");
  EXPECT_EQ(now(h1).remaining.cpu_units, 2048 - 1024);
  EXPECT_EQ(now(h1).remaining.memory_mib, 3884 - 1024);
}

TEST_F(TasksTest, WhatCannotRunIsRefusedInEcsWords) {
  host("h1", 1);
  const json::object awsvpc{{"subnets", json::array{"subnet-a1"}}};
  json::object with_public_ip = awsvpc;
  with_public_ip["assignPublicIp"] = "ENABLED";
  json::array many;
  for (int i = 0; i < 17; ++i) many.push_back(json::string("subnet-a" + std::to_string(i)));
  const RefusalRow rows[] = {
      {"no network",
       "awsvpc",
       {},
       "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is "
       "specified."},
      {"a network",
       "bridge",
       {{"networkConfiguration", network()}},
       "InvalidParameterException: Network Configuration is not valid for the given networkMode of this task "
       "definition."},
      {"public address",
       "awsvpc",
       {{"networkConfiguration", json::object{{"awsvpcConfiguration", with_public_ip}}}},
       "InvalidParameterException: Assign public IP is not supported for this launch type."},
      {"too many subnets",
       "awsvpc",
       {{"networkConfiguration", network(many)}},
       "InvalidParameterException: subnets can have at most 16 items."},
      {"no such container",
       "bridge",
       {{"overrides", json::object{{"containerOverrides", json::array{json::object{{"name", "x"}}}}}}},
       "InvalidParameterException: Override for container named x is not a container in the TaskDefinition."},
      {"less than no CPU",
       "bridge",
       {{"overrides", json::object{{"cpu", "-5000"}}}},
       "ClientException: Invalid 'cpu' setting for task. For more information, see the Troubleshooting "
       "section "
       "of the Amazon ECS Developer Guide."},
      {"less than no CPU for a container",
       "bridge",
       {{"overrides", container_override({{"cpu", -1}})}},
       "ClientException: Invalid 'cpu' setting for container 'main'."},
      {"more memory than can be counted",
       "bridge",
       {{"overrides", container_override({{"memory", 1LL << 40}})}},
       "ClientException: Invalid 'memory' setting for container 'main'."},
      {"Fargate",
       "bridge",
       {{"launchType", "FARGATE"}},
       "InvalidParameterException: the sandbox does not support the launch type FARGATE"},
      {"launch type",
       "bridge",
       {{"launchType", "LAMBDA"}},
       "InvalidParameterException: launchType should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]"},
      {"strategy",
       "bridge",
       {{"placementStrategy", json::array{json::object{{"type", "fair"}}}}},
       "InvalidParameterException: type should be one of [random,spread,binpack]"},
      {"no subnets",
       "awsvpc",
       {{"networkConfiguration",
         json::object{{"awsvpcConfiguration", json::object{{"assignPublicIp", "DISABLED"}}}}}},
       "InvalidParameterException: subnets can not be empty."},
      {"null for a constraint",
       "bridge",
       {{"placementConstraints", json::array{nullptr}}},
       "InvalidParameterException: placementConstraints.1 can not be blank."},
      {"count", "bridge", {{"count", 11}}, "InvalidParameterException: count must be between 1 and 10"},
      {"no such definition",
       "bridge",
       {{"taskDefinition", "other"}},
       "ClientException: TaskDefinition not found."},
  };
  std::int64_t revision = 0;
  for (const auto& row : rows) {
    define(row.network_mode, {}, ++revision);
    run(1, row.params);
    EXPECT_EQ(error(), row.error) << row.what;
  }
}

TEST_F(TasksTest, AnEmptyClusterSaysSo) {
  define("bridge");
  run(1);
  EXPECT_EQ(error(), "InvalidParameterException: No Container Instances were found in your cluster.");
}

TEST_F(TasksTest, TasksAreListedByWhatTheyAre) {
  define("bridge");
  host("h1", 1);
  const auto mine = run(2, {{"startedBy", "me"}});
  const auto other = run(1);
  settle();
  call("StopTask", {{"task", other[0]}});
  const auto list = [this](json::object params) {
    const auto reply = call("ListTasks", std::move(params));
    return reply.at("taskArns").as_array().size();
  };
  EXPECT_EQ(list({}), 2U);
  EXPECT_EQ(list({{"desiredStatus", "STOPPED"}}), 1U);
  EXPECT_EQ(list({{"startedBy", "me"}}), 2U);
  EXPECT_EQ(list({{"startedBy", "you"}}), 0U);
  EXPECT_EQ(list({{"containerInstance", "h1"}}), 2U);
  EXPECT_EQ(list({{"family", "web"}}), 2U);
  EXPECT_EQ(list({{"launchType", "FARGATE"}}), 0U);
  const auto page = call("ListTasks", {{"maxResults", 1}});
  const auto rest = call("ListTasks", {{"maxResults", 1}, {"nextToken", text(page, "nextToken")}});
  EXPECT_EQ(text(rest, "nextToken"), "");
  EXPECT_NE(page.at("taskArns"), rest.at("taskArns"));
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
