/// Container instances from registration to their end, on an EC2 that remembers what it was asked.
#include <gmock/gmock.h>
#include <map>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr const char* kAccount = "000000000000";

struct FakeEc2 {
  std::string state = "running";
  bool a_record = false;
  bool windows = false;
  std::string subnet_owner = kAccount;
  int free_addresses = 250;
  std::map<std::string, std::string> errors;      ///< operation -> error code
  std::map<std::string, std::string> interfaces;  ///< id -> the instance it is attached to
  std::vector<std::string> calls;                 ///< "OPERATION PRINCIPAL"
  json::object created;                           ///< parameters of the last CreateNetworkInterface
  json::object attached;

  static FakeEc2& instance() {
    static FakeEc2 ec2;
    return ec2;
  }
  ApiResult<void> enter(const Call& call, const std::string& operation) {
    calls.push_back(operation + " " + call.principal.arn);
    const auto error = errors.find(operation);
    if (error != errors.end()) return ApiError{error->second, "as the test wants it"};
    return {};
  }
};

ApiResult<Reply> describe_instances(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "DescribeInstances"));
  json::object instance{
      {"instanceState", json::object{{"name", ec2.state}}},
      {"placement", json::object{{"availabilityZone", "eu-central-1b"}}},
      {"imageId", "ami-1"},
      {"vpcId", "vpc-1"},
      {"subnetId", "subnet-1"},
      {"privateDnsNameOptions", json::object{{"enableResourceNameDnsARecord", ec2.a_record}}}};
  if (ec2.windows) instance["platform"] = "windows";
  json::array interfaces;
  interfaces.push_back(json::object{{"attachment", json::object{{"deviceIndex", 0}}}});
  instance["networkInterfaceSet"] = std::move(interfaces);
  json::array instances;
  instances.push_back(std::move(instance));
  json::array reservations;
  reservations.push_back(json::object{{"instancesSet", std::move(instances)}});
  return Reply{json::object{{"reservationSet", std::move(reservations)}}};
}

ApiResult<Reply> describe_subnets(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "DescribeSubnets"));
  json::array subnets;
  subnets.push_back(
      json::object{{"ownerId", ec2.subnet_owner}, {"availableIpAddressCount", ec2.free_addresses}});
  return Reply{json::object{{"subnetSet", std::move(subnets)}}};
}

ApiResult<Reply> create_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "CreateNetworkInterface"));
  ec2.created = call.params.all();
  ec2.interfaces["eni-trunk"] = "";
  return Reply{json::object{{"networkInterface", json::object{{"networkInterfaceId", "eni-trunk"},
                                                              {"macAddress", "02:00:00:00:00:01"}}}}};
}

ApiResult<Reply> describe_network_interfaces(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "DescribeNetworkInterfaces"));
  const auto ids = call.params.texts("NetworkInterfaceId");
  const auto found = ec2.interfaces.find(ids->front());
  if (found == ec2.interfaces.end()) return ApiError{"InvalidNetworkInterfaceID.NotFound", "gone"};
  json::object interface {
    { "networkInterfaceId", found->first }
  };
  if (!found->second.empty()) {
    interface["attachment"] = json::object{{"attachmentId", "eni-attach-1"}, {"instanceId", found->second}};
  }
  json::array set;
  set.push_back(std::move(interface));
  return Reply{json::object{{"networkInterfaceSet", std::move(set)}}};
}

ApiResult<Reply> attach_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "AttachNetworkInterface"));
  ec2.attached = call.params.all();
  ec2.interfaces[call.params.text_or("NetworkInterfaceId", "")] = call.params.text_or("InstanceId", "");
  return Reply{json::object{{"attachmentId", "eni-attach-1"}}};
}

ApiResult<Reply> detach_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "DetachNetworkInterface"));
  ec2.interfaces["eni-trunk"] = "";
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> delete_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_CHECK(ec2.enter(call, "DeleteNetworkInterface"));
  ec2.interfaces.erase(call.params.text_or("NetworkInterfaceId", ""));
  return Reply{json::object{{"return", true}}};
}

const Operation kEc2Operations[] = {
    {"AttachNetworkInterface", any_resource, attach_network_interface, "*"},
    {"CreateNetworkInterface", any_resource, create_network_interface, "*"},
    {"DeleteNetworkInterface", any_resource, delete_network_interface, "*"},
    {"DescribeInstances", any_resource, describe_instances, "*"},
    {"DescribeNetworkInterfaces", any_resource, describe_network_interfaces, "*"},
    {"DescribeSubnets", any_resource, describe_subnets, "*"},
    {"DetachNetworkInterface", any_resource, detach_network_interface, "*"},
};

