/// Load balancers and the health of targets in virtual time, over an EC2 that says what a test wants.
#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/service.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::elb_service {
namespace {

struct FakeEc2 {
  std::map<std::string, std::string> interfaces = {};  ///< description by id
  std::map<std::string, std::string> instances = {};   ///< state by id
  std::map<std::string, std::string> addresses = {};   ///< status of the interface with an address
  std::string refuses = {};                            ///< an operation
  int asked = 0;                                       ///< how often for an instance or an interface
  static FakeEc2& instance() {
    static FakeEc2 ec2;
    return ec2;
  }
};

json::array list_of(json::object element) {
  json::array list;
  list.emplace_back(std::move(element));
  return list;
}

ApiResult<Reply> describe_subnets(Call& call) {
  json::array set;
  for (const std::string& id : call.params.texts("SubnetId").value())
    set.push_back(json::object{{"subnetId", id},
                               {"vpcId", "vpc-1"},
                               {"cidrBlock", "10.0.0.0/24"},
                               {"availabilityZone", "eu-central-1" + id.substr(id.size() - 1)},
                               {"availableIpAddressCount", 100}});
  return Reply{json::object{{"subnetSet", std::move(set)}}};
}

ApiResult<Reply> describe_internet_gateways(Call&) {
  return Reply{json::object{{"internetGatewaySet", list_of({{"internetGatewayId", "igw-1"}})}}};
}

ApiResult<Reply> describe_security_groups(Call&) {
  return Reply{json::object{{"securityGroupInfo", list_of({{"groupId", "sg-1"}, {"vpcId", "vpc-1"}})}}};
}

ApiResult<Reply> describe_vpcs(Call&) {
  return Reply{json::object{
      {"vpcSet", list_of({{"cidrBlockAssociationSet", list_of({{"cidrBlock", "10.0.0.0/16"}})}})}}};
}

ApiResult<Reply> create_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  if (ec2.refuses == "CreateNetworkInterface") return ApiError{"InsufficientFreeAddressesInSubnet", "full"};
  const std::string id = "eni-" + call.params.text_or("ClientToken", "");
  ec2.interfaces[id] = call.params.text_or("Description", "");
  return Reply{json::object{{"networkInterface", json::object{{"networkInterfaceId", id}}}}};
}

