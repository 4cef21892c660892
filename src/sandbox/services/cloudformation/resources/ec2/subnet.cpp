/// AWS::EC2::Subnet.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kDnsOptions[] = {
    {"EnableResourceNameDnsAAAARecord", Shape::kBoolean},
    {"EnableResourceNameDnsARecord", Shape::kBoolean},
    {"HostnameType"},
};
const Property kProperties[] = {
    {"AssignIpv6AddressOnCreation", Shape::kBoolean},
    {"AvailabilityZone", Shape::kText, OnChange::kReplace},
    {"AvailabilityZoneId", Shape::kText, OnChange::kReplace},
    {"CidrBlock", Shape::kText, OnChange::kReplace},
    {"EnableDns64", Shape::kBoolean},
    {"EnableLniAtDeviceIndex", Shape::kInteger, OnChange::kUpdate, Presence::kRefused},
    {"Ipv4IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv4NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"Ipv6CidrBlock", Shape::kText, OnChange::kConditional},
    {"Ipv6IpamPoolId", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"Ipv6Native", Shape::kBoolean, OnChange::kReplace},
    {"Ipv6NetmaskLength", Shape::kInteger, OnChange::kReplace, Presence::kRefused},
    {"MapPublicIpOnLaunch", Shape::kBoolean},
    {"OutpostArn", Shape::kText, OnChange::kReplace, Presence::kRefused},
    {"PrivateDnsNameOptionsOnLaunch", Shape::kObject, OnChange::kUpdate, Presence::kOptional, kDnsOptions},
    {"Tags", Shape::kList},
    {"VpcId", Shape::kText, OnChange::kReplace, Presence::kRequired},
};
constexpr std::string_view kAttributes[] = {
    "AvailabilityZone",        "AvailabilityZoneId", "CidrBlock", "Ipv6CidrBlocks",
    "NetworkAclAssociationId", "SubnetId",           "VpcId",
};

/// A first IPv6 block is added to the subnet that is there.
bool replaces(std::string_view, const json::object& before, const json::object&) {
  return before.contains("Ipv6CidrBlock");
}

/// An attribute of ModifySubnetAttribute, with what EC2 has where the template says nothing.
struct Setting {
  std::string_view structure;  ///< the property it lies in, "" for one of its own
  std::string_view property;
  std::string_view attribute;
  std::string_view fallback;
  enum class Form { kValue, kText } form = Form::kValue;  ///< {Value: …} or the text alone
};
constexpr std::string_view kOnLaunch = "PrivateDnsNameOptionsOnLaunch";
/// In an order in which EC2 takes them: DNS64 and automatic IPv6 addresses go together with the IPv6 block.
constexpr Setting kSettings[] = {
    {"", "MapPublicIpOnLaunch", "MapPublicIpOnLaunch", "false"},
    {"", "AssignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation", "false"},
    {"", "EnableDns64", "EnableDns64", "false"},
    {kOnLaunch, "HostnameType", "PrivateDnsHostnameTypeOnLaunch", "ip-name", Setting::Form::kText},
    {kOnLaunch, "EnableResourceNameDnsARecord", "EnableResourceNameDnsARecordOnLaunch", "false"},
    {kOnLaunch, "EnableResourceNameDnsAAAARecord", "EnableResourceNameDnsAAAARecordOnLaunch", "false"},
};

std::string setting_of(const json::object& properties, const Setting& setting) {
  const json::object within =
      setting.structure.empty() ? properties : object_of(properties, setting.structure);
  const std::string text = text_of(within, setting.property);
  return text.empty() ? std::string(setting.fallback) : text;
}

/// One attribute a call, as EC2 wants it.
Task<ApiResult<void>> change_settings(ResourceCall& call) {
  for (const Setting& setting : kSettings) {
    const std::string wanted = setting_of(call.properties, setting);
    if (wanted == setting_of(call.old_properties, setting)) continue;
    json::object params{{"SubnetId", call.physical_id}};
    if (setting.form == Setting::Form::kText) {
      params[setting.attribute] = wanted;
    } else {
      params[setting.attribute] = attribute_value(wanted);
    }
    ENI_CO_CHECK(co_await call.call("ec2", "ModifySubnetAttribute", params));
  }
  co_return ApiResult<void>{};
}

/// The subnet's entry in its network ACL.
Task<ApiResult<std::string>> acl_association(ResourceCall& call) {
  json::object params;
  params["Filter"] = json::array{ec2_filter("association.subnet-id", call.physical_id)};
  ENI_CO_TRY(const json::object acl,
             co_await describe_first(call, "DescribeNetworkAcls", std::move(params), "networkAclSet"));
  for (const json::object& association : objects_of(acl, "associationSet")) {
    if (text_of(association, "subnetId") == call.physical_id)
      co_return text_of(association, "networkAclAssociationId");
  }
  co_return std::string();
}

Task<ApiResult<ResourceOutcome>> outcome(ResourceCall& call) {
  json::object params;
  params["SubnetId"] = text_array({call.physical_id});
  ENI_CO_TRY(const json::object subnet,
             co_await describe_first(call, "DescribeSubnets", std::move(params), "subnetSet"));
  ENI_CO_TRY(const std::string acl, co_await acl_association(call));
  json::array ipv6;
  for (const json::object& entry : objects_of(subnet, "ipv6CidrBlockAssociationSet"))
    ipv6.emplace_back(text_of(entry, "ipv6CidrBlock"));
  json::object attributes{{"AvailabilityZone", text_of(subnet, "availabilityZone")},
                          {"AvailabilityZoneId", text_of(subnet, "availabilityZoneId")},
                          {"CidrBlock", text_of(subnet, "cidrBlock")},
                          {"NetworkAclAssociationId", acl},
                          {"SubnetId", call.physical_id},
                          {"VpcId", text_of(subnet, "vpcId")}};
  attributes["Ipv6CidrBlocks"] = std::move(ipv6);
  co_return ResourceOutcome{call.physical_id, std::move(attributes)};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params;
  copy_to_ec2(call.properties,
              {"VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "Ipv6Native"},
              params);
  put_tags(call, "subnet", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateSubnet", params));
  call.made(text_of(object_of(reply, "subnet"), "subnetId"));
  ENI_CO_CHECK(co_await change_settings(call));
  co_return co_await outcome(call);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "Ipv6CidrBlock") && call.properties.contains("Ipv6CidrBlock")) {
    const json::object params{{"SubnetId", call.physical_id},
                              {"Ipv6CidrBlock", text_of(call.properties, "Ipv6CidrBlock")}};
    ENI_CO_CHECK(co_await call.call("ec2", "AssociateSubnetCidrBlock", params));
  }
  ENI_CO_CHECK(co_await change_settings(call));
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  co_return co_await outcome(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"SubnetId", call.physical_id}};
  co_return co_await remove_from_ec2(call, "DeleteSubnet", std::move(params));
}

}  // namespace

const ResourceType kEc2Subnet{
    .name = "AWS::EC2::Subnet",
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
