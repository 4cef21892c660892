/// Which changes of EC2's and ECS's resources mean another resource: the column "Update requires" of the CloudFormation
/// reference.
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/resources/members.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {
namespace {

enum class Means { kUpdate, kReplacement };
struct Row {
  const char* type;
  const char* before;
  const char* after;
  Means means;
};
const Row kRows[] = {
    {"AWS::EC2::VPC", R"({"CidrBlock": "10.0.0.0/16"})", R"({"CidrBlock": "10.1.0.0/16"})",
     Means::kReplacement},
    {"AWS::EC2::VPC", R"({"EnableDnsSupport": true})", R"({"EnableDnsSupport": false})", Means::kUpdate},
    // AWS changes this one in place; the sandbox has no ModifyVpcTenancy.
    {"AWS::EC2::VPC", R"({"InstanceTenancy": "dedicated"})", R"({"InstanceTenancy": "default"})",
     Means::kReplacement},
    {"AWS::EC2::VPC", R"({"InstanceTenancy": "default"})", R"({"InstanceTenancy": "dedicated"})",
     Means::kReplacement},
    {"AWS::EC2::Subnet", R"({"AvailabilityZone": "a"})", R"({"AvailabilityZone": "b"})", Means::kReplacement},
    {"AWS::EC2::Subnet", R"({})", R"({"MapPublicIpOnLaunch": true})", Means::kUpdate},
    {"AWS::EC2::Subnet", R"({})", R"({"Ipv6CidrBlock": "2001:db8::/64"})", Means::kUpdate},
    {"AWS::EC2::Subnet", R"({"Ipv6CidrBlock": "2001:db8::/64"})", R"({"Ipv6CidrBlock": "2001:db8:0:1::/64"})",
     Means::kReplacement},
    {"AWS::EC2::RouteTable", R"({"VpcId": "vpc-1"})", R"({"VpcId": "vpc-2"})", Means::kReplacement},
    {"AWS::EC2::Route", R"({"GatewayId": "igw-1"})", R"({"NatGatewayId": "nat-1"})", Means::kUpdate},
    {"AWS::EC2::Route", R"({"DestinationCidrBlock": "0.0.0.0/0"})",
     R"({"DestinationCidrBlock": "10.0.0.0/8"})", Means::kReplacement},
    {"AWS::EC2::SubnetRouteTableAssociation", R"({"RouteTableId": "rtb-1"})", R"({"RouteTableId": "rtb-2"})",
     Means::kUpdate},
    {"AWS::EC2::SubnetRouteTableAssociation", R"({"SubnetId": "subnet-1"})", R"({"SubnetId": "subnet-2"})",
     Means::kReplacement},
    {"AWS::EC2::VPCGatewayAttachment", R"({"InternetGatewayId": "igw-1"})",
     R"({"InternetGatewayId": "igw-2"})", Means::kUpdate},
    {"AWS::EC2::NatGateway", R"({"AllocationId": "eipalloc-1"})", R"({"AllocationId": "eipalloc-2"})",
     Means::kReplacement},
    {"AWS::EC2::NatGateway", R"({})", R"({"Tags": []})", Means::kUpdate},
    {"AWS::EC2::EIP", R"({"InstanceId": "i-1"})", R"({"InstanceId": "i-2"})", Means::kUpdate},
    {"AWS::EC2::EIP", R"({})", R"({"NetworkBorderGroup": "eu-central-1"})", Means::kReplacement},
    {"AWS::EC2::SecurityGroup", R"({"SecurityGroupIngress": []})", R"({})", Means::kUpdate},
    {"AWS::EC2::SecurityGroup", R"({"GroupDescription": "a"})", R"({"GroupDescription": "b"})",
     Means::kReplacement},
    {"AWS::EC2::SecurityGroupIngress", R"({"ToPort": 80})", R"({"ToPort": 81})", Means::kReplacement},
    {"AWS::EC2::SecurityGroupIngress", R"({"Description": "a"})", R"({"Description": "b"})", Means::kUpdate},
    {"AWS::EC2::SecurityGroupEgress", R"({"CidrIp": "10.0.0.0/8"})", R"({"CidrIp": "0.0.0.0/0"})",
     Means::kReplacement},
    {"AWS::EC2::LaunchTemplate", R"({"LaunchTemplateData": {}})",
     R"({"LaunchTemplateData": {"InstanceType": "c5.large"}})", Means::kUpdate},
    {"AWS::EC2::LaunchTemplate", R"({"LaunchTemplateName": "a"})", R"({"LaunchTemplateName": "b"})",
     Means::kReplacement},
    {"AWS::EC2::Instance", R"({"InstanceType": "c5.large"})", R"({"InstanceType": "c5.xlarge"})",
     Means::kUpdate},
    {"AWS::EC2::Instance", R"({"ImageId": "ami-1"})", R"({"ImageId": "ami-2"})", Means::kReplacement},
    {"AWS::EC2::Instance", R"({"LaunchTemplate": {"Version": "1"}})",
     R"({"LaunchTemplate": {"Version": "2"}})", Means::kReplacement},
    {"AWS::EC2::Instance", R"({"SecurityGroupIds": ["sg-1"]})", R"({"SecurityGroupIds": ["sg-2"]})",
     Means::kUpdate},
    {"AWS::EC2::NetworkInterface", R"({"GroupSet": ["sg-1"]})", R"({"GroupSet": ["sg-2"]})", Means::kUpdate},
    {"AWS::EC2::NetworkInterface", R"({"PrivateIpAddress": "10.0.0.4"})",
     R"({"PrivateIpAddress": "10.0.0.5"})", Means::kReplacement},
    {"AWS::EC2::NetworkInterface",
     R"({"PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.4"}]})",
     R"({"PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.4"},
                                {"Primary": false, "PrivateIpAddress": "10.0.0.5"}]})",
     Means::kUpdate},
    {"AWS::EC2::NetworkInterface",
     R"({"PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.4"}]})",
     R"({"PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.5"}]})", Means::kReplacement},
    {"AWS::EC2::NetworkInterfaceAttachment", R"({"DeviceIndex": 1})", R"({"DeviceIndex": 2})",
     Means::kReplacement},
    {"AWS::EC2::NetworkInterfaceAttachment", R"({})", R"({"DeleteOnTermination": false})", Means::kUpdate},
    {"AWS::EC2::SubnetNetworkAclAssociation", R"({"NetworkAclId": "a"})", R"({"NetworkAclId": "b"})",
     Means::kReplacement},
    {"AWS::Organizations::Account", R"({"ParentIds": ["a"]})", R"({"ParentIds": ["b"]})", Means::kUpdate},
    {"AWS::Organizations::OrganizationalUnit", R"({"Name": "a"})", R"({"Name": "b"})", Means::kUpdate},
    {"AWS::Organizations::OrganizationalUnit", R"({"ParentId": "a"})", R"({"ParentId": "b"})",
     Means::kReplacement},
    {"AWS::ECR::RegistryPolicy", R"({"PolicyText": {}})", R"({"PolicyText": {"A": 1}})", Means::kUpdate},
    {"AWS::SNS::TopicInlinePolicy", R"({"TopicArn": "a"})", R"({"TopicArn": "b"})", Means::kReplacement},
    // AWS changes these in place; the sandbox has no UpdateResourceShare.
    {"AWS::RAM::ResourceShare", R"({"Name": "a"})", R"({"Name": "b"})", Means::kReplacement},
    {"AWS::RAM::ResourceShare", R"({"Principals": ["a"]})", R"({"Principals": ["b"]})", Means::kUpdate},
    {"AWS::ECS::Cluster", R"({"ClusterName": "a"})", R"({"ClusterName": "b"})", Means::kReplacement},
    {"AWS::ECS::Cluster", R"({})", R"({"ClusterSettings": []})", Means::kUpdate},
    {"AWS::ECS::TaskDefinition", R"({"Memory": "512"})", R"({"Memory": "1024"})", Means::kReplacement},
    {"AWS::ECS::TaskDefinition", R"({})", R"({"Tags": []})", Means::kUpdate},
    {"AWS::ECS::Service", R"({"DesiredCount": 1})", R"({"DesiredCount": 25})", Means::kUpdate},
    {"AWS::ECS::Service", R"({"TaskDefinition": "web:1"})", R"({"TaskDefinition": "web:2"})", Means::kUpdate},
    {"AWS::ECS::Service", R"({})", R"({"LaunchType": "EC2"})", Means::kUpdate},
    {"AWS::ECS::Service", R"({})", R"({"LaunchType": "FARGATE"})", Means::kReplacement},
    {"AWS::ECS::Service", R"({"SchedulingStrategy": "REPLICA"})", R"({"SchedulingStrategy": "DAEMON"})",
     Means::kReplacement},
    {"AWS::ECS::CapacityProvider", R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "a"}})",
     R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "b"}})", Means::kReplacement},
    {"AWS::ECS::CapacityProvider", R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "a"}})",
     R"({"AutoScalingGroupProvider": {"AutoScalingGroupArn": "a", "ManagedDraining": "ENABLED"}})",
     Means::kUpdate},
    {"AWS::AutoScaling::LaunchConfiguration", R"({"ImageId": "a"})", R"({"ImageId": "b"})",
     Means::kReplacement},
    {"AWS::AutoScaling::AutoScalingGroup", R"({"AutoScalingGroupName": "a"})",
     R"({"AutoScalingGroupName": "b"})", Means::kReplacement},
    {"AWS::AutoScaling::AutoScalingGroup", R"({"LaunchConfigurationName": "a"})", R"({"LaunchTemplate": {}})",
     Means::kUpdate},
    {"AWS::AutoScaling::LifecycleHook", R"({"HeartbeatTimeout": 1})", R"({})", Means::kUpdate},
    {"AWS::AutoScaling::ScalingPolicy", R"({"AutoScalingGroupName": "a"})",
     R"({"AutoScalingGroupName": "b"})", Means::kReplacement},
    {"AWS::CloudWatch::Alarm", R"({"Threshold": 1})", R"({"Threshold": 2})", Means::kUpdate},
    {"AWS::CloudWatch::Alarm", R"({"AlarmName": "a"})", R"({"AlarmName": "b"})", Means::kReplacement},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", R"({"Scheme": "internal"})", R"({})", Means::kReplacement},
    {"AWS::ElasticLoadBalancingV2::Listener", R"({"Port": 80})", R"({"Port": 81})", Means::kUpdate},
    {"AWS::ElasticLoadBalancingV2::ListenerRule", R"({"Priority": 1})", R"({"Priority": 2})", Means::kUpdate},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", R"({"Port": 80})", R"({"Port": 81})", Means::kReplacement},
};