const Service kEc2 = {.name = "ec2",
                      .title = "EC2 as tests want it",
                      .protocol = Protocol::kEc2,
                      .version = "2016-11-15",
                      .xml_namespace = {},
                      .target_prefix = {},
                      .operations = kEc2Operations};

const Service* const kServices[] = {&kService, &kEc2};

class ContainerInstances : public testing::Test {
 protected:
  ContainerInstances() {
    FakeEc2::instance() = {};
    make_service_linked_role();
    call("CreateCluster", {});
    call("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "enabled"}});
  }

  void make_service_linked_role() {
    auto& iam = sandbox_.env.store.get<IamRepository>();
    IamIdentity role;
    role.account = kAccount;
    role.name = "AWSServiceRoleForECS";
    role.path = "/aws-service-role/ecs.amazonaws.com/";
    role.arn = "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
    role.unique_id = "AROATEST";
    role = iam.insert(std::move(role));
    iam.attach(role.id, "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy");
    publish_identity(sandbox_.env.store, role, {sandbox_.scheduler.now(), std::chrono::seconds{0}});
  }

  /// The reply, or the error as {"error": "CODE: message"}. Time does not pass.
  json::object call(std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(keep(sandbox_.gateway.call(Principal::root(aws::AccountId{kAccount}),
                                                      sandbox_.region, "ecs", operation, std::move(params)),
                                result));
    if (!result) sandbox_.scheduler.run_ready();
    if (!result) throw std::logic_error("the call does not end");
    if (result->has_error()) return {{"error", result->error().code + ": " + result->error().message}};
    return (*result)->value.as_object();
  }
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }

  static json::object registration(std::string_view type = "c5.large", bool capability = true) {
    const json::object identity{{"instanceId", "i-1"},
                                {"instanceType", type},
                                {"accountId", kAccount},
                                {"region", "eu-central-1"},
                                {"availabilityZone", "eu-central-1b"},
                                {"imageId", "ami-1"}};
    json::array attributes;
    attributes.push_back(json::object{{"name", "ecs.capability.task-eni"}});
    if (capability) attributes.push_back(json::object{{"name", "ecs.capability.task-eni-trunking"}});
    json::array resources;
    resources.push_back(json::object{{"name", "CPU"}, {"type", "INTEGER"}, {"integerValue", 2048}});
    resources.push_back(json::object{{"name", "MEMORY"}, {"type", "INTEGER"}, {"integerValue", 3784}});
    resources.push_back(json::object{
        {"name", "PORTS"}, {"type", "STRINGSET"}, {"stringSetValue", json::array{"22", "51678"}}});
    return {{"instanceIdentityDocument", json::serialize(identity)},
            {"totalResources", std::move(resources)},
            {"attributes", std::move(attributes)},
            {"versionInfo", json::object{{"agentVersion", "1.86.3"}}}};
  }
  /// The container instance as the reply shows it.
  json::object enter(json::object params = registration()) {
    const json::object reply = call("RegisterContainerInstance", std::move(params));
    if (const json::value* error = find(reply, "error")) return {{"error", *error}};
    json::object shown = reply.at("containerInstance").as_object();
    arn_ = as_text(shown.at("containerInstanceArn"));
    return shown;
  }
  json::object now() {
    const json::object reply =
        call("DescribeContainerInstances", {{"containerInstances", json::array{json::value(arn_)}}});
    return reply.at("containerInstances").as_array().at(0).as_object();
  }
  static std::string text(const json::object& object, std::string_view name) { return text_at(object, name); }
  static std::optional<std::string> attribute(const json::object& instance, std::string_view name) {
    for (const json::value& element : instance.at("attributes").as_array()) {
      const json::object& entry = element.as_object();
      if (text(entry, "name") == name) return text(entry, "value");
    }
    return std::nullopt;
  }
  void ec2_says(std::string_view state) {
    ec2().state = std::string(state);
    Event event;
    event.source = "aws.ec2";
    event.detail_type = "EC2 Instance State-change Notification";
    event.detail = {{"instance-id", "i-1"}, {"state", state}};
    sandbox_.env.publish(std::move(event));
    sandbox_.scheduler.run_ready();
  }
  std::int64_t slots() {
    const std::string id = arn_.substr(arn_.rfind('/') + 1);
    const auto cluster =
        sandbox_.env.store.get<EcsClusterRepository>().find({kAccount, "eu-central-1"}, "default");
    return sandbox_.env.store.get<EcsContainerInstanceRepository>()
        .find(cluster->number, id)
        ->registered.interfaces;
  }
  FakeEc2& ec2() { return FakeEc2::instance(); }

