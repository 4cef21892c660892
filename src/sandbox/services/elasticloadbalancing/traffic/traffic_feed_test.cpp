/// What is told to who carries traffic, and what becomes of what its checks find.
#include "sandbox/services/elasticloadbalancing/test_load_balancing.h"

namespace eni::sandbox::elb_service {
namespace {

class TrafficFeedTest : public LoadBalancingTest {
 protected:
  TrafficFeedTest() : LoadBalancingTest{kServicesWithTraffic} {}

  FakeTraffic& traffic() { return static_cast<FakeTraffic&>(*find_load_balancer_traffic(sandbox_.env)); }
  const ServedLoadBalancer& served() { return traffic().served.at(load_balancer_); }
  /// "ID ADDRESS STATE" of each target that is served.
  std::string targets() {
    std::string text;
    for (const ServedTarget& target : served().target_groups.at(0).targets)
      text += target.id + " " + target.address + " " + target.state + "; ";
    return text;
  }
  /// One in front of a target "i-1", which is being checked.
  void begin(std::string_view type = "instance", std::string_view id = "i-1") {
    ec2().instances["i-1"] = "running";
    ec2().addresses["10.0.1.7"] = "in-use";
    group_ = create_group(type);
    load_balancer_ = create_load_balancer();
    listener_ = create_listener(load_balancer_, group_);
    pass(std::chrono::minutes{2});
    on_target("RegisterTargets", group_, id);
    pass(std::chrono::seconds{0});
  }
  void find(const std::string& id, const CheckedHealth& health) {
    traffic().found[id] = health;
    traffic().on_health(group_, id, 80);
    sandbox_.scheduler.run_ready();
  }

  std::string group_;
  std::string load_balancer_;
  std::string listener_;
};

TEST_F(TrafficFeedTest, ALoadBalancerIsServedOnceItIsActive) {
  load_balancer_ = create_load_balancer();
  EXPECT_TRUE(traffic().served.empty());
  pass(std::chrono::minutes{2});
  EXPECT_EQ(served().addresses, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(text_at(served().document, "VpcId"), "vpc-1");
  EXPECT_EQ(text_at(served().attributes, "idle_timeout.timeout_seconds"), "60");
  call("DeleteLoadBalancer", {{"LoadBalancerArn", load_balancer_}});
  EXPECT_TRUE(traffic().served.empty());
}

TEST_F(TrafficFeedTest, EachChangeIsTold) {
  begin();
  EXPECT_EQ(targets(), "i-1 10.0.2.1 initial; ");
  ASSERT_EQ(served().listeners.size(), 1U);
  EXPECT_EQ(served().listeners[0].rules.size(), 1U);
  call("CreateRule", {{"ListenerArn", listener_},
                      {"Priority", 5},
                      {"Conditions", list_of({{"Field", "path-pattern"}, {"Values", json::array{"/a"}}})},
                      {"Actions", list_of({{"Type", "fixed-response"},
                                           {"FixedResponseConfig", json::object{{"StatusCode", "204"}}}})}});
  ASSERT_EQ(served().listeners[0].rules.size(), 2U);
  const std::string rule = served().listeners[0].rules[0].arn;
  EXPECT_EQ(text_at(served().listeners[0].rules[0].conditions.at(0), "Field"), "path-pattern");
  call("ModifyRule", {{"RuleArn", rule},
                      {"Conditions", list_of({{"Field", "path-pattern"}, {"Values", json::array{"/b"}}})}});
  EXPECT_EQ(as_text(array_at(served().listeners[0].rules[0].conditions.at(0), "Values").at(0)), "/b");
  call("DeleteRule", {{"RuleArn", rule}});
  EXPECT_EQ(served().listeners[0].rules.size(), 1U);
  call("ModifyListener", {{"ListenerArn", listener_}, {"Port", 81}});
  EXPECT_EQ(served().listeners[0].port, 81);
  call("ModifyLoadBalancerAttributes",
       {{"LoadBalancerArn", load_balancer_},
        {"Attributes", list_of({{"Key", "idle_timeout.timeout_seconds"}, {"Value", "5"}})}});
  EXPECT_EQ(text_at(served().attributes, "idle_timeout.timeout_seconds"), "5");
  call("ModifyTargetGroupAttributes",
       {{"TargetGroupArn", group_},
        {"Attributes", list_of({{"Key", "stickiness.enabled"}, {"Value", "true"}})}});
  EXPECT_EQ(text_at(served().target_groups[0].attributes, "stickiness.enabled"), "true");
  call("ModifyTargetGroup", {{"TargetGroupArn", group_}, {"HealthCheckPath", "/up"}});
  EXPECT_EQ(text_at(served().target_groups[0].document, "HealthCheckPath"), "/up");
  call("DeleteListener", {{"ListenerArn", listener_}});
  EXPECT_TRUE(served().listeners.empty());
  EXPECT_TRUE(served().target_groups.empty());
}

TEST_F(TrafficFeedTest, ChecksDecideWhatATargetIs) {
  begin("ip", "10.0.1.7");
  pass(std::chrono::hours{1});
  EXPECT_EQ(health(group_), "initial Elb.RegistrationInProgress");
  find("10.0.1.7", {true});
  EXPECT_EQ(health(group_), "healthy");
  EXPECT_EQ(targets(), "10.0.1.7 10.0.1.7 healthy; ");
  find("10.0.1.7", {false, "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"});
  EXPECT_EQ(health(group_), "unhealthy Target.ResponseCodeMismatch");
  EXPECT_EQ(targets(), "10.0.1.7 10.0.1.7 unhealthy; ");
}

TEST_F(TrafficFeedTest, ATargetDrainsAndIsGone) {
  begin();
  find("i-1", {true});
  on_target("DeregisterTargets", group_, "i-1");
  EXPECT_EQ(targets(), "i-1 10.0.2.1 draining; ");
  pass(std::chrono::seconds{300});
  EXPECT_EQ(targets(), "");
}

TEST_F(TrafficFeedTest, WhereNoTrafficFlowsAllIsAsWithoutIt) {
  traffic().available = false;
  begin();
  EXPECT_EQ(traffic().told, 0);
  pass(std::chrono::seconds{150});
  EXPECT_EQ(health(group_), "healthy");
}

}  // namespace
}  // namespace eni::sandbox::elb_service
