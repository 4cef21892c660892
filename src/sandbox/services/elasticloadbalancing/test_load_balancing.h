#pragma once
/// For tests: Elastic Load Balancing in virtual time, over an EC2 that says what a test wants, and with somebody who carries traffic if
/// a test wants that.
#include <gtest/gtest.h>

#include "sandbox/gateway/load_balancer_traffic.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/elasticloadbalancing/engine.h"
#include "sandbox/services/elasticloadbalancing/service.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::elb_service {

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

inline json::array list_of(json::object element) {
  json::array list;
  list.emplace_back(std::move(element));
  return list;
}

inline ApiResult<Reply> describe_subnets(Call& call) {
  json::array set;
  for (const std::string& id : call.params.texts("SubnetId").value())
    set.push_back(json::object{{"subnetId", id},
                               {"vpcId", "vpc-1"},
                               {"cidrBlock", "10.0.0.0/24"},
                               {"availabilityZone", "eu-central-1" + id.substr(id.size() - 1)},
                               {"availableIpAddressCount", 100}});
  return Reply{json::object{{"subnetSet", std::move(set)}}};
}

inline ApiResult<Reply> describe_internet_gateways(Call&) {
  return Reply{json::object{{"internetGatewaySet", list_of({{"internetGatewayId", "igw-1"}})}}};
}

inline ApiResult<Reply> describe_security_groups(Call&) {
  return Reply{json::object{{"securityGroupInfo", list_of({{"groupId", "sg-1"}, {"vpcId", "vpc-1"}})}}};
}

inline ApiResult<Reply> describe_vpcs(Call&) {
  return Reply{json::object{
      {"vpcSet", list_of({{"cidrBlockAssociationSet", list_of({{"cidrBlock", "10.0.0.0/16"}})}})}}};
}

inline ApiResult<Reply> create_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  if (ec2.refuses == "CreateNetworkInterface") return ApiError{"InsufficientFreeAddressesInSubnet", "full"};
  const std::string id = "eni-" + call.params.text_or("ClientToken", "");
  ec2.interfaces[id] = call.params.text_or("Description", "");
  return Reply{json::object{{"networkInterface", json::object{{"networkInterfaceId", id}}}}};
}

inline ApiResult<Reply> delete_network_interface(Call& call) {
  FakeEc2::instance().interfaces.erase(call.params.text_or("NetworkInterfaceId", ""));
  return Reply{json::object{{"return", true}}};
}

inline ApiResult<Reply> describe_instances(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ++ec2.asked;
  json::array instances;
  for (const std::string& id : call.params.texts("InstanceId").value()) {
    if (!ec2.instances.contains(id))
      return ApiError{"InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"};
    instances.push_back(json::object{{"instanceId", id},
                                     {"vpcId", "vpc-1"},
                                     {"privateIpAddress", "10.0.2." + id.substr(2)},
                                     {"instanceState", json::object{{"name", ec2.instances[id]}}},
                                     {"placement", json::object{{"availabilityZone", "eu-central-1a"}}}});
  }
  return Reply{json::object{{"reservationSet", list_of({{"instancesSet", std::move(instances)}})}}};
}

/// Those that were made have addresses by the last letter of their subnet.
inline ApiResult<Reply> describe_by_id(Call& call) {
  json::array set;
  for (const std::string& id : call.params.texts("NetworkInterfaceId").value())
    set.push_back(json::object{{"networkInterfaceId", id},
                               {"privateIpAddress", "10.0.0." + std::to_string(id.back() - 'a' + 1)}});
  return Reply{json::object{{"networkInterfaceSet", std::move(set)}}};
}

inline ApiResult<Reply> describe_network_interfaces(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  if (call.params.find("NetworkInterfaceId")) return describe_by_id(call);
  ++ec2.asked;
  const std::string address = as_text(array_at(call.params.find("Filter")->at(0), "Value").at(0));
  if (!ec2.addresses.contains(address)) return Reply{json::object{{"networkInterfaceSet", json::array{}}}};
  return Reply{json::object{
      {"networkInterfaceSet", list_of({{"status", ec2.addresses[address]},
                                       {"availabilityZone", "eu-central-1b"},
                                       {"attachment", json::object{{"instanceId", "i-host"}}}})}}};
}

inline const Operation kEc2Operations[] = {
    {"CreateNetworkInterface", any_resource, create_network_interface, "*"},
    {"DeleteNetworkInterface", any_resource, delete_network_interface, "*"},
    {"DescribeInstances", any_resource, describe_instances, "*"},
    {"DescribeInternetGateways", any_resource, describe_internet_gateways, "*"},
    {"DescribeNetworkInterfaces", any_resource, describe_network_interfaces, "*"},
    {"DescribeSecurityGroups", any_resource, describe_security_groups, "*"},
    {"DescribeSubnets", any_resource, describe_subnets, "*"},
    {"DescribeVpcs", any_resource, describe_vpcs, "*"},
};

inline const Service kFakeEc2 = {.name = "ec2",
                                 .title = "EC2 as tests want it",
                                 .protocol = Protocol::kEc2,
                                 .version = "2016-11-15",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kEc2Operations};

/// Somebody who carries traffic as far as Elastic Load Balancing sees: notes what it is told.
class FakeTraffic final : public LoadBalancerTraffic {
 public:
  Task<bool> is_available() override { co_return available; }
  void serve(ServedLoadBalancer load_balancer) override {
    ++told;
    served.insert_or_assign(load_balancer.arn, std::move(load_balancer));
  }
  void end(const std::string& load_balancer) override { served.erase(load_balancer); }
  std::optional<CheckedHealth> health(const std::string&, const std::string& id,
                                      std::int64_t) const override {
    const auto known = found.find(id);
    return known == found.end() ? std::nullopt : std::optional{known->second};
  }
  std::vector<LocalListener> local_listeners() const override { return {}; }

  bool available = true;
  int told = 0;
  std::map<std::string, ServedLoadBalancer> served;
  std::map<std::string, CheckedHealth> found;  ///< by the target's id
};

inline std::unique_ptr<Component> make_fake_traffic(Environment&) { return std::make_unique<FakeTraffic>(); }

inline const Service kFakeTraffic = {.name = "traffic",
                                     .title = "traffic as tests want it",
                                     .protocol = Protocol::kQuery,
                                     .version = {},
                                     .xml_namespace = {},
                                     .target_prefix = {},
                                     .operations = {},
                                     .make_component = make_fake_traffic,
                                     .component_type = std::type_index(typeid(LoadBalancerTraffic))};

inline const Service* const kServices[] = {&kService, &kFakeEc2};
inline const Service* const kServicesWithTraffic[] = {&kService, &kFakeEc2, &kFakeTraffic};

class LoadBalancingTest : public testing::Test {
 protected:
  explicit LoadBalancingTest(std::span<const Service* const> services = kServices) : sandbox_{services} {
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

}  // namespace eni::sandbox::elb_service