  TestSandbox sandbox_{kServices};
  std::string arn_;
};

TEST_F(ContainerInstances, TrunkIsMadeByTheServiceLinkedRoleBeforeTheHostIsActive) {
  EXPECT_EQ(text(enter(), "status"), "REGISTERING");
  sandbox_.scheduler.run_ready();
  const json::object host = now();
  EXPECT_EQ(text(host, "status"), "ACTIVE");
  const std::string trunk_id = attribute(host, "ecs.awsvpc-trunk-id").value();
  EXPECT_EQ(trunk_id.size(), 36U);
  const json::object& attachment = host.at("attachments").as_array().at(0).as_object();
  EXPECT_EQ(text(attachment, "id"), trunk_id);
  EXPECT_EQ(json::serialize(attachment.at("details")),
            R"([{"name":"macAddress","value":"02:00:00:00:00:01"}])");
  EXPECT_EQ(text(ec2().created, "InterfaceType"), "trunk");
  EXPECT_EQ(text(ec2().created, "SubnetId"), "subnet-1");
  EXPECT_EQ(ec2().attached.at("DeviceIndex").as_int64(), 1);
  EXPECT_EQ(ec2().interfaces.at("eni-trunk"), "i-1");
  EXPECT_THAT(ec2().calls, testing::Contains("CreateNetworkInterface arn:aws:sts::000000000000:assumed-role/"
                                             "AWSServiceRoleForECS/ecs-eni-provisioning"));
  EXPECT_EQ(slots(), 10);
}

struct SilentCase {
  std::string_view description;
  std::string_view type;
  bool capability;
  std::string_view setting;
  std::int64_t slots;
};

TEST_F(ContainerInstances, WithoutTheConditionsThereIsSilentlyNoTrunk) {
  const SilentCase cases[] = {
      {"the setting is off", "c5.large", true, "disabled", 2},
      {"the agent cannot", "c5.large", false, "enabled", 2},
      {"the type cannot", "t3.medium", true, "enabled", 2},
  };
  for (const SilentCase& c : cases) {
    call("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", c.setting}});
    const json::object host = enter(registration(c.type, c.capability));
    EXPECT_EQ(text(host, "status"), "ACTIVE") << c.description;
    EXPECT_FALSE(attribute(host, "ecs.awsvpc-trunk-id").has_value()) << c.description;
    EXPECT_TRUE(host.at("attachments").as_array().empty()) << c.description;
    EXPECT_EQ(slots(), c.slots) << c.description;
    EXPECT_EQ(text(call("DeregisterContainerInstance", {{"containerInstance", arn_}})
                       .at("containerInstance")
                       .as_object(),
                   "status"),
              "INACTIVE");
  }
}

TEST_F(ContainerInstances, SharedSubnetFailsTheRegistration) {
  ec2().subnet_owner = "111111111111";
  EXPECT_EQ(text(enter(), "status"), "REGISTERING");
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "REGISTRATION_FAILED");
  EXPECT_EQ(text(now(), "statusReason"),
            "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': "
            "InvalidParameterValue");
}

TEST_F(ContainerInstances, WhatEc2RefusesFailsTheRegistration) {
  ec2().errors["CreateNetworkInterface"] = "NetworkInterfaceLimitExceeded";
  enter();
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "statusReason"),
            "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': "
            "NetworkInterfaceLimitExceeded");
  const auto gone = call("DeregisterContainerInstance", {{"containerInstance", arn_}});
  EXPECT_EQ(text(gone.at("containerInstance").as_object(), "status"), "INACTIVE");
}

TEST_F(ContainerInstances, TrunkThatCannotBeAttachedStaysUntilDeregistration) {
  ec2().errors["AttachNetworkInterface"] = "AttachmentLimitExceeded";
  enter();
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "REGISTRATION_FAILED");
  EXPECT_EQ(ec2().interfaces.size(), 1U);
  call("DeregisterContainerInstance", {{"containerInstance", arn_}});
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "INACTIVE");
  EXPECT_TRUE(ec2().interfaces.empty());
}

