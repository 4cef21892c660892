/// AWS::EC2::NetworkInterface.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr Member kIpv6Addresses[] = {{"Ipv6Address"}};
constexpr Member kPrivateIpAddresses[] = {
    {"Primary", Shape::kBoolean},
    {"PrivateIpAddress"},
};
const Property kProperties[] = {
    {"ConnectionTrackingSpecification", Shape::kObject, OnChange::kConditional, Presence::kRefused},
    {"Description"},
    {"EnablePrimaryIpv6", Shape::kBoolean, OnChange::kConditional, Presence::kRefused},
    {"GroupSet", Shape::kList},
    {"InterfaceType", Shape::kText, OnChange::kReplace},
    {"Ipv4PrefixCount", Shape::kInteger, OnChange::kUpdate, Presence::kRefused},
    {"Ipv4Prefixes", Shape::kList, OnChange::kUpdate, Presence::kRefused},
    {"Ipv6AddressCount", Shape::kInteger, OnChange::kReplace},
    {"Ipv6Addresses", Shape::kList, OnChange::kReplace, Presence::kOptional, kIpv6Addresses},
    {"Ipv6PrefixCount", Shape::kInteger, OnChange::kUpdate, Presence::kRefused},
    {"Ipv6Prefixes", Shape::kList, OnChange::kUpdate, Presence::kRefused},
    {"PrivateIpAddress", Shape::kText, OnChange::kReplace},
    {"PrivateIpAddresses", Shape::kList, OnChange::kConditional, Presence::kOptional, kPrivateIpAddresses},
    {"PublicIpDnsHostnameTypeSpecification", Shape::kText, OnChange::kUpdate, Presence::kRefused},
    {"SecondaryPrivateIpAddressCount", Shape::kInteger},
    {"SourceDestCheck", Shape::kBoolean},
    {"SubnetId", Shape::kText, OnChange::kReplace, Presence::kRequired},
    {"Tags", Shape::kList},
};
constexpr std::string_view kAttributes[] = {
    "Id", "PrimaryIpv6Address", "PrimaryPrivateIpAddress", "SecondaryPrivateIpAddresses", "VpcId",
};

/// The primary address of the property PrivateIpAddresses; "" if it names none.
std::string primary_of(const json::object& properties) {
  for (const json::object& address : objects_of(properties, "PrivateIpAddresses")) {
    if (text_of(address, "Primary") == "true") return text_of(address, "PrivateIpAddress");
  }
  return {};
}

std::vector<std::string> secondaries_of(const json::object& properties) {
  std::vector<std::string> texts;
  for (const json::object& address : objects_of(properties, "PrivateIpAddresses")) {
    if (text_of(address, "Primary") != "true") texts.push_back(text_of(address, "PrivateIpAddress"));
  }
  return texts;
}

/// An interface keeps its primary address for life; others come and go.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  return primary_of(before) != primary_of(after);
}

ResourceOutcome outcome(const ResourceCall& call, const json::object& eni) {
  json::array secondary;
  for (const json::object& address : objects_of(eni, "privateIpAddressesSet")) {
    if (text_of(address, "primary") != "true") secondary.emplace_back(text_of(address, "privateIpAddress"));
  }
  std::string ipv6;
  for (const json::object& address : objects_of(eni, "ipv6AddressesSet")) {
    if (ipv6.empty()) ipv6 = text_of(address, "ipv6Address");
  }
  json::object attributes{{"Id", call.physical_id},
                          {"PrimaryIpv6Address", ipv6},
                          {"PrimaryPrivateIpAddress", text_of(eni, "privateIpAddress")},
                          {"VpcId", text_of(eni, "vpcId")}};
  attributes["SecondaryPrivateIpAddresses"] = std::move(secondary);
  return {call.physical_id, std::move(attributes)};
}

Task<ApiResult<json::object>> describe(ResourceCall& call) {
  json::object params;
  params["NetworkInterfaceId"] = text_array({call.physical_id});
  ApiResult<json::object> eni =
      co_await describe_first(call, "DescribeNetworkInterfaces", std::move(params), "networkInterfaceSet");
  co_return eni;
}

