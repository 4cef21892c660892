/// Which resources and condition keys IAM is asked about.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "machine_images/machine_images.h"
#include "sandbox/gateway/test_access.h"
#include "sandbox/services/ec2/service.h"
#include "sandbox/store/ec2_interface_repository.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

using testing::IsSupersetOf;

constexpr const char* kAccount = "000000000000";
const std::string kPrefix = "arn:aws:ec2:eu-central-1:000000000000:";

/// Each with a tag `t` that has its id as value.
struct StoredRow {
  const char* kind;
  const char* id;
  const char* document;
};

// clang-format off
constexpr StoredRow kStored[] = {
    {"vpc", "vpc-1", R"({"vpcId": "vpc-1", "isDefault": true, "instanceTenancy": "default", "cidrBlockAssociationSet": [{"associationId": "vpc-cidr-assoc-1"}]})"},
    {"subnet", "subnet-1", R"({"vpcId": "vpc-1", "availabilityZone": "eu-central-1a", "ipv6CidrBlockAssociationSet": [{"associationId": "subnet-cidr-assoc-1"}]})"},
    {"security-group", "sg-0", R"({"vpcId": "vpc-0", "groupName": "web", "groupId": "sg-0"})"},
    {"security-group", "sg-1", R"({"vpcId": "vpc-1", "groupName": "web", "groupId": "sg-1"})"},
    {"route-table", "rtb-1", R"({"vpcId": "vpc-1", "associationSet": [{"routeTableAssociationId": "rtbassoc-1", "subnetId": "subnet-1"}]})"},
    {"elastic-ip", "eipalloc-1", R"({"publicIp": "198.18.0.1", "domain": "vpc", "associationId": "eipassoc-1", "networkInterfaceId": "eni-1"})"},
    {"key-pair", "key-1", R"({"keyPairId": "key-1", "keyName": "mine", "keyType": "rsa"})"},
    {"instance", "i-1", R"({"instanceType": "c5.large", "rootDeviceType": "ebs", "ebsOptimized": false, "vpcId": "vpc-1", "subnetId": "subnet-1",
      "placement": {"availabilityZone": "eu-central-1a", "tenancy": "default"}, "metadataOptions": {"httpTokens": "required"}})"},
    {"volume", "vol-1", R"({"volumeType": "gp3", "size": 30, "encrypted": false, "availabilityZone": "eu-central-1a"})"},
    {"launch-template", "lt-1", R"({"launchTemplateId": "lt-1", "launchTemplateName": "hosts", "latestVersionNumber": 1, "defaultVersionNumber": 1})"},
    {"iam-instance-profile-association", "iip-assoc-1", "{}"},
};

std::string tagged(const std::string& kind, const std::string& id, const std::string& more = "") {
  return kind + "/" + id + " aws:ResourceTag/t=" + id + " ec2:ResourceTag/t=" + id + more;
}
const std::string kInVpc = " ec2:Vpc=" + kPrefix + "vpc/vpc-1";
const std::string kVpc = tagged("vpc", "vpc-1", " ec2:Tenancy=default ec2:VpcID=vpc-1");
const std::string kSubnet = tagged("subnet", "subnet-1", " ec2:AvailabilityZone=eu-central-1a ec2:SubnetID=subnet-1" + kInVpc);
const std::string kGroup = tagged("security-group", "sg-1", " ec2:SecurityGroupID=sg-1" + kInVpc);
const std::string kTable = tagged("route-table", "rtb-1", " ec2:RouteTableID=rtb-1" + kInVpc);
const std::string kAddress = tagged("elastic-ip", "eipalloc-1", " ec2:AllocationId=eipalloc-1 ec2:Domain=vpc ec2:PublicIpAddress=198.18.0.1");
const std::string kInterface = tagged("network-interface", "eni-1",
    " ec2:AvailabilityZone=eu-central-1a ec2:NetworkInterfaceID=eni-1 ec2:Subnet=" + kPrefix + "subnet/subnet-1" + kInVpc);
