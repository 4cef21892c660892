/// An ECS cluster that grows and shrinks by its capacity provider, at AWS's pace in virtual time: services, hosts and alarms together.
#include <algorithm>
#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/hosts/machine_simulator.h"
#include "sandbox/services/services.h"

namespace eni::sandbox {
namespace {

using std::chrono::minutes;

constexpr std::string_view kUserData = "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n";
constexpr std::string_view kEcsImage =
    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";
constexpr std::string_view kPlainImage =
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
constexpr std::string_view kTrust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]})";

Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
  auto outcome = co_await std::move(task);
  result.emplace(std::move(outcome));
}

class ClusterGrowthTest : public testing::Test {
 protected:
  ClusterGrowthTest() : sandbox_{all_services()} {
    sandbox_.settings.pace = Settings::Pace::kAws;
    auto machines = std::make_unique<hosts::MachineSimulator>(sandbox_.env);
    machines->start();
    sandbox_.env.components.emplace(typeid(hosts::MachineSimulator), std::move(machines));
  }

  json::object call(std::string_view service, std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}),
                                                      sandbox_.region, service, operation, std::move(params)),
                                result));
    if (!result) sandbox_.scheduler.run_ready();
    if (!result) throw std::logic_error(std::string(operation) + " does not end");
    if (result->has_error()) throw std::logic_error(std::string(operation) + ": " + result->error().message);
    return (*result)->value.is_object() ? (*result)->value.as_object() : json::object{};
  }

  void make_role() {
    call("iam", "CreateRole", {{"RoleName", "host"}, {"AssumeRolePolicyDocument", kTrust}});
    call("iam", "AttachRolePolicy",
         {{"RoleName", "host"},
          {"PolicyArn", "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"}});
    call("iam", "CreateInstanceProfile", {{"InstanceProfileName", "host"}});
    call("iam", "AddRoleToInstanceProfile", {{"InstanceProfileName", "host"}, {"RoleName", "host"}});
  }

  std::string image(std::string_view parameter) {
    const auto reply = call("ssm", "GetParameter", {{"Name", parameter}});
    return text_at(object_at(reply, "Parameter"), "Value");
  }

  /// An empty group of c5.large that join the cluster "web", its capacity provider and a service of awsvpc tasks.
  void make_cluster(std::string_view image_parameter = kEcsImage) {
    make_role();
    call("ec2", "CreateLaunchTemplate",
         {{"LaunchTemplateName", "hosts"},
          {"LaunchTemplateData", json::object{{"ImageId", image(image_parameter)},
                                              {"InstanceType", "c5.large"},
                                              {"IamInstanceProfile", json::object{{"Name", "host"}}},
                                              {"UserData", base64_encode(kUserData)}}}});
    call("autoscaling", "CreateAutoScalingGroup",
         {{"AutoScalingGroupName", "hosts"},
          {"MinSize", 0},
          {"MaxSize", 100},
          {"AvailabilityZones", json::array{"eu-central-1a", "eu-central-1b"}},
          {"LaunchTemplate", json::object{{"LaunchTemplateName", "hosts"}}}});
    call("ecs", "CreateCluster", {{"clusterName", "web"}});
    call("ecs", "CreateCapacityProvider",
         {{"name", "mine"},
          {"autoScalingGroupProvider",
           json::object{{"autoScalingGroupArn", "hosts"},
                        {"managedScaling", json::object{{"status", "ENABLED"}}}}}});
    json::array strategy;
    strategy.push_back(json::object{{"capacityProvider", "mine"}, {"weight", 1}});
    call("ecs", "PutClusterCapacityProviders",
         {{"cluster", "web"},
          {"capacityProviders", json::array{"mine"}},
          {"defaultCapacityProviderStrategy", std::move(strategy)}});
    json::array containers;
    containers.push_back(json::object{{"name", "main"}, {"image", "nginx"}, {"cpu", 8}, {"memory", 32}});
    call("ecs", "RegisterTaskDefinition",
         {{"family", "app"}, {"networkMode", "awsvpc"}, {"containerDefinitions", std::move(containers)}});
  }

  void run_service(int tasks) {
    json::array subnets;
    const auto reply = call("ec2", "DescribeSubnets", {});
    for (const json::value& subnet : array_at(reply, "subnetSet"))
      subnets.push_back(json::string(text_at(subnet, "subnetId")));
    json::object awsvpc;
    awsvpc["subnets"] = std::move(subnets);
    json::object network;
    network["awsvpcConfiguration"] = std::move(awsvpc);
    call("ecs", "CreateService",
         {{"cluster", "web"},
          {"serviceName", "app"},
          {"taskDefinition", "app"},
          {"desiredCount", tasks},
          {"networkConfiguration", std::move(network)}});
  }
  void scale_service(int tasks) {
    call("ecs", "UpdateService", {{"cluster", "web"}, {"service", "app"}, {"desiredCount", tasks}});
  }

  std::int64_t desired_capacity() {
    const auto reply =
        call("autoscaling", "DescribeAutoScalingGroups", {{"AutoScalingGroupNames", json::array{"hosts"}}});
    return integer_at(array_at(reply, "AutoScalingGroups").at(0).as_object(), "DesiredCapacity");
  }
  void set_max_size(int size) {
    call("autoscaling", "UpdateAutoScalingGroup", {{"AutoScalingGroupName", "hosts"}, {"MaxSize", size}});
  }
  std::int64_t running_tasks() {
    const auto reply = call("ecs", "DescribeClusters", {{"clusters", json::array{"web"}}});
    return integer_at(array_at(reply, "clusters").at(0).as_object(), "runningTasksCount");
  }

  bool has_said(std::string_view message) {
    const auto reply =
        call("ecs", "DescribeServices", {{"cluster", "web"}, {"services", json::array{"app"}}});
    return std::ranges::any_of(
        array_at(array_at(reply, "services").at(0).as_object(), "events"),
        [message](const json::value& event) { return text_at(event, "message") == message; });
  }

  /// Each capacity that the group has been given, with the minutes that had passed.
  std::vector<std::pair<std::int64_t, std::int64_t>> watch(int for_minutes) {
    std::vector<std::pair<std::int64_t, std::int64_t>> changes;
    std::int64_t last = desired_capacity();
    for (int passed = 1; passed <= for_minutes; ++passed) {
      sandbox_.scheduler.advance(minutes{1});
      const std::int64_t now = desired_capacity();
      if (now != last) changes.emplace_back(passed, now);
      last = now;
    }
    return changes;
  }

  TestSandbox sandbox_;
};

