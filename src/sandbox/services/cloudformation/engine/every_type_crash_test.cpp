/// Of every resource type: the sandbox is killed after each single piece of work of a creation, and started again over the same state.
/// What was made before is found again: it is there once if the stack is made, and not at all if it is rolled back.
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/row_services_for_test.h"
#include "sandbox/services/cloudformation/resources/sample_values_for_test.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Those that go on with what they have begun by tokens of their own, and have no fixed calls: a stack's, a stack set's; functions.
const std::set<std::string_view> kOthers{
    "AWS::CDK::Metadata",
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFormation::StackSet",
    "AWS::CloudFormation::WaitCondition",
    "AWS::CloudFormation::WaitConditionHandle",
};

constexpr const char* kAcls =
    R"({"networkAclSet": [{"networkAclId": "acl-default", "vpcId": "vpc-1",
                           "associationSet": [{"subnetId": "a", "networkAclAssociationId": "aclassoc-0"}]}]})";
constexpr const char* kGroups = R"({"securityGroupInfo": [{"groupId": "ID"}]})";
constexpr const char* kDone = R"({"Operation": {"Status": "SUCCESS", "Targets": {"NAMESPACE": "ID"}}})";

const std::map<std::string_view, ServiceBehavior> kBehaviors{
    {"AWS::ApplicationAutoScaling::ScalingPolicy", {.name_member = "PolicyName", .is_only = true}},
    {"AWS::AutoScaling::AutoScalingGroup",
     {.properties = R"({"MinSize": "0", "MaxSize": "1"})", .remove = "DeleteAutoScalingGroup"}},
    {"AWS::EC2::EIP",
     {.remove = "ReleaseAddress",
      .replies = {{"DescribeAddresses", R"({"addressesSet": [{"publicIp": "ID", "allocationId": "ID"}]})"}}}},
    {"AWS::EC2::Instance",
     {.replies = {{"RunInstances", R"({"instancesSet": [{"instanceId": "ID"}]})"},
                  {"DescribeInstances",
                   R"({"reservationSet": [{"instancesSet": [{"instanceId": "ID",
                       "instanceState": {"name": "running"}}]}]})"}}}},
    {"AWS::EC2::NetworkInterfaceAttachment",
     {.remove = "DetachNetworkInterface",
      .replies =
          {{"DescribeNetworkInterfaces",
            R"({"networkInterfaceSet": [{"attachment": {"status": "attached", "attachmentId": "ID"}}]})"}}}},
    {"AWS::EC2::SecurityGroup",
     {.properties = R"({"VpcId": "vpc-1"})",
      .remove = "DeleteSecurityGroup",
      .replies = {{"CreateSecurityGroup", R"({"groupId": "ID"})"}, {"DescribeSecurityGroups", kGroups}}}},
    {"AWS::EC2::Subnet", {.replies = {{"DescribeNetworkAcls", kAcls}}, .lasting = {"DescribeNetworkAcls"}}},
    {"AWS::EC2::SubnetNetworkAclAssociation",
     {.create = "ReplaceNetworkAclAssociation",
      .remove = "ReplaceNetworkAclAssociation",
      .removal_says = "acl-default",
      .is_only = true,
      .replies = {{"ReplaceNetworkAclAssociation", R"({"newAssociationId": "ID"})"},
                  {"DescribeNetworkAcls", kAcls}},
      .lasting = {"DescribeNetworkAcls"}}},
    {"AWS::EC2::VPC", {.replies = {{"DescribeNetworkAcls", kAcls}, {"DescribeSecurityGroups", kGroups}}}},
    {"AWS::EC2::VPCCidrBlock",
     {.replies = {{"AssociateVpcCidrBlock", R"({"cidrBlockAssociation": {"associationId": "ID"}})"}}}},
    {"AWS::EC2::VPCGatewayAttachment", {.properties = R"({"InternetGatewayId": "igw-1"})", .is_only = true}},
    {"AWS::ECR::RegistryPolicy", {.is_only = true}},
    {"AWS::ECS::CapacityProvider", {.remove = "DeleteCapacityProvider"}},
    {"AWS::ECS::Service",
     {.remove = "DeleteService",
      .replies =
          {{"DescribeServices",
            R"({"services": [{"serviceArn": "ID", "status": "ACTIVE", "runningCount": 1, "desiredCount": 1,
                       "pendingCount": 0, "deployments": [{"rolloutState": "COMPLETED"}]}]})"}}}},
    {"AWS::IAM::ManagedPolicy",
     {.name_member = "PolicyName", .id_prefix = "arn:aws:iam::000000000000:policy/"}},
    {"AWS::IAM::Policy", {.properties = R"({"Roles": ["r"]})"}},
    {"AWS::IAM::ServiceLinkedRole",
     {.remove = "DeleteServiceLinkedRole",
      .replies = {{"DeleteServiceLinkedRole", R"({"DeletionTaskId": "task"})"},
                  {"GetServiceLinkedRoleDeletionStatus", R"({"Status": "SUCCEEDED"})"}},
      .lasting = {"GetServiceLinkedRoleDeletionStatus"}}},
    {"AWS::Lambda::Alias", {.is_only = true}},
    {"AWS::Lambda::LayerVersion", {.is_only = true}},
    {"AWS::Organizations::Account",
     {.replies = {{"CreateAccount", R"({"CreateAccountStatus": {"Id": "request"}})"},
                  {"DescribeCreateAccountStatus",
                   R"({"CreateAccountStatus": {"State": "SUCCEEDED", "AccountId": "ID"}})"}}}},
    {"AWS::Organizations::Organization", {.is_only = true}},
    {"AWS::SNS::Topic", {.name_member = "Name", .id_prefix = "arn:aws:sns:eu-central-1:000000000000:"}},
    {"AWS::ServiceDiscovery::HttpNamespace",
     {.create = "CreateHttpNamespace",
      .replies = {{"CreateHttpNamespace", R"({"OperationId": "operation"})"}, {"GetOperation", kDone}}}},
    {"AWS::ServiceDiscovery::PrivateDnsNamespace",
     {.create = "CreatePrivateDnsNamespace",
      .replies = {{"CreatePrivateDnsNamespace", R"({"OperationId": "operation"})"},
                  {"GetOperation", kDone}}}},
};