const std::string kInstance = tagged("instance", "i-1",
    " ec2:AvailabilityZone=eu-central-1a ec2:EbsOptimized=false ec2:InstanceID=i-1 ec2:InstanceType=c5.large ec2:MetadataHttpTokens=required"
    " ec2:RootDeviceType=ebs ec2:Tenancy=default ec2:InstanceMarketType=on-demand");
const std::string kPair = "key-pair/mine aws:ResourceTag/t=key-1 ec2:ResourceTag/t=key-1 ec2:KeyPairName=mine ec2:KeyPairType=rsa";
const std::string kTemplate = tagged("launch-template", "lt-1");
const std::string kRegion = "*: ec2:Region=eu-central-1";

struct AccessRow {
  const char* operation;
  const char* params;
  std::vector<std::string> expected;  ///< lines_of()
};

const AccessRow kAccessRows[] = {
    {"DeleteVpc", R"({"VpcId": "vpc-1"})", {kVpc, kRegion}},
    {"DeleteVpc", R"({"VpcId": "vpc-2"})", {"vpc/vpc-2", kRegion}},
    {"CreateSubnet", R"({"VpcId": "vpc-1", "TagSpecification": [{"ResourceType": "subnet", "Tag": [{"Key": "k", "Value": "v"}]}]})",
     {kVpc, "subnet/* aws:RequestTag/k=v aws:TagKeys=k", kRegion}},
    {"DisassociateVpcCidrBlock", R"({"AssociationId": "vpc-cidr-assoc-1"})", {kVpc, kRegion}},
    {"DisassociateSubnetCidrBlock", R"({"AssociationId": "subnet-cidr-assoc-1"})", {kSubnet, kRegion}},
    {"DisassociateRouteTable", R"({"AssociationId": "rtbassoc-1"})", {kTable, kSubnet, kRegion}},
    {"DisassociateRouteTable", R"({"AssociationId": "rtbassoc-2"})", {"*", kRegion}},
    {"DisassociateAddress", R"({"AssociationId": "eipassoc-1"})", {kAddress, kInterface, kRegion}},
    {"DisassociateAddress", R"({"PublicIp": "198.18.0.1"})", {kAddress, kRegion}},
    {"ReleaseAddress", R"({"AllocationId": "eipalloc-1"})", {kAddress, kRegion}},
    {"DetachNetworkInterface", R"({"AttachmentId": "eni-attach-1"})", {kInterface, kInstance, kRegion}},
    {"DescribeNetworkInterfaceAttribute", R"({"NetworkInterfaceId": "eni-1"})", {"*", kRegion}},
    {"DeleteSecurityGroup", R"({"GroupName": "web"})", {kGroup, kRegion}},
    {"DeleteSecurityGroup", R"({"GroupName": "nobody's"})", {"security-group/*", kRegion}},
    {"DeleteKeyPair", R"({"KeyName": "mine"})", {kPair, kRegion}},
    {"DeleteKeyPair", R"({"KeyName": "other"})", {"key-pair/other", kRegion}},
    {"DeleteKeyPair", R"({"KeyPairId": "key-1"})", {kPair, kRegion}},
    {"ImportKeyPair", R"({"KeyName": "new", "TagSpecification": [{"ResourceType": "key-pair", "Tag": [{"Key": "k", "Value": "v"}]}]})",
     {"key-pair/new aws:RequestTag/k=v aws:TagKeys=k", kRegion}},
    {"DeleteLaunchTemplate", R"({"LaunchTemplateName": "hosts"})", {kTemplate, kRegion}},
    {"CreateLaunchTemplate", R"({"LaunchTemplateName": "new"})", {"launch-template/*", kRegion}},
    {"TerminateInstances", R"({"InstanceId": ["i-1", "i-2"]})", {kInstance, "instance/i-2", kRegion}},
    {"ModifyInstanceAttribute", R"({"InstanceId": "i-1", "GroupId": ["sg-1"]})", {kInstance, kGroup, kRegion}},
    {"ModifyInstanceCreditSpecification", R"({"InstanceCreditSpecification": [{"InstanceId": "i-1"}]})", {kInstance, kRegion}},
    {"DisassociateIamInstanceProfile", R"({"AssociationId": "iip-assoc-1"})", {kInstance, kRegion}},
    {"AssociateIamInstanceProfile", R"({"InstanceId": "i-1", "IamInstanceProfile": {"Name": "p"}})",
     {kInstance, kRegion + " ec2:NewInstanceProfile=arn:aws:iam::000000000000:instance-profile/p"}},
    {"DeleteVolume", R"({"VolumeId": "vol-1"})", {tagged("volume", "vol-1",
      " ec2:AvailabilityZone=eu-central-1a ec2:Encrypted=false ec2:VolumeID=vol-1 ec2:VolumeSize=30 ec2:VolumeType=gp3"), kRegion}},
    {"CreateTags", R"({"ResourceId": ["sg-1"], "Tag": [{"Key": "k", "Value": "v"}]})", {kGroup, kRegion + " aws:RequestTag/k=v aws:TagKeys=k"}},
};
// clang-format on

class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    caller_.type = PrincipalType::kUser;
    caller_.account = aws::AccountId{kAccount};
    auto& repository = store().get<Ec2Repository>();
    for (const StoredRow& row : kStored) {
      const std::string kind = row.kind;
      std::string scope = kind == "subnet" || kind == "security-group" ? "vpc-1" : "";
      if (kind == "iam-instance-profile-association") scope = "i-1";
      repository.insert({row.id, kAccount, "eu-central-1", kind, std::move(scope),
                         parse_json(row.document).value().as_object()});
      repository.set_tag(row.id, "t", row.id);
    }
    Ec2Interface interface;
    interface.id = "eni-1";
    interface.account = kAccount;
    interface.region = "eu-central-1";
    interface.vpc = "vpc-1";
    interface.subnet = "subnet-1";
    interface.type = "interface";
    interface.attachment = "eni-attach-1";
    interface.instance = "i-1";
    interface.document = {{"networkInterfaceId", "eni-1"}, {"availabilityZone", "eu-central-1a"}};
    store().get<Ec2InterfaceRepository>().insert(interface);
    repository.set_tag("eni-1", "t", "eni-1");
    repository.insert({"lt-1/1", kAccount, "eu-central-1", "launch-template-version", "lt-1",
                       json::object{{"versionNumber", 1},
                                    {"_data",
                                     {{"InstanceType", "c5.large"},
                                      {"ImageId", image_},
                                      {"SecurityGroupId", json::array{"sg-1"}}}}}});
  }

  Store& store() { return sandbox_.env.store; }
  std::vector<std::string> asked(const char* operation, const std::string& params) {
    return lines_of(access_of(sandbox_, kService, operation, params, caller_), kPrefix);
  }
  std::string image(const std::string& more) const {
    const auto* image = machine_images::find_image("eu-central-1", image_);
    return "arn:aws:ec2:eu-central-1::image/" + image_ + " ec2:ImageID=" + image_ +
           " ec2:ImageType=machine ec2:Owner=" + std::string(image->owner_id) +
           " ec2:Public=true ec2:RootDeviceType=ebs" + more;
  }

  const Service* services_[1] = {&kService};
  TestSandbox sandbox_{services_};
  Principal caller_;
  const std::string image_ = machine_images::image_id(machine_images::all_images().front(), "eu-central-1");
};

