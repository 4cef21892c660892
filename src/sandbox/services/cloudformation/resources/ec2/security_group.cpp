/// AWS::EC2::SecurityGroup. Its id is the group's, or its name if the template names no VPC.
#include "sandbox/services/cloudformation/resources/ec2/security_group_rules.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The rule that EC2 gives each new group of a VPC, and that goes when the template has rules for egress.
std::vector<json::object> default_egress() {
  return {json::object{{"IpProtocol", "-1"}, {"CidrIp", "0.0.0.0/0"}}};
}

std::vector<json::object> egress_of(const json::object& properties) {
  std::vector<json::object> rules = objects_of(properties, kEgress.property);
  return rules.empty() ? default_egress() : rules;
}

bool is_id(const std::string& physical_id) { return physical_id.starts_with("sg-"); }

/// By its id, or by name in the VPC, or in the default one.
Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  if (is_id(call.physical_id)) {
    params["GroupId"] = text_array({call.physical_id});
  } else if (call.properties.contains("VpcId")) {
    params =
        ec2_filters({{"group-name", call.physical_id}, {"vpc-id", scalar_text_at(call.properties, "VpcId")}});
  } else {
    params["GroupName"] = text_array({call.physical_id});
  }
  ApiResult<json::object> group =
      co_await describe_first(call, "DescribeSecurityGroups", std::move(params), "securityGroupInfo");
  co_return group;
}

Task<ApiResult<void>> change_all_rules(ResourceCall& call, std::string group_id) {
  const std::vector<json::object> egress_before = egress_of(call.old_properties);
  const std::vector<json::object> egress = egress_of(call.properties);
  ENI_CO_CHECK(co_await change_rules(call, kEgress, group_id, egress_before, egress));
  const std::vector<json::object> ingress_before = objects_of(call.old_properties, kIngress.property);
  const std::vector<json::object> ingress = objects_of(call.properties, kIngress.property);
  ENI_CO_CHECK(co_await change_rules(call, kIngress, group_id, ingress_before, ingress));
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  ENI_CO_TRY(const json::object params, create_params(kEc2SecurityGroup, call));
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateSecurityGroup", params));
  const std::string group_id = scalar_text_at(reply, "groupId");
  call.made(call.properties.contains("VpcId") ? group_id : call.physical_id);
  ENI_CO_CHECK(co_await change_all_rules(call, group_id));
  ENI_CO_TRY(const json::object group, co_await describe(call));
  co_return outcome_of(kEc2SecurityGroup, call, &group);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_TRY(const json::object group, co_await describe(call));
  const std::string group_id = scalar_text_at(group, "groupId");
  ENI_CO_CHECK(co_await change_all_rules(call, group_id));
  ENI_CO_CHECK(co_await change_tags(kEc2SecurityGroup, call, group_id));
  co_return outcome_of(kEc2SecurityGroup, call, &group);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const ApiResult<json::object> group = co_await describe(call);
  if (group.has_error()) co_return tolerate_missing(group);
  json::object params{{"GroupId", scalar_text_at(*group, "groupId")}};
  co_return co_await remove_from_ec2(call, "DeleteSecurityGroup", std::move(params));
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  const ApiResult<json::object> group = co_await describe(call);
  co_return found(group);
}

}  // namespace

const ResourceType kEc2SecurityGroup{
    .name = "AWS::EC2::SecurityGroup",
    .attributes = {{"GroupId", "groupId"}, "Id", {"VpcId", "vpcId"}},
    .name_property = "GroupName",
    .name_rule = {255},
    .calls = {.service = "ec2",
              .create = "CreateSecurityGroup",
              .name_member = "GroupName",
              .takes = {"GroupDescription", "VpcId"},
              .tagging = &kEc2Tagging,
              .tagged_as = "security-group"},
    .reads = {"SecurityGroupEgress", "SecurityGroupIngress"},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
};

}  // namespace eni::sandbox::cloudformation
