/// AWS::EC2::VPC.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The id of what EC2 made together with the VPC.
Task<ApiResult<std::string>> default_of(ResourceCall& call, std::string_view operation, std::string_view list,
                                        std::string_view id, json::object params) {
  ENI_CO_TRY(const json::object item, co_await describe_first(call, operation, std::move(params), list));
  co_return scalar_text_at(item, id);
}

Task<ApiResult<ResourceOutcome>> outcome(ResourceCall& call) {
  ENI_CO_TRY(const json::object vpc, co_await read_resource(kEc2Vpc, call));
  json::object is_default = ec2_filters({{"vpc-id", call.physical_id}, {"default", "true"}});
  ENI_CO_TRY(const std::string acl, co_await default_of(call, "DescribeNetworkAcls", "networkAclSet",
                                                        "networkAclId", std::move(is_default)));
  json::object is_named = ec2_filters({{"vpc-id", call.physical_id}, {"group-name", "default"}});
  ENI_CO_TRY(const std::string group, co_await default_of(call, "DescribeSecurityGroups", "securityGroupInfo",
                                                          "groupId", std::move(is_named)));
  ResourceOutcome outcome = outcome_of(kEc2Vpc, call, &vpc);
  outcome.attributes["DefaultNetworkAcl"] = acl;
  outcome.attributes["DefaultSecurityGroup"] = group;
  co_return outcome;
}

}  // namespace

const ResourceType kEc2Vpc{
    .name = "AWS::EC2::VPC",
    .attributes = {{"CidrBlock", "cidrBlock"},
                   {"CidrBlockAssociations", "cidrBlockAssociationSet.associationId"},
                   {"DefaultNetworkAcl", Attribute::From::kFunction},
                   {"DefaultSecurityGroup", Attribute::From::kFunction},
                   {"Ipv6CidrBlocks", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"},
                   "VpcId"},
    .calls = {.service = "ec2",
              .id_member = "VpcId",
              .create = "CreateVpc",
              .takes = {"CidrBlock", "InstanceTenancy"},
              .id = "vpc.vpcId",
              .read = "DescribeVpcs",
              .item = "vpcSet",
              .further = {{"DescribeVpcAttribute", "", R"({"Attribute": "enableDnsSupport"})"},
                          {"DescribeVpcAttribute", "", R"({"Attribute": "enableDnsHostnames"})"}},
              .settings = {{.put = "ModifyVpcAttribute",
                            .takes = {{"EnableDnsSupport", "EnableDnsSupport.Value", R"("true")"},
                                      {"EnableDnsHostnames", "EnableDnsHostnames.Value", R"("false")"}},
                            .calls = Setting::Calls::kEach}},
              .remove = "DeleteVpc",
              .in_the_way = kEc2InTheWay,
              .tagging = &kEc2Tagging,
              .tagged_as = "vpc"},
    .changes = {{"InstanceTenancy", OnChange::kReplace}},
    .has_live_attributes = true,
    .outcome = outcome,
    .differences = "another InstanceTenancy is another VPC",
};

}  // namespace eni::sandbox::cloudformation
