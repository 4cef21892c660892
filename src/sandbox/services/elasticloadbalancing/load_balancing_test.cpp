/// Load balancers and the health of targets.
#include "sandbox/services/elasticloadbalancing/test_load_balancing.h"

namespace eni::sandbox::elb_service {
namespace {

TEST_F(LoadBalancingTest, ALoadBalancerHasAnInterfaceInEachSubnetAndBecomesActive) {
  const std::string arn = create_load_balancer();
  ASSERT_EQ(ec2().interfaces.size(), 2U);
  const std::string name = arn.substr(arn.find("app/"));
  for (const auto& [id, description] : ec2().interfaces) EXPECT_EQ(description, "ELB " + name);
  EXPECT_EQ(state(), "provisioning");
  pass(std::chrono::minutes{2});
  EXPECT_EQ(state(), "active");
  call("DeleteLoadBalancer", {{"LoadBalancerArn", arn}});
  EXPECT_TRUE(ec2().interfaces.empty());
  EXPECT_TRUE(array_at(call("DescribeLoadBalancers", {}), "LoadBalancers").empty());
}

TEST_F(LoadBalancingTest, ALoadBalancerWhoseInterfaceIsRefusedWasNeverThere) {
  ec2().refuses = "CreateNetworkInterface";
  const auto reply = call("CreateLoadBalancer",
                          {{"Name", "web"}, {"Subnets", json::array{"subnet-0000000a", "subnet-0000000b"}}});
  EXPECT_EQ(text_at(reply, "error"), "InvalidConfigurationRequest: full");
  EXPECT_TRUE(array_at(call("DescribeLoadBalancers", {}), "LoadBalancers").empty());
}

TEST_F(LoadBalancingTest, TheHealthOfAnInstanceFollowsItsState) {
  ec2().instances["i-1"] = "running";
  const std::string group = create_group("instance");
  on_target("RegisterTargets", group, "i-1");
  EXPECT_EQ(health(group), "unused Target.NotInUse");
  const std::string listener = create_listener(create_load_balancer(), group);
  pass(std::chrono::minutes{2});
  EXPECT_EQ(health(group), "initial Elb.RegistrationInProgress");
  pass(std::chrono::seconds{149});
  EXPECT_EQ(health(group), "initial Elb.RegistrationInProgress");
  pass(std::chrono::seconds{1});
  EXPECT_EQ(health(group), "healthy");
  set_instance("i-1", "stopped");
  EXPECT_EQ(health(group), "unused Target.InvalidState");
  set_instance("i-1", "running");
  EXPECT_EQ(health(group), "initial Elb.RegistrationInProgress");
  pass(std::chrono::seconds{150});
  EXPECT_EQ(health(group), "healthy");
  on_target("DeregisterTargets", group, "i-1");
  EXPECT_EQ(health(group), "draining Target.DeregistrationInProgress");
  pass(std::chrono::seconds{299});
  EXPECT_EQ(health(group), "draining Target.DeregistrationInProgress");
  pass(std::chrono::seconds{1});
  EXPECT_EQ(health(group), "none");
}

TEST_F(LoadBalancingTest, AnAddressIsHealthyWhileAnInterfaceInUseHasIt) {
  const std::string group = create_group("ip");
  ec2().addresses["10.0.1.7"] = "in-use";
  const std::string listener = create_listener(create_load_balancer(), group);
  on_target("RegisterTargets", group, "10.0.1.7");
  pass(std::chrono::seconds{270});
  EXPECT_EQ(health(group), "healthy");
  ec2().addresses.erase("10.0.1.7");
  EXPECT_EQ(health(group), "healthy");  // Looked at now: its checks fail from here on.
  pass(std::chrono::seconds{60});
  EXPECT_EQ(health(group), "unhealthy Target.Timeout");
  call("DeleteListener", {{"ListenerArn", listener}});
  EXPECT_EQ(health(group), "unused Target.NotInUse");
}

TEST_F(LoadBalancingTest, NobodyAsksForTargetsThatAreSettled) {
  ec2().instances["i-1"] = "running";
  const std::string group = create_group("instance");
  create_listener(create_load_balancer(), group);
  on_target("RegisterTargets", group, "i-1");
  pass(std::chrono::minutes{10});
  const int asked = ec2().asked;
  pass(std::chrono::hours{24});
  EXPECT_EQ(ec2().asked, asked);
}

TEST_F(LoadBalancingTest, DeletingTheLoadBalancerLeavesItsTargetsUnused) {
  ec2().instances["i-1"] = "running";
  const std::string group = create_group("instance");
  const std::string arn = create_load_balancer();
  create_listener(arn, group);
  on_target("RegisterTargets", group, "i-1");
  pass(std::chrono::minutes{10});
  EXPECT_EQ(health(group), "healthy");
  EXPECT_EQ(text_at(call("DeleteTargetGroup", {{"TargetGroupArn", group}}), "error"),
            "ResourceInUse: Target group '" + group + "' is currently in use by a listener or a rule");
  call("DeleteLoadBalancer", {{"LoadBalancerArn", arn}});
  EXPECT_EQ(health(group), "unused Target.NotInUse");
  EXPECT_EQ(text_at(call("DeleteTargetGroup", {{"TargetGroupArn", group}}), "error"), "");
}

}  // namespace
}  // namespace eni::sandbox::elb_service