const ServiceBehavior& behavior_of(const ResourceType& type) {
  static const ServiceBehavior by_row;
  const auto found = kBehaviors.find(type.name);
  return found == kBehaviors.end() ? by_row : found->second;
}

json::object required_properties(const ResourceType& type) {
  const auto model = shapes::resource_types().find_operation(type.name);
  if (!model) return {};
  json::value sample = sample_value(*model->input(), 'a', Members::kRequired);
  return std::move(sample.as_object());
}

struct Case {
  const ResourceType* type;
  bool is_named;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const ResourceType* type : all_resource_types()) {
    if (kOthers.contains(type->name)) continue;
    cases.push_back({type, false});
    if (!type->name_property.empty()) cases.push_back({type, true});
  }
  return cases;
}

class EveryType : public testing::TestWithParam<Case> {
 protected:
  /// A world in which the services last.
  struct Run {
    explicit Run(const Case& row) {
      const ResourceType& type = *row.type;
      world.make_services = [this, &type](World& of) {
        return std::make_unique<RowServices>(of, type, behavior_of(type), things);
      };
      world.restart();
    }
    World world;
    std::map<std::string, std::string> things;
  };

  static std::string template_of(const Case& row, bool fails) {
    json::object properties = required_properties(*row.type);
    const json::object given = parse_json(behavior_of(*row.type).properties)->as_object();
    for (const auto& [name, value] : given) properties[name] = value;
    if (row.is_named) properties[row.type->name_property] = "chosen-name";
    json::object resources{
        {"R", json::object{{"Type", row.type->name}, {"Properties", std::move(properties)}}}};
    if (fails) {
      const json::object last{{"Name", "last"}, {"Type", "String"}, {"Value", "1"}};
      resources["Last"] =
          json::object{{"Type", "AWS::SSM::Parameter"}, {"DependsOn", "R"}, {"Properties", last}};
    }
    return json::serialize(json::object{{"Resources", std::move(resources)}});
  }

  static void kill_at_any_moment(bool fails) {
    const Case& row = GetParam();
    const char* const status = fails ? "ROLLBACK_COMPLETE" : "CREATE_COMPLETE";
    std::size_t made = 0;
    for (int moment = -1; moment < 400; ++moment) {
      Run run{row};
      const std::string id = run.world.create(template_of(row, fails));
      const bool is_over = moment >= 0 && run.world.scheduler.run(moment) < moment;
      if (moment >= 0) run.world.kill();
      if (moment >= 0) run.world.restart();
      run.world.scheduler.run();
      ASSERT_EQ(run.world.status(id), status)
          << "killed after " << moment << " pieces of work\n"
          << testing::PrintToString(run.world.story(id)) << testing::PrintToString(run.world.calls);
      if (moment < 0) made = run.things.size();
      if (fails) {
        ASSERT_EQ(made, 0u);
      }
      ASSERT_EQ(run.things.size(), made) << "killed after " << moment << " pieces of work\n"
                                         << testing::PrintToString(run.world.calls);
      if (is_over) return;
    }
    FAIL() << "the operation never ends";
  }
};

TEST_P(EveryType, IsMadeOnceWhateverTheMomentOfAKill) { kill_at_any_moment(false); }

TEST_P(EveryType, IsNotLeftByARollbackWhateverTheMomentOfAKill) {
  if (!GetParam().is_named) kill_at_any_moment(true);
}

INSTANTIATE_TEST_SUITE_P(Rows, EveryType, testing::ValuesIn(all_cases()),
                         [](const testing::TestParamInfo<Case>& row) {
                           std::string name = replace_all(std::string(row.param.type->name), "AWS::", "");
                           return replace_all(name, "::", "_") + (row.param.is_named ? "_named" : "");
                         });

}  // namespace
}  // namespace eni::sandbox::cloudformation