/// One attribute a call, as EC2 wants it.
Task<ApiResult<void>> modify(ResourceCall& call, std::string_view attribute, json::value value) {
  json::object params{{"NetworkInterfaceId", call.physical_id}};
  params[attribute] = std::move(value);
  ENI_CO_CHECK(co_await call.call("ec2", "ModifyNetworkInterfaceAttribute", params));
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> set_source_dest_check(ResourceCall& call) {
  const auto wanted = [](const json::object& properties) {
    const std::string text = text_of(properties, "SourceDestCheck");
    return text.empty() ? std::string("true") : text;
  };
  if (wanted(call.properties) == wanted(call.old_properties)) co_return ApiResult<void>{};
  json::value value = attribute_value(wanted(call.properties));
  co_return co_await modify(call, "SourceDestCheck", std::move(value));
}

Task<ApiResult<void>> change_addresses(ResourceCall& call, std::string_view operation,
                                       std::vector<std::string> addresses) {
  if (addresses.empty()) co_return ApiResult<void>{};
  json::object params{{"NetworkInterfaceId", call.physical_id}};
  params["PrivateIpAddress"] = text_array(addresses);
  ENI_CO_CHECK(co_await call.call("ec2", operation, params));
  co_return ApiResult<void>{};
}

/// Brings the number of secondary addresses to SecondaryPrivateIpAddressCount; the newest go first.
Task<ApiResult<void>> change_count(ResourceCall& call) {
  if (!has_changed(call, "SecondaryPrivateIpAddressCount")) co_return ApiResult<void>{};
  ENI_CO_TRY(const json::object eni, co_await describe(call));
  std::vector<std::string> there;
  for (const json::object& address : objects_of(eni, "privateIpAddressesSet")) {
    if (text_of(address, "primary") != "true") there.push_back(text_of(address, "privateIpAddress"));
  }
  const std::string text = text_of(call.properties, "SecondaryPrivateIpAddressCount");
  const auto wanted = static_cast<std::size_t>(text.empty() ? 0 : std::stoul(text));
  if (wanted > there.size()) {
    const json::object params{{"NetworkInterfaceId", call.physical_id},
                              {"SecondaryPrivateIpAddressCount", std::to_string(wanted - there.size())}};
    ENI_CO_CHECK(co_await call.call("ec2", "AssignPrivateIpAddresses", params));
    co_return ApiResult<void>{};
  }
  std::vector<std::string> surplus(there.begin() + static_cast<std::ptrdiff_t>(wanted), there.end());
  co_return co_await change_addresses(call, "UnassignPrivateIpAddresses", std::move(surplus));
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"ClientToken", call.parts.random.uuid()}};
  copy_to_ec2(call.properties,
              {"SubnetId", "Description", "InterfaceType", "PrivateIpAddress",
               "SecondaryPrivateIpAddressCount", "Ipv6AddressCount"},
              params);
  copy_to_ec2(call, kEc2NetworkInterface, "GroupSet", "SecurityGroupId", params);
  copy_to_ec2(call, kEc2NetworkInterface, "PrivateIpAddresses", "PrivateIpAddresses", params);
  copy_to_ec2(call, kEc2NetworkInterface, "Ipv6Addresses", "Ipv6Addresses", params);
  put_tags(call, "network-interface", params);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "CreateNetworkInterface", params));
  call.made(text_of(object_of(reply, "networkInterface"), "networkInterfaceId"));
  ENI_CO_CHECK(co_await set_source_dest_check(call));
  ENI_CO_TRY(const json::object eni, co_await describe(call));
  co_return outcome(call, eni);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "Description")) {
    json::value value = attribute_value(text_of(call.properties, "Description"));
    ENI_CO_CHECK(co_await modify(call, "Description", std::move(value)));
  }
  if (has_changed(call, "GroupSet") && call.properties.contains("GroupSet")) {
    json::value groups = text_array(texts_of(call.properties, "GroupSet"));
    ENI_CO_CHECK(co_await modify(call, "SecurityGroupId", std::move(groups)));
  }
  ENI_CO_CHECK(co_await set_source_dest_check(call));
  const std::vector<std::string> before = secondaries_of(call.old_properties);
  const std::vector<std::string> after = secondaries_of(call.properties);
  const std::vector<std::string> gone = without(before, after);
  const std::vector<std::string> added = without(after, before);
  ENI_CO_CHECK(co_await change_addresses(call, "UnassignPrivateIpAddresses", gone));
  ENI_CO_CHECK(co_await change_addresses(call, "AssignPrivateIpAddresses", added));
  ENI_CO_CHECK(co_await change_count(call));
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  ENI_CO_TRY(const json::object eni, co_await describe(call));
  co_return outcome(call, eni);
}

/// Waits while it is being detached from an instance that goes.
Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params{{"NetworkInterfaceId", call.physical_id}};
  static constexpr std::string_view kInTheWay[] = {"InvalidParameterValue", "InvalidNetworkInterface.InUse",
                                                   "DependencyViolation", "OperationNotPermitted"};
  co_return co_await remove_patiently(call, "ec2", "DeleteNetworkInterface", std::move(params), kInTheWay);
}

}  // namespace

const ResourceType kEc2NetworkInterface{
    .name = "AWS::EC2::NetworkInterface",
    .properties = kProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
    .differences = "other Ipv6Addresses or another Ipv6AddressCount is another interface",
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
