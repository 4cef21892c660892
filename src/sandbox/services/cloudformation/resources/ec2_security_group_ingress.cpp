/// AWS::EC2::SecurityGroupIngress: a rule of its own, so that two groups can name each other.
#include "sandbox/services/cloudformation/resources/ec2_security_group_rules.h"
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

ResourceOutcome outcome(const ResourceCall& call) {
  return {call.physical_id, json::object{{"Id", call.physical_id}}};
}

json::object params_of(const ResourceCall& call) {
  return rule_params(kIngress, text_of(call.properties, "GroupId"), call.properties);
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const json::object params = params_of(call);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", kIngress.authorize, params));
  const std::vector<json::object> rules = objects_of(reply, "securityGroupRuleSet");
  call.made(rules.empty() ? std::string() : text_of(rules.front(), "securityGroupRuleId"));
  co_return outcome(call);
}

/// Only its description changes in place.
Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  const json::object params = params_of(call);
  ENI_CO_CHECK(co_await call.call("ec2", kIngress.describe, params));
  co_return outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"GroupId", text_of(call.properties, "GroupId")}};
  params["SecurityGroupRuleId"] = text_array({call.physical_id});
  const ApiResult<json::object> reply = co_await call.call("ec2", kIngress.revoke, params);
  co_return tolerate_missing(reply);
}

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
