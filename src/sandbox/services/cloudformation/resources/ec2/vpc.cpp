/// AWS::EC2::VPC.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Ec2Setting kSettings[] = {{"EnableDnsSupport", "true"}, {"EnableDnsHostnames", "false"}};

Task<ApiResult<void>> set_dns(ResourceCall& call) {
  return change_settings(kEc2Vpc, call, "ModifyVpcAttribute", kSettings);
}

/// The id of what EC2 made together with the VPC.
Task<ApiResult<std::string>> default_of(ResourceCall& call, std::string_view operation, std::string_view list,
                                        std::string_view id, json::object filter) {
  json::object params;
  json::array filters{ec2_filter("vpc-id", call.physical_id)};
  filters.push_back(std::move(filter));
  params["Filter"] = std::move(filters);
  ENI_CO_TRY(const json::object item, co_await describe_first(call, operation, std::move(params), list));
  co_return text_of(item, id);
}

json::array texts_within(const json::object& item, std::string_view list, std::string_view member) {
  json::array texts;
  for (const json::object& entry : objects_of(item, list)) texts.emplace_back(text_of(entry, member));
  return texts;
}

Task<ApiResult<ResourceOutcome>> outcome(ResourceCall& call) {
  ENI_CO_TRY(const json::object vpc, co_await read_resource(kEc2Vpc, call));
  json::object is_default = ec2_filter("default", "true");
  ENI_CO_TRY(const std::string acl, co_await default_of(call, "DescribeNetworkAcls", "networkAclSet",
                                                        "networkAclId", std::move(is_default)));
  json::object is_named = ec2_filter("group-name", "default");
  ENI_CO_TRY(const std::string group, co_await default_of(call, "DescribeSecurityGroups", "securityGroupInfo",
                                                          "groupId", std::move(is_named)));
  json::object attributes{{"CidrBlock", text_of(vpc, "cidrBlock")},
                          {"DefaultNetworkAcl", acl},
                          {"DefaultSecurityGroup", group},
                          {"VpcId", call.physical_id}};
  attributes["CidrBlockAssociations"] = texts_within(vpc, "cidrBlockAssociationSet", "associationId");
  attributes["Ipv6CidrBlocks"] = texts_within(vpc, "ipv6CidrBlockAssociationSet", "ipv6CidrBlock");
  co_return ResourceOutcome{call.physical_id, std::move(attributes)};
}

}  // namespace

const ResourceType kEc2Vpc{
    .name = "AWS::EC2::VPC",
    .attributes = {"CidrBlock", "CidrBlockAssociations", "DefaultNetworkAcl", "DefaultSecurityGroup",
                   "Ipv6CidrBlocks", "VpcId"},
    .calls = {.service = "ec2",
              .id_member = "VpcId",
              .create = "CreateVpc",
              .takes = {"CidrBlock", "InstanceTenancy"},
              .id = "vpc.vpcId",
              .read = "DescribeVpcs",
              .read_list = "VpcId",
              .item = "vpcSet",
              .remove = "DeleteVpc",
              .in_the_way = kEc2InTheWay,
              .tagging = &kEc2Tagging,
              .tagged_as = "vpc"},
    .reads = {"EnableDnsHostnames", "EnableDnsSupport"},
    .changes = {{"InstanceTenancy", OnChange::kReplace}},
    .is_taggable = true,
    .configure = set_dns,
    .outcome = outcome,
    .read = outcome,
    .differences = "another InstanceTenancy is another VPC",
};

}  // namespace eni::sandbox::cloudformation