/// From nothing to two instances within two minutes, to all others when those are warm; the first go after fifteen minutes, half of
/// the group at a time.
TEST_F(ClusterGrowthTest, TheMinutesAreThoseOfAws) {
  make_cluster();
  run_service(50);
  const auto up = watch(20);
  ASSERT_EQ(up.size(), 2U);
  EXPECT_LE(up[0].first, 2);
  EXPECT_EQ(up[0].second, 2);
  EXPECT_GE(up[1].first - up[0].first, 5);
  EXPECT_LE(up[1].first - up[0].first, 8);
  EXPECT_EQ(up[1].second, 25);
  EXPECT_EQ(running_tasks(), 50);

  scale_service(0);
  const auto down = watch(40);
  ASSERT_FALSE(down.empty());
  EXPECT_GE(down.front().first, 15);
  EXPECT_LE(down.front().first, 17);
  EXPECT_GE(down.front().second, 12);
  EXPECT_EQ(down.back().second, 0);
}

/// The image has no ECS agent.
TEST_F(ClusterGrowthTest, TasksAreGivenUpIfNoInstanceRegisters) {
  make_cluster(kPlainImage);
  run_service(1);
  constexpr std::string_view kGivenUp =
      "(service app) was unable to reach steady state. Reason: No Container Instances were found in your "
      "capacity provider.";
  const auto changes = watch(14);
  ASSERT_FALSE(changes.empty());
  EXPECT_EQ(changes.front().second, 2);
  EXPECT_FALSE(has_said(kGivenUp));
  watch(2);
  EXPECT_TRUE(has_said(kGivenUp));
}

/// No minute begins meanwhile, nor is measured.
TEST_F(ClusterGrowthTest, AtTheInstantPaceALargerMaximumIsUsedAtOnce) {
  sandbox_.settings.pace = Settings::Pace::kInstant;
  make_cluster();
  set_max_size(1);
  run_service(5);
  watch(5);
  EXPECT_EQ(desired_capacity(), 1);
  EXPECT_EQ(running_tasks(), 2);
  while (sandbox_.scheduler.now().time_since_epoch() % minutes{1} != std::chrono::seconds{45})
    sandbox_.scheduler.advance(std::chrono::milliseconds{500});
  set_max_size(3);
  sandbox_.scheduler.advance(std::chrono::seconds{5});
  EXPECT_EQ(desired_capacity(), 3);
  EXPECT_EQ(running_tasks(), 5);
}

TEST_F(ClusterGrowthTest, AnIdleClusterStaysEmpty) {
  make_cluster();
  EXPECT_TRUE(watch(60).empty());
}

}  // namespace
}  // namespace eni::sandbox
