/// Security groups and their rules.
#include "sandbox/services/ec2/security_groups/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_group(const Call& call) { return access_to(call, {"GroupId"}); }
Access on_group_and_rules(const Call& call) { return access_to(call, {"GroupId", "SecurityGroupRuleId"}); }
/// The group alone suffices; to tag the rules made, ec2:CreateTags on security-group-rule/* is asked besides.
Access to_authorize(const Call& call) {
  Access access = access_to(call, {"GroupId"});
  const auto tags = request_tags(call, "security-group-rule");
  access.context.insert(access.context.end(), tags.begin(), tags.end());
  return access;
}
Access to_create(const Call& call) { return access_to(call, {"VpcId"}, {"security-group"}); }

constexpr std::string_view kRuleDifferences =
    "prefix lists and groups of other accounts are refused by name; rules are kept, no traffic is filtered";

constinit const Operation kRows[] = {
    // wire name, IAM action, resource checked, run, no route, differences
    {"AuthorizeSecurityGroupEgress",
     "ec2:AuthorizeSecurityGroupEgress",
     to_authorize,
     authorize_security_group_egress,
     {},
     kRuleDifferences},
    {"AuthorizeSecurityGroupIngress",
     "ec2:AuthorizeSecurityGroupIngress",
     to_authorize,
     authorize_security_group_ingress,
     {},
     kRuleDifferences},
    {"CreateSecurityGroup", "ec2:CreateSecurityGroup", to_create, create_security_group},
    {"DeleteSecurityGroup", "ec2:DeleteSecurityGroup", on_group, delete_security_group},
    {"DescribeSecurityGroupRules", "ec2:DescribeSecurityGroupRules", any_resource,
     describe_security_group_rules},
    {"DescribeSecurityGroups", "ec2:DescribeSecurityGroups", any_resource, describe_security_groups},
    {"ModifySecurityGroupRules",
     "ec2:ModifySecurityGroupRules",
     on_group,
     modify_security_group_rules,
     {},
     kRuleDifferences},
    {"RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupEgress", on_group_and_rules,
     revoke_security_group_egress},
    {"RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", on_group_and_rules,
     revoke_security_group_ingress},
    {"UpdateSecurityGroupRuleDescriptionsEgress", "ec2:UpdateSecurityGroupRuleDescriptionsEgress", on_group,
     update_security_group_rule_descriptions_egress},
    {"UpdateSecurityGroupRuleDescriptionsIngress", "ec2:UpdateSecurityGroupRuleDescriptionsIngress", on_group,
     update_security_group_rule_descriptions_ingress},
};

}  // namespace

constinit const std::span<const Operation> kSecurityGroupOperations{kRows};

}  // namespace eni::sandbox::ec2_service
