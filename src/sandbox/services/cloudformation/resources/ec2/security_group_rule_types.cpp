/// AWS::EC2::SecurityGroupIngress and AWS::EC2::SecurityGroupEgress: rules of their own, so that two groups can name each other.
#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {}  // namespace

const ResourceType kEc2SecurityGroupIngress{
    .name = "AWS::EC2::SecurityGroupIngress",
    .attributes = {"Id"},
    .reads = {"CidrIp", "CidrIpv6", "Description", "FromPort", "GroupId", "IpProtocol", "SourcePrefixListId",
              "SourceSecurityGroupId", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId", "ToPort"},
    .create = [](ResourceCall& call) { return create_rule(call, kIngress); },
    .update = [](ResourceCall& call) { return update_rule(call, kIngress); },
    .remove = [](ResourceCall& call) { return remove_rule(call, kIngress); },
};

const ResourceType kEc2SecurityGroupEgress{
    .name = "AWS::EC2::SecurityGroupEgress",
    .attributes = {"Id"},
    .reads = {"CidrIp", "CidrIpv6", "Description", "DestinationPrefixListId", "DestinationSecurityGroupId",
              "FromPort", "GroupId", "IpProtocol", "ToPort"},
    .create = [](ResourceCall& call) { return create_rule(call, kEgress); },
    .update = [](ResourceCall& call) { return update_rule(call, kEgress); },
    .remove = [](ResourceCall& call) { return remove_rule(call, kEgress); },
};

}  // namespace eni::sandbox::cloudformation
