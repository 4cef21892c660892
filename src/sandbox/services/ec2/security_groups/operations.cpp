/// Security groups and their rules.
#include "sandbox/services/ec2/security_groups/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_group(const Call& call) { return access_to(call, {"GroupId", "GroupName"}); }
Access on_group_and_rules(const Call& call) {
  Access access = on_group(call);
  if (is_unlimited(call.principal)) return access;
  for (const json::value& entry : array_at(call.params.all(), "SecurityGroupRule"))
    add_named(access, call, text_at(entry, "SecurityGroupRuleId"));
  return access;
}
/// The group alone suffices; to tag the rules made, ec2:CreateTags on security-group-rule/* is asked besides.
Access to_authorize(const Call& call) {
  Access access = on_group(call);
  const auto tags = request_tags(call, "security-group-rule");
  access.context.insert(access.context.end(), tags.begin(), tags.end());
  return access;
}
Access to_create(const Call& call) { return access_to(call, {"VpcId"}, {"security-group"}); }

constexpr std::string_view kRuleDifferences =
    "prefix lists and groups of other accounts are refused by name; rules hold for tasks that run (`sandbox "
    "--run`), those of prefix lists excepted";

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads, options
    {"AuthorizeSecurityGroupEgress",
     to_authorize,
     authorize_security_group_egress,
     "TagSpecification GroupId SourceSecurityGroupName SourceSecurityGroupOwnerId IpProtocol FromPort ToPort "
     "CidrIp IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges Groups{GroupId GroupName UserId "
     "Description VpcId}}",
     {.differences = kRuleDifferences}},
    {"AuthorizeSecurityGroupIngress",
     to_authorize,
     authorize_security_group_ingress,
     "CidrIp FromPort GroupId GroupName IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges "
     "Groups{GroupId "
     "GroupName UserId Description VpcId}} IpProtocol SourceSecurityGroupName SourceSecurityGroupOwnerId "
     "ToPort TagSpecification",
     {.differences = kRuleDifferences}},
    {"CreateSecurityGroup", to_create, create_security_group,
     "GroupDescription GroupName VpcId TagSpecification"},
    {"DeleteSecurityGroup", on_group, delete_security_group, "GroupId GroupName"},
    {"DescribeSecurityGroupRules", any_in_region, describe_security_group_rules,
     "Filter SecurityGroupRuleId NextToken MaxResults"},
    {"DescribeSecurityGroups", any_in_region, describe_security_groups,
     "GroupId GroupName NextToken MaxResults Filter"},
    {"ModifySecurityGroupRules",
     on_group_and_rules,
     modify_security_group_rules,
     "GroupId SecurityGroupRule{SecurityGroupRuleId SecurityGroupRule{IpProtocol FromPort ToPort CidrIpv4 "
     "CidrIpv6 ReferencedGroupId Description}}",
     {.differences = kRuleDifferences}},
    {"RevokeSecurityGroupEgress", on_group, revoke_security_group_egress,
     "SecurityGroupRuleId GroupId SourceSecurityGroupName SourceSecurityGroupOwnerId IpProtocol FromPort "
     "ToPort CidrIp IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges Groups{GroupId GroupName "
     "UserId Description VpcId}}"},
    {"RevokeSecurityGroupIngress", on_group, revoke_security_group_ingress,
     "CidrIp FromPort GroupId GroupName IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges "
     "Groups{GroupId "
     "GroupName UserId Description VpcId}} IpProtocol SourceSecurityGroupName SourceSecurityGroupOwnerId "
     "ToPort SecurityGroupRuleId"},
    {"UpdateSecurityGroupRuleDescriptionsEgress", on_group, update_security_group_rule_descriptions_egress,
     "GroupId GroupName IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges Groups{GroupId "
     "GroupName UserId "
     "Description VpcId}} SecurityGroupRuleDescription"},
    {"UpdateSecurityGroupRuleDescriptionsIngress", on_group, update_security_group_rule_descriptions_ingress,
     "GroupId GroupName IpPermissions{FromPort ToPort IpProtocol IpRanges Ipv6Ranges Groups{GroupId "
     "GroupName UserId "
     "Description VpcId}} SecurityGroupRuleDescription"},
};

}  // namespace

constinit const std::span<const Operation> kSecurityGroupOperations{kRows};

}  // namespace eni::sandbox::ec2_service
