/// AWS::EC2::SecurityGroupIngress: a rule of its own, so that two groups can name each other.
#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"CidrIp", Shape::kText, OnChange::kReplace},
    {"CidrIpv6", Shape::kText, OnChange::kReplace},
    {"Description"},
    {"FromPort", Shape::kInteger, OnChange::kReplace},
    {"GroupId", Shape::kText, OnChange::kReplace},
    {"GroupName", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"IpProtocol", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"SourcePrefixListId", Shape::kText, OnChange::kReplace},
    {"SourceSecurityGroupId", Shape::kText, OnChange::kReplace},
    {"SourceSecurityGroupName", Shape::kText, OnChange::kReplace},
    {"SourceSecurityGroupOwnerId", Shape::kText, OnChange::kReplace},
    {"ToPort", Shape::kInteger, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) { return create_rule(call, kIngress); }
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) { return update_rule(call, kIngress); }
Task<ApiResult<void>> remove(ResourceCall& call) { return remove_rule(call, kIngress); }

}  // namespace

const ResourceType kEc2SecurityGroupIngress{
    .name = "AWS::EC2::SecurityGroupIngress",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