TEST_F(ContainerInstances, SettingMadeAfterwardsChangesNothing) {
  call("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "disabled"}});
  const std::string arn = text(enter(), "containerInstanceArn");
  call("PutAccountSettingDefault", {{"name", "awsvpcTrunking"}, {"value", "enabled"}});
  json::object again = registration();
  again["containerInstanceArn"] = arn;
  const json::object host = enter(std::move(again));
  EXPECT_EQ(text(host, "containerInstanceArn"), arn);
  EXPECT_EQ(text(host, "status"), "ACTIVE");
  EXPECT_EQ(slots(), 2);
}

TEST_F(ContainerInstances, DeregistrationTakesTheTrunkAway) {
  enter();
  sandbox_.scheduler.run_ready();
  const auto reply = call("DeregisterContainerInstance", {{"containerInstance", arn_}});
  EXPECT_EQ(text(reply.at("containerInstance").as_object(), "status"), "DEREGISTERING");
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "INACTIVE");
  EXPECT_TRUE(ec2().interfaces.empty());
}

TEST_F(ContainerInstances, TrunkWithBranchesIsRemovedWhenTheyAreGone) {
  enter();
  sandbox_.scheduler.run_ready();
  ec2().errors["DeleteNetworkInterface"] = "InvalidParameterValue";
  call("DeregisterContainerInstance", {{"containerInstance", arn_}});
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "DEREGISTERING");
  ec2().errors.clear();
  sandbox_.scheduler.run();
  EXPECT_EQ(text(now(), "status"), "INACTIVE");
}

TEST_F(ContainerInstances, TerminatedInstanceIsDeregistered) {
  enter();
  sandbox_.scheduler.run_ready();
  ec2_says("shutting-down");
  EXPECT_FALSE(now().at("agentConnected").as_bool());
  EXPECT_EQ(text(now(), "status"), "ACTIVE");
  ec2_says("terminated");
  EXPECT_EQ(text(now(), "status"), "INACTIVE");
  EXPECT_TRUE(ec2().interfaces.empty());
}

TEST_F(ContainerInstances, StoppedInstanceComesBackAsTheSameOne) {
  enter();
  sandbox_.scheduler.run_ready();
  const std::string arn = arn_;
  ec2_says("stopped");
  EXPECT_FALSE(now().at("agentConnected").as_bool());
  ec2_says("running");
  EXPECT_EQ(text(enter(), "containerInstanceArn"), arn);
  EXPECT_TRUE(now().at("agentConnected").as_bool());
  EXPECT_TRUE(attribute(now(), "ecs.awsvpc-trunk-id").has_value());
}

TEST_F(ContainerInstances, DeregisteredWhileTheTrunkIsMade) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  EXPECT_EQ(text(enter(), "status"), "REGISTERING");
  call("DeregisterContainerInstance", {{"containerInstance", arn_}});
  EXPECT_EQ(text(now(), "status"), "DEREGISTERING");
  sandbox_.scheduler.run();
  EXPECT_EQ(text(now(), "status"), "INACTIVE");
  EXPECT_TRUE(ec2().interfaces.empty());
}

TEST_F(ContainerInstances, RestartGoesOnWhereTheTrunkIs) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  enter();
  // As a killed sandbox leaves it: EC2 has attached the trunk, and nobody has told ECS.
  ec2().interfaces["eni-trunk"] = "i-1";
  auto& hosts = sandbox_.env.store.get<EcsContainerInstanceRepository>();
  EcsContainerInstance stored = hosts.all_of(EcsHostStatus::kRegistering).front();
  stored.document["trunk"].as_object()["networkInterfaceId"] = "eni-trunk";
  hosts.update(stored);
  ec2().errors["AttachNetworkInterface"] = "InvalidParameterValue";
  ContainerInstanceLifecycle life{sandbox_.env};
  life.go_on(stored.number);
  sandbox_.scheduler.run();
  EXPECT_EQ(text(now(), "status"), "ACTIVE");
}

TEST_F(ContainerInstances, TypeCannotChange) {
  enter();
  EXPECT_THAT(text(enter(registration("c5.xlarge")), "error"),
              testing::StartsWith("ClientException: Container instance type changes are not supported."));
}

TEST_F(ContainerInstances, NoServiceLinkedRoleNoTrunk) {
  auto& iam = sandbox_.env.store.get<IamRepository>();
  const auto role = iam.find(kAccount, IdentityKind::kRole, "AWSServiceRoleForECS");
  for (const std::string& policy : iam.attachments(role->id)) iam.detach(role->id, policy);
  iam.remove(*role);
  enter();
  sandbox_.scheduler.run_ready();
  EXPECT_EQ(text(now(), "status"), "REGISTRATION_FAILED");
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