TEST_F(AccessTest, EachResourceIsAskedForWithConditionKeysOfItsOwn) {
  for (const AccessRow& row : kAccessRows)
    EXPECT_EQ(asked(row.operation, row.params), row.expected) << row.operation << " " << row.params;
}

TEST_F(AccessTest, EveryActionHasItsRegion) {
  for (const Operation& row : kService.operations) {
    const std::vector<std::string> lines = asked(std::string(row.name).c_str(), "{}");
    EXPECT_TRUE(lines.back().starts_with("*: ec2:Region=eu-central-1")) << row.name;
  }
}

TEST_F(AccessTest, ALaunchIsAskedForWithAllThatItMakesAndUses) {
  const std::string own = " ec2:IsLaunchTemplateResource=false";
  const std::vector<std::string> expected{
      "instance/* ec2:InstanceType=t3.micro ec2:InstanceMarketType=on-demand ec2:Tenancy=default "
      "ec2:EbsOptimized=false ec2:RootDeviceType=ebs ec2:MetadataHttpTokens=required "
      "aws:RequestTag/k=v aws:TagKeys=k" +
          own,
      "network-interface/* ec2:Subnet=" + kPrefix + "subnet/subnet-1" + kInVpc +
          " ec2:AvailabilityZone=eu-central-1a" + own,
      kSubnet + own,
      kGroup + own,
      "volume/* ec2:Encrypted=true ec2:VolumeSize=50 ec2:VolumeType=gp3" + own,
      image(own),
      kPair + own,
      kRegion};
  EXPECT_EQ(asked("RunInstances",
                  R"({"ImageId": ")" + image_ + R"(", "InstanceType": "t3.micro", "SubnetId": "subnet-1",
                      "SecurityGroupId": ["sg-1"], "KeyName": "mine", "MetadataOptions": {"HttpTokens": "required"},
                      "BlockDeviceMapping": [{"DeviceName": "/dev/xvda",
                                              "Ebs": {"VolumeSize": "50", "VolumeType": "gp3", "Encrypted": "true"}}],
                      "TagSpecification": [{"ResourceType": "instance", "Tag": [{"Key": "k", "Value": "v"}]}]})"),
            expected);
}

