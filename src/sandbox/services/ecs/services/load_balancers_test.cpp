/// Services behind load balancers: which are taken, when their tasks are targets, and what becomes of unhealthy ones.
#include <algorithm>
#include <map>

#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Target groups by name, and their targets' states by "NAME ID:PORT", as tests set them.
struct FakeLoadBalancing {
  struct Group {
    std::string type = "ip";
    bool in_use = true;
    std::string state = "healthy";  ///< of what is registered
    bool drains = false;            ///< whether a target stays after its deregistration
  };
  std::map<std::string, Group> groups;
  std::map<std::string, json::object> targets;
  std::vector<std::string> principals;

  static FakeLoadBalancing& instance() {
    static FakeLoadBalancing balancing;
    return balancing;
  }
};

FakeLoadBalancing& fake() { return FakeLoadBalancing::instance(); }

std::string key_of(const json::object& params) {
  const json::object& target = array_at(params, "Targets").front().as_object();
  return text_at(params, "TargetGroupArn") + " " + text_at(target, "Id") + ":" +
         std::to_string(integer_at(target, "Port"));
}

json::object health(std::string_view state) {
  json::object value{{"State", state}};
  if (state == "unhealthy") value["Description"] = "Health checks failed with these codes: [404]";
  return value;
}

ApiResult<Reply> fake_describe_groups(Call& call) {
  const std::string arn = call.params.texts("TargetGroupArns")->front();
  fake().principals.push_back(call.principal.identity_arn);
  const auto found = fake().groups.find(arn);
  if (found == fake().groups.end())
    return ApiError{"TargetGroupNotFound", "One or more target groups not found"};
  json::array balancers;
  if (found->second.in_use) balancers.emplace_back("balancer");
  json::array groups;
  groups.push_back(json::object{{"TargetGroupArn", arn},
                                {"TargetType", found->second.type},
                                {"LoadBalancerArns", std::move(balancers)}});
  return Reply{json::object{{"TargetGroups", std::move(groups)}}};
}

ApiResult<Reply> fake_register(Call& call) {
  fake().principals.push_back(call.principal.identity_arn);
  const auto found = fake().groups.find(call.params.text_or("TargetGroupArn", ""));
  if (found == fake().groups.end())
    return ApiError{"TargetGroupNotFound", "One or more target groups not found"};
  fake().targets[key_of(call.params.all())] = health(found->second.state);
  return Reply{json::object{}};
}

ApiResult<Reply> fake_deregister(Call& call) {
  const auto found = fake().groups.find(call.params.text_or("TargetGroupArn", ""));
  if (found == fake().groups.end())
    return ApiError{"TargetGroupNotFound", "One or more target groups not found"};
  const std::string key = key_of(call.params.all());
  if (found->second.drains) {
    fake().targets[key] = health("draining");
  } else {
    fake().targets.erase(key);
  }
  return Reply{json::object{}};
}

ApiResult<Reply> fake_describe_health(Call& call) {
  const auto found = fake().targets.find(key_of(call.params.all()));
  json::object value{{"State", "unused"}, {"Reason", "Target.NotRegistered"}};
  if (found != fake().targets.end()) value = found->second;
  json::array descriptions;
  descriptions.push_back(json::object{{"TargetHealth", std::move(value)}});
  return Reply{json::object{{"TargetHealthDescriptions", std::move(descriptions)}}};
}

const Operation kFakeOperations[] = {
    {"DescribeTargetGroups", any_resource, fake_describe_groups, "*"},
    {"RegisterTargets", any_resource, fake_register, "*"},
    {"DeregisterTargets", any_resource, fake_deregister, "*"},
    {"DescribeTargetHealth", any_resource, fake_describe_health, "*"},
};

const Service kFakeLoadBalancing = {.name = "elasticloadbalancing",
                                    .title = "Elastic Load Balancing as tests want it",
                                    .protocol = Protocol::kQuery,
                                    .version = "2015-12-01",
                                    .xml_namespace = {},
                                    .target_prefix = {},
                                    .operations = kFakeOperations};

const Service* const kServices[] = {&kService, &kFakeEc2, &kFakeLoadBalancing};

