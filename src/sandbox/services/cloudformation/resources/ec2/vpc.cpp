/// AWS::EC2::VPC.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"CidrBlock", Shape::kText, OnChange::kReplace},
    {"EnableDnsHostnames", Shape::kBoolean},
    {"EnableDnsSupport", Shape::kBoolean},
    {"InstanceTenancy", Shape::kText, OnChange::kConditional},
    {"Ipv4IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv4NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"Tags", Shape::kList},
};
constexpr std::string_view kAttributes[] = {
    "CidrBlock", "CidrBlockAssociations", "DefaultNetworkAcl", "DefaultSecurityGroup", "Ipv6CidrBlocks",
    "VpcId",
};
/// What EC2 has where the template says nothing.
constexpr std::pair<std::string_view, std::string_view> kDnsDefaults[] = {{"EnableDnsSupport", "true"},
                                                                          {"EnableDnsHostnames", "false"}};

/// Only from dedicated to default can a VPC be changed.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  return text_of(before, "InstanceTenancy") != "dedicated" || text_of(after, "InstanceTenancy") != "default";
}

/// One attribute a call, as EC2 wants it.
Task<ApiResult<void>> set_dns(ResourceCall& call) {
  for (const auto& [name, fallback] : kDnsDefaults) {
    const std::string wanted =
        call.properties.contains(name) ? text_of(call.properties, name) : std::string(fallback);
    const std::string before =
        call.old_properties.contains(name) ? text_of(call.old_properties, name) : std::string(fallback);
    if (wanted == before) continue;
    json::object params{{"VpcId", call.physical_id}};
    params[name] = attribute_value(wanted);
    ENI_CO_CHECK(co_await call.call("ec2", "ModifyVpcAttribute", params));
  }
  co_return ApiResult<void>{};
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
  json::object params;
  params["VpcId"] = text_array({call.physical_id});
  ENI_CO_TRY(const json::object vpc,
             co_await describe_first(call, "DescribeVpcs", std::move(params), "vpcSet"));
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

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties, {"CidrBlock", "InstanceTenancy"}, params);
  put_tags(call, "vpc", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateVpc", params));
  call.made(text_of(object_of(reply, "vpc"), "vpcId"));
  ENI_CO_CHECK(co_await set_dns(call));
  co_return co_await outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "InstanceTenancy")) {
    const json::object params{{"VpcId", call.physical_id}, {"InstanceTenancy", "default"}};
    ENI_CO_CHECK(co_await call.call("ec2", "ModifyVpcTenancy", params));
  }
  ENI_CO_CHECK(co_await set_dns(call));
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  co_return co_await outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"VpcId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DeleteVpc", std::move(params));
}

}  // namespace

const ResourceType kEc2Vpc{
    .name = "AWS::EC2::VPC",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .read = outcome,
    .is_taggable = true,
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
