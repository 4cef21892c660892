/// AWS::EC2::SecurityGroupEgress: a rule of its own, so that two groups can name each other.
#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"CidrIp", Shape::kText, OnChange::kReplace},
    {"CidrIpv6", Shape::kText, OnChange::kReplace},
    {"Description"},
    {"DestinationPrefixListId", Shape::kText, OnChange::kReplace},
    {"DestinationSecurityGroupId", Shape::kText, OnChange::kReplace},
    {"FromPort", Shape::kInteger, OnChange::kReplace},
    {"GroupId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"IpProtocol", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"ToPort", Shape::kInteger, OnChange::kReplace},
};
constexpr std::string_view kAttributes[] = {"Id"};

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) { return create_rule(call, kEgress); }
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) { return update_rule(call, kEgress); }
Task<ApiResult<void>> remove(ResourceCall& call) { return remove_rule(call, kEgress); }

}  // namespace

const ResourceType kEc2SecurityGroupEgress{
    .name = "AWS::EC2::SecurityGroupEgress",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
};

}  // namespace eni::sandbox::cloudformation