ApiResult<Reply> delete_network_interface(Call& call) {
  FakeEc2::instance().interfaces.erase(call.params.text_or("NetworkInterfaceId", ""));
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_instances(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ++ec2.asked;
  json::array instances;
  for (const std::string& id : call.params.texts("InstanceId").value()) {
    if (!ec2.instances.contains(id))
      return ApiError{"InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"};
    instances.push_back(json::object{{"instanceId", id},
                                     {"vpcId", "vpc-1"},
                                     {"instanceState", json::object{{"name", ec2.instances[id]}}},
                                     {"placement", json::object{{"availabilityZone", "eu-central-1a"}}}});
  }
  return Reply{json::object{{"reservationSet", list_of({{"instancesSet", std::move(instances)}})}}};
}

ApiResult<Reply> describe_network_interfaces(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ++ec2.asked;
  const std::string address = as_text(array_at(call.params.find("Filter")->at(0), "Value").at(0));
  if (!ec2.addresses.contains(address)) return Reply{json::object{{"networkInterfaceSet", json::array{}}}};
  return Reply{json::object{
      {"networkInterfaceSet", list_of({{"status", ec2.addresses[address]},
                                       {"availabilityZone", "eu-central-1b"},
                                       {"attachment", json::object{{"instanceId", "i-host"}}}})}}};
}

const Operation kEc2Operations[] = {
    {"CreateNetworkInterface", any_resource, create_network_interface, "*"},
    {"DeleteNetworkInterface", any_resource, delete_network_interface, "*"},
    {"DescribeInstances", any_resource, describe_instances, "*"},
    {"DescribeInternetGateways", any_resource, describe_internet_gateways, "*"},
    {"DescribeNetworkInterfaces", any_resource, describe_network_interfaces, "*"},
    {"DescribeSecurityGroups", any_resource, describe_security_groups, "*"},
    {"DescribeSubnets", any_resource, describe_subnets, "*"},
    {"DescribeVpcs", any_resource, describe_vpcs, "*"},
};

const Service kFakeEc2 = {.name = "ec2",
                          .title = "EC2 as tests want it",
                          .protocol = Protocol::kEc2,
                          .version = "2016-11-15",
                          .xml_namespace = {},
                          .target_prefix = {},
                          .operations = kEc2Operations};

const Service* const kServices[] = {&kService, &kFakeEc2};

class LoadBalancingTest : public testing::Test {
 protected:
  LoadBalancingTest() : sandbox_{kServices} {
    FakeEc2::instance() = {};
    sandbox_.settings.pace = Settings::Pace::kAws;
    IamIdentity role;
    role.account = "000000000000";
    role.name = "AWSServiceRoleForElasticLoadBalancing";
    role.path = "/aws-service-role/elasticloadbalancing.amazonaws.com/";
    role.arn = "arn:aws:iam::000000000000:role" + role.path + role.name;
    role.unique_id = "AROATEST";
    auto& iam = sandbox_.env.store.get<IamRepository>();
    role = iam.insert(std::move(role));
    iam.attach(role.id, "arn:aws:iam::aws:policy/aws-service-role/AWSElasticLoadBalancingServiceRolePolicy");
    publish_identity(sandbox_.env.store, role, {sandbox_.scheduler.now(), std::chrono::seconds{0}});
  }

  FakeEc2& ec2() { return FakeEc2::instance(); }

  /// The reply, or the error as {"error": "CODE: message"}. Time does not pass.
  json::object call(std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(
        keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}), sandbox_.region,
                                   "elasticloadbalancing", operation, std::move(params)),
             result));
    sandbox_.scheduler.run_ready();
    if (!result) throw std::logic_error("the call does not end");
    if (result->has_error()) return {{"error", result->error().code + ": " + result->error().message}};
    return (*result)->value.as_object();
  }
  void pass(std::chrono::seconds time) { sandbox_.scheduler.advance(time); }

  std::string create_load_balancer() {
    const auto reply =
        call("CreateLoadBalancer",
             {{"Name", "web"}, {"Subnets", json::array{"subnet-0000000a", "subnet-0000000b"}}});
    return text_at(reply.at("LoadBalancers").at(0), "LoadBalancerArn");
  }
  std::string create_group(std::string_view type) {
    const auto reply =
        call("CreateTargetGroup",
             {{"Name", "web"}, {"Protocol", "HTTP"}, {"Port", 80}, {"VpcId", "vpc-1"}, {"TargetType", type}});
    return text_at(reply.at("TargetGroups").at(0), "TargetGroupArn");
  }
  std::string create_listener(const std::string& load_balancer, const std::string& group) {
    const auto reply = call("CreateListener",
                            {{"LoadBalancerArn", load_balancer},
                             {"Protocol", "HTTP"},
                             {"Port", 80},
                             {"DefaultActions", list_of({{"Type", "forward"}, {"TargetGroupArn", group}})}});
    return text_at(reply.at("Listeners").at(0), "ListenerArn");
  }
  void on_target(std::string_view operation, const std::string& group, std::string_view id) {
    EXPECT_EQ(
        text_at(call(operation, {{"TargetGroupArn", group}, {"Targets", list_of({{"Id", id}})}}), "error"),
        "");
  }
  std::string state() {
    const auto reply = call("DescribeLoadBalancers", {});
    return text_at(object_at(reply.at("LoadBalancers").at(0), "State"), "Code");
  }
  /// "STATE REASON" of the only target, or "none".
  std::string health(const std::string& group) {
    const auto reply = call("DescribeTargetHealth", {{"TargetGroupArn", group}});
    const json::array& all = array_at(reply, "TargetHealthDescriptions");
    if (all.empty()) return "none";
    const json::object& now = object_at(all.at(0), "TargetHealth");
    const std::string reason = text_at(now, "Reason");
    return text_at(now, "State") + (reason.empty() ? "" : " " + reason);
  }
  void set_instance(const std::string& id, const std::string& state) {
    ec2().instances[id] = state;
    sandbox_.env.publish({"aws.ec2",
                          "EC2 Instance State-change Notification",
                          aws::AccountId{"000000000000"},
                          sandbox_.region,
                          {},
                          {{"instance-id", id}, {"state", state}}});
    sandbox_.scheduler.run_ready();
  }

  TestSandbox sandbox_;

 private:
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }
};

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