TEST(Changes, MeanAnUpdateOrAReplacement) {
  for (const Row& row : kRows) {
    const auto changes =
        compare_properties(*find_resource_type(row.type), parse_json(row.before)->as_object(),
                           parse_json(row.after)->as_object());
    EXPECT_EQ(changes.needs_replacement, row.means == Means::kReplacement)
        << row.type << " " << row.before << " " << row.after;
    EXPECT_FALSE(changes.changed.empty());
  }
}

struct Problem {
  const char* type;
  const char* properties;
  const char* text;
};
const Problem kProblems[] = {
    {"AWS::EC2::VPC", R"({"CidrBlock": "10.0.0.0/16", "Ipv4IpamPoolId": "ipam-pool-1"})",
     "Property Ipv4IpamPoolId of AWS::EC2::VPC is not supported by the sandbox"},
    {"AWS::ECS::Service", R"({"VolumeConfigurations": [{"Name": "v"}]})",
     "Property VolumeConfigurations of AWS::ECS::Service is not supported by the sandbox"},
    {"AWS::EC2::LaunchTemplate", R"({"LaunchTemplateData": {"NetworkInterfaces": [{"Subnet": "subnet-1"}]}})",
     "Encountered unsupported property LaunchTemplateData/NetworkInterfaces/Subnet"},
    {"AWS::EC2::LaunchTemplate", R"({"LaunchTemplateData": {"Monitoring": true}})",
     "Value of property LaunchTemplateData/Monitoring must be an object"},
    {"AWS::ECS::TaskDefinition", R"({"ContainerDefinitions": [{"Name": "a", "Memory": "many"}]})",
     "Value of property ContainerDefinitions/Memory must be of type Integer"},
    {"AWS::ECS::TaskDefinition", R"({"ContainerDefinitions": ["a"]})",
     "Value of property ContainerDefinitions must be a list of objects"},
    {"AWS::ECS::TaskDefinition",
     R"({"ContainerDefinitions": [{"Name": "a", "Memory": "128", "DockerLabels": {"Any": "thing"}}]})", ""},
};