class LoadBalancersTest : public ClusterTest {
 protected:
  LoadBalancersTest() : ClusterTest(":memory:", kServices) {
    fake() = {};
    fake().groups["tg"] = {};
  }

  static json::array behind(std::string group, std::string container = "main", int port = 80) {
    json::array load_balancers;
    load_balancers.push_back(
        json::object{{"targetGroupArn", group}, {"containerName", container}, {"containerPort", port}});
    return load_balancers;
  }
  static json::array port_mappings() {
    json::array mappings;
    mappings.push_back(json::object{{"containerPort", 80}, {"hostPort", 80}, {"protocol", "tcp"}});
    return mappings;
  }
  json::object create(int count, json::object more = {}) {
    json::object params{{"serviceName", "web"}, {"taskDefinition", "web"}, {"desiredCount", count}};
    params["networkConfiguration"] = network();
    params["loadBalancers"] = behind("tg");
    for (const auto& [name, value] : more) {
      if (value.is_null()) {
        params.erase(name);
      } else {
        params[name] = value;
      }
    }
    return call("CreateService", std::move(params));
  }
  json::object service() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    return reply.at("services").as_array()[0].as_object();
  }
  std::string counts() {
    const json::object now = service();
    return std::to_string(now.at("runningCount").as_int64()) + " running, " +
           std::to_string(now.at("deployments").as_array().size()) + " deployments, " +
           text(now.at("deployments").as_array()[0].as_object(), "rolloutState");
  }
  /// Oldest first, with ids as "ID".
  std::vector<std::string> events() {
    std::vector<std::string> out;
    const json::object now = service();
    for (const json::value& event : now.at("events").as_array()) {
      std::string message = as_text(event.as_object().at("message"));
      for (const std::string_view before : {"(task ", "(deployment ", "task set ("}) {
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
  std::vector<std::string> tasks(std::string_view status = "RUNNING") {
    std::vector<std::string> out;
    const auto reply = call("ListTasks", {{"serviceName", "web"}, {"desiredStatus", status}});
    for (const json::value& arn : reply.at("taskArns").as_array()) out.push_back(as_text(arn));
    return out;
  }
  /// Elastic Load Balancing says that a target has changed. "tg 10.0.0.1:80"
  void tell(const std::string& key, std::string_view state) {
    if (state == "gone") {
      fake().targets.erase(key);
    } else {
      fake().targets[key] = health(state);
    }
    const auto space = key.find(' ');
    const auto colon = key.find(':');
    Event event{"sandbox.elasticloadbalancing",
                "Target Health Change",
                aws::AccountId{"000000000000"},
                sandbox_.region,
                {},
                {}};
    event.detail = {{"targetGroupArn", key.substr(0, space)},
                    {"id", key.substr(space + 1, colon - space - 1)},
                    {"port", std::stoi(key.substr(colon + 1))}};
    engine().receive(event);
    settle();
  }
};

using Events = std::vector<std::string>;

TEST_F(LoadBalancersTest, ATaskIsATargetOnceItRunsAndTheServiceIsSteadyWhenItIsHealthy) {
  define("awsvpc", port_mappings());
  host("h1", 2);
  fake().groups["tg"].state = "initial";
  const auto reply = create(1, {{"healthCheckGracePeriodSeconds", 30}});
  ASSERT_EQ(text(reply, "error"), "");
  const json::object made = reply.at("service").as_object();
  EXPECT_EQ(made.at("loadBalancers"), json::value(behind("tg")));
  EXPECT_EQ(made.at("healthCheckGracePeriodSeconds"), 30);
  EXPECT_TRUE(text(made, "roleArn").find("AWSServiceRoleForECS") != std::string::npos);
  settle();
  EXPECT_EQ(counts(), "1 running, 1 deployments, IN_PROGRESS");
  ASSERT_TRUE(fake().targets.contains("tg 10.0.0.1:80"));
  tell("tg 10.0.0.1:80", "healthy");
  EXPECT_EQ(counts(), "1 running, 1 deployments, COMPLETED");
  EXPECT_EQ(events(), (Events{"(service web) has started 1 tasks: (task ID).",
                              "(service web) registered 1 targets in (target-group tg)",
                              "(service web) (deployment ID) deployment completed.",
                              "(service web) has reached a steady state."}));
  for (const std::string& principal : fake().principals)
    EXPECT_TRUE(principal.ends_with("/ecs.amazonaws.com/AWSServiceRoleForECS")) << principal;
}

TEST_F(LoadBalancersTest, ATaskStopsWhenItsTargetIsDrained) {
  define("awsvpc", port_mappings());
  host("h1", 2);
  create(1);
  settle();
  fake().groups["tg"].drains = true;
  const std::string task = tasks().front();
  call("UpdateService", {{"service", "web"}, {"desiredCount", 0}});
  settle();
  EXPECT_EQ(text(describe(task), "lastStatus"), "DEACTIVATING");
  EXPECT_EQ(text_at(fake().targets.at("tg 10.0.0.1:80"), "State"), "draining");
  tell("tg 10.0.0.1:80", "gone");
  EXPECT_EQ(text(describe(task), "lastStatus"), "STOPPED");
  const Events told = events();
  const auto stopped = std::ranges::find(told, "(service web) has stopped 1 running tasks: (task ID).");
  ASSERT_NE(stopped, told.end());
  EXPECT_EQ(Events(stopped + 1, stopped + 3),
            (Events{"(service web) deregistered 1 targets in (target-group tg)",
                    "(service web) has begun draining connections on 1 tasks."}));
  EXPECT_EQ(told.back(), "(service web) has reached a steady state.");
}

TEST_F(LoadBalancersTest, DrainingGoesOnAfterARestart) {
  define("awsvpc", port_mappings());
  host("h1", 2);
  create(1);
  settle();
  fake().groups["tg"].drains = true;
  const std::string task = tasks().front();
  call("UpdateService", {{"service", "web"}, {"desiredCount", 0}});
  settle();
  fake().targets.clear();
  Engine after_restart{sandbox_.env};
  after_restart.start();
  settle();
  EXPECT_EQ(text(describe(task), "lastStatus"), "STOPPED");
  after_restart.stop();
}

TEST_F(LoadBalancersTest, OnAHostsPortTheTargetIsTheInstance) {
  define("bridge", port_mappings());
  host("h1", 2);
  fake().groups["tg"].type = "instance";
  create(1, {{"networkConfiguration", nullptr}});
  settle();
  EXPECT_TRUE(fake().targets.contains("tg i-h1:80"));
  fake().groups["tg"].state = "initial";
  tell("tg i-h1:80", "unhealthy");
  const Events told = events();
  EXPECT_NE(
      std::ranges::find(told,
                        "(service web) (instance i-h1) (port 80) is unhealthy in (target-group tg) due to "
                        "(reason Health checks failed with these codes: [404])."),
      told.end());
}

TEST_F(LoadBalancersTest, AnUnhealthyTaskIsReplacedAfterTheGracePeriod) {
  define("awsvpc", port_mappings());
  host("h1", 2);
  create(1, {{"healthCheckGracePeriodSeconds", 60}});
  settle();
  const std::string task = tasks().front();
  tell("tg 10.0.0.1:80", "unhealthy");
  EXPECT_EQ(tasks(), std::vector{task});
  sandbox_.scheduler.advance(std::chrono::seconds{59});
  EXPECT_EQ(tasks(), std::vector{task});
  sandbox_.scheduler.advance(std::chrono::seconds{2});
  EXPECT_EQ(text(describe(task), "stoppedReason"), "Task failed ELB health checks in (target-group tg)");
  EXPECT_EQ(text(describe(task), "stopCode"), "ServiceSchedulerInitiated");
  EXPECT_EQ(counts(), "1 running, 1 deployments, COMPLETED");
  EXPECT_NE(tasks(), std::vector{task});
  const Events told = events();
  EXPECT_NE(std::ranges::find(told,
                              "(service web) (task ID) (port 80) is unhealthy in (target-group tg) due to "
                              "(reason Health checks failed with these codes: [404])."),
            told.end());
}

TEST_F(LoadBalancersTest, OldTasksStayUntilNewOnesAreHealthy) {
  define("awsvpc", port_mappings());
  define("awsvpc", port_mappings(), 2);
  host("h1", 10, "eni-trunk");
  create(2, {{"taskDefinition", "web:1"}});
  settle();
  fake().groups["tg"].state = "initial";
  call("UpdateService", {{"service", "web"}, {"taskDefinition", "web:2"}});
  settle();
  EXPECT_EQ(counts(), "4 running, 2 deployments, IN_PROGRESS");
  tell("tg 10.0.0.3:80", "healthy");
  EXPECT_EQ(counts(), "3 running, 2 deployments, IN_PROGRESS");
  tell("tg 10.0.0.4:80", "healthy");
  EXPECT_EQ(counts(), "2 running, 1 deployments, COMPLETED");
}

TEST_F(LoadBalancersTest, UnhealthyTasksOfADeploymentCountForTheCircuitBreaker) {
  define("awsvpc", port_mappings());
  host("h1", 10, "eni-trunk");
  fake().groups["tg"].state = "unhealthy";
  const json::object breaker{{"enable", true}, {"rollback", false}};
  create(1, {{"deploymentConfiguration", json::object{{"deploymentCircuitBreaker", breaker}}}});
  sandbox_.scheduler.advance(std::chrono::seconds{10});
  EXPECT_EQ(counts(), "0 running, 1 deployments, FAILED");
  EXPECT_EQ(tasks("STOPPED").size(), 3U);
}

TEST_F(LoadBalancersTest, ATargetGroupThatIsGoneIsToldOnce) {
  define("awsvpc", port_mappings());
  create(1);
  settle();
  fake().groups.clear();
  host("h1", 2);
  sandbox_.scheduler.advance(std::chrono::minutes{1});
  EXPECT_EQ(
      std::ranges::count(events(),
                         "(service web) task set (ID) (task ID) is not healthy in target-group (tg) due to "
                         "TARGET GROUP IS NOT FOUND."),
      1);
}

struct RefusalRow {
  const char* what;
  json::object params;
  const char* error;
};

TEST_F(LoadBalancersTest, WhatCannotBeBehindALoadBalancerIsRefused) {
  define("awsvpc", port_mappings());
  define("bridge", port_mappings(), 2);
  fake().groups["instances"].type = "instance";
  fake().groups["loose"].in_use = false;
  json::array six;
  for (int i = 0; i < 6; ++i) six.push_back(behind("tg").front());
  json::array classic;
  classic.push_back(
      json::object{{"loadBalancerName", "old"}, {"containerName", "main"}, {"containerPort", 80}});
  const RefusalRow rows[] = {
      {"no listener",
       {{"loadBalancers", behind("loose")}},
       "The target group with targetGroupArn loose does not have an associated load balancer."},
      {"type of target",
       {{"loadBalancers", behind("instances")}},
       "The provided target group instances has target type instance, which is incompatible with the awsvpc "
       "network mode specified in the task definition."},
      {"type of target, bridge",
       {{"taskDefinition", "web:2"}, {"networkConfiguration", nullptr}},
       "The provided target group tg has target type ip, which is incompatible with the bridge network mode "
       "specified in the task definition."},
      {"no such group",
       {{"loadBalancers", behind("nothing")}},
       "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service "
       "role "
       "being passed has the proper permissions."},
      {"container",
       {{"loadBalancers", behind("tg", "other")}},
       "The container other does not exist in the task definition."},
      {"port",
       {{"loadBalancers", behind("tg", "main", 81)}},
       "The container main did not have a container port 81 defined."},
      {"six", {{"loadBalancers", six}}, "load balancers can have at most 5 items."},
      {"classic",
       {{"loadBalancers", classic}},
       "the sandbox does not support Classic Load Balancers (loadBalancerName)"},
      {"grace period without one",
       {{"loadBalancers", nullptr}, {"healthCheckGracePeriodSeconds", 1}},
       "Health check grace period is only valid for services configured to use load balancers"},
  };
  for (const auto& row : rows) {
    json::object params = row.params;
    params.emplace("taskDefinition", "web:1");
    EXPECT_EQ(text(create(1, params), "error"), std::string("InvalidParameterException: ") + row.error)
        << row.what;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