TEST_F(AccessTest, WhatALaunchLeavesToItsTemplateIsAskedForAsTheTemplateHasIt) {
  const std::string of_template = " ec2:LaunchTemplate=" + kPrefix + "launch-template/lt-1";
  const std::string left = " ec2:IsLaunchTemplateResource=true" + of_template;
  const std::string overridden = " ec2:IsLaunchTemplateResource=false" + of_template;
  const std::vector<std::string> expected{
      "instance/* ec2:InstanceType=c5.large ec2:InstanceMarketType=on-demand ec2:Tenancy=default "
      "ec2:EbsOptimized=false ec2:RootDeviceType=ebs" +
          left,
      "network-interface/* ec2:Subnet=" + kPrefix + "subnet/subnet-1" + kInVpc +
          " ec2:AvailabilityZone=eu-central-1a" + overridden,
      kSubnet + overridden,
      kGroup + left,
      "volume/* ec2:Encrypted=false" + left,
      image(left),
      kTemplate + left,
      kRegion};
  EXPECT_EQ(
      asked("RunInstances", R"({"LaunchTemplate": {"LaunchTemplateName": "hosts"}, "SubnetId": "subnet-1"})"),
      expected);
}

TEST_F(AccessTest, ARootVolumeThatNoMappingTellsOfIsMadeAllTheSame) {
  const auto lines = asked("RunInstances", R"({"ImageId": ")" + image_ + R"(", "SubnetId": "subnet-1",
      "BlockDeviceMapping": [{"DeviceName": "/dev/xvdz", "Ebs": {"VolumeSize": "50", "Encrypted": "true"}}]})");
  const std::string own = " ec2:IsLaunchTemplateResource=false";
  EXPECT_THAT(lines, IsSupersetOf({"volume/* ec2:Encrypted=true ec2:VolumeSize=50" + own,
                                   "volume/* ec2:Encrypted=false" + own}));
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