TEST(Members, AreCheckedByTheTable) {
  for (const Problem& row : kProblems) {
    const auto problem =
        property_problem(*find_resource_type(row.type), parse_json(row.properties)->as_object());
    EXPECT_EQ(problem ? problem->message : "", row.text) << row.properties;
  }
}

/// What a template says of a property, as the operation that takes it is told.
std::string told(const char* type, const char* property, const char* value, const char* operation) {
  const ResourceType& row = *find_resource_type(type);
  const auto input = shapes::find_service(row.calls.service)->find_operation(operation)->input();
  return json::serialize(to_api(*parse_json(value), *row.find_property(property)->shape,
                                api_member(input, property)->shape(), api_style(row.calls.service)));
}

TEST(Members, AreNamedAsTheServicesModelDoes) {
  EXPECT_EQ(api_style("ec2"), ApiStyle::kTexts);
  for (const char* service : {"ecs", "logs", "ecr"}) EXPECT_EQ(api_style(service), ApiStyle::kSmallNames);
  for (const char* service : {"iam", "lambda", "s3", "ssm"}) {
    EXPECT_EQ(api_style(service), ApiStyle::kSameNames) << service;
  }
}

TEST(Members, GoToEc2UnderItsNamesAsTexts) {
  EXPECT_EQ(told("AWS::EC2::LaunchTemplate", "LaunchTemplateData",
                 R"({"NetworkInterfaces": [{"DeviceIndex": 0, "Groups": ["sg-1"]}], "EbsOptimized": true})",
                 "CreateLaunchTemplate"),
            R"({"NetworkInterface":[{"DeviceIndex":"0","SecurityGroupId":["sg-1"]}],"EbsOptimized":"true"})");
  EXPECT_EQ(told("AWS::EC2::Instance", "BlockDeviceMappings",
                 R"([{"DeviceName": "/dev/sdb", "NoDevice": {}}])", "RunInstances"),
            R"([{"DeviceName":"/dev/sdb","NoDevice":""}])");
}

TEST(Members, GoToEcsUnderItsNamesAndTyped) {
  EXPECT_EQ(
      told(
          "AWS::ECS::TaskDefinition", "ContainerDefinitions",
          R"([{"Name": "a", "Cpu": "128", "Essential": "true", "DockerLabels": {"Name": 1}, "Command": [1]}])",
          "RegisterTaskDefinition"),
      R"([{"name":"a","cpu":128,"essential":true,"dockerLabels":{"Name":"1"},"command":["1"]}])");
  EXPECT_EQ(
      told(
          "AWS::ECS::TaskDefinition", "Volumes",
          R"([{"EFSVolumeConfiguration": {"FilesystemId": "fs-1", "AuthorizationConfig": {"IAM": "ENABLED"}}}])",
          "RegisterTaskDefinition"),
      R"([{"efsVolumeConfiguration":{"fileSystemId":"fs-1","authorizationConfig":{"iam":"ENABLED"}}}])");
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
