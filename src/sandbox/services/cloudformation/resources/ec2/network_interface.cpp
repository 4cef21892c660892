/// AWS::EC2::NetworkInterface.
#include "sandbox/services/cloudformation/resources/ec2/ec2.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// The primary address of the property PrivateIpAddresses; "" if it names none.
std::string primary_of(const json::object& properties) {
  for (const json::object& address : objects_of(properties, "PrivateIpAddresses")) {
    if (scalar_text_at(address, "Primary") == "true") return scalar_text_at(address, "PrivateIpAddress");
  }
  return {};
}

/// The addresses in a list that are not the primary one.
std::vector<std::string> secondaries_in(const std::vector<json::object>& addresses, std::string_view primary,
                                        std::string_view member) {
  std::vector<std::string> texts;
  for (const json::object& address : addresses) {
    if (scalar_text_at(address, primary) != "true") texts.push_back(scalar_text_at(address, member));
  }
  return texts;
}

std::vector<std::string> secondaries_of(const json::object& properties) {
  return secondaries_in(objects_of(properties, "PrivateIpAddresses"), "Primary", "PrivateIpAddress");
}

/// Of an interface as EC2 shows it.
std::vector<std::string> shown_secondaries(const json::object& eni) {
  return secondaries_in(objects_of(eni, "privateIpAddressesSet"), "primary", "privateIpAddress");
}

/// An interface keeps its primary address for life; others come and go.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  return primary_of(before) != primary_of(after);
}

void add_attributes(const ResourceCall&, const json::object& eni, json::object& attributes) {
  attributes["SecondaryPrivateIpAddresses"] = text_array(shown_secondaries(eni));
}

Task<ApiResult<void>> change_addresses(ResourceCall& call, std::string_view operation,
                                       std::vector<std::string> addresses) {
  if (addresses.empty()) co_return ApiResult<void>{};
  json::object params{{"NetworkInterfaceId", call.physical_id}};
  params["PrivateIpAddress"] = text_array(addresses);
  co_return co_await call.tell("ec2", operation, std::move(params));
}

/// Brings the number of secondary addresses to SecondaryPrivateIpAddressCount; the newest go first.
Task<ApiResult<void>> change_count(ResourceCall& call) {
  if (!has_changed(call, "SecondaryPrivateIpAddressCount")) co_return ApiResult<void>{};
  ENI_CO_TRY(const json::object eni, co_await read_resource(kEc2NetworkInterface, call));
  const std::vector<std::string> there = shown_secondaries(eni);
  const std::string text = scalar_text_at(call.properties, "SecondaryPrivateIpAddressCount");
  const auto wanted = static_cast<std::size_t>(text.empty() ? 0 : std::stoul(text));
  if (wanted > there.size()) {
    json::object params{{"NetworkInterfaceId", call.physical_id},
                        {"SecondaryPrivateIpAddressCount", std::to_string(wanted - there.size())}};
    co_return co_await call.tell("ec2", "AssignPrivateIpAddresses", std::move(params));
  }
  std::vector<std::string> surplus(there.begin() + static_cast<std::ptrdiff_t>(wanted), there.end());
  co_return co_await change_addresses(call, "UnassignPrivateIpAddresses", std::move(surplus));
}

Task<ApiResult<void>> change(ResourceCall& call) {
  const std::vector<std::string> before = secondaries_of(call.old_properties);
  const std::vector<std::string> after = secondaries_of(call.properties);
  const std::vector<std::string> gone = without(before, after);
  const std::vector<std::string> added = without(after, before);
  ENI_CO_CHECK(co_await change_addresses(call, "UnassignPrivateIpAddresses", gone));
  ENI_CO_CHECK(co_await change_addresses(call, "AssignPrivateIpAddresses", added));
  co_return co_await change_count(call);
}

/// While it is being detached from an instance that goes.
constexpr std::string_view kInTheWay[] = {"InvalidParameterValue", "InvalidNetworkInterface.InUse",
                                          "DependencyViolation", "OperationNotPermitted"};

}  // namespace

const ResourceType kEc2NetworkInterface{
    .name = "AWS::EC2::NetworkInterface",
    .attributes = {"Id",
                   {"PrimaryIpv6Address", "ipv6AddressesSet.ipv6Address"},
                   {"PrimaryPrivateIpAddress", "privateIpAddress"},
                   {"SecondaryPrivateIpAddresses", Attribute::From::kFunction},
                   {"VpcId", "vpcId"}},
    .calls = {.service = "ec2",
              .id_member = "NetworkInterfaceId",
              .create = "CreateNetworkInterface",
              .token_member = "ClientToken",
              .takes = {"SubnetId",
                        "Description",
                        "InterfaceType",
                        "PrivateIpAddress",
                        "SecondaryPrivateIpAddressCount",
                        "Ipv6AddressCount",
                        {"GroupSet", "SecurityGroupId"},
                        "PrivateIpAddresses",
                        "Ipv6Addresses"},
              .made = "networkInterface",
              .id = "networkInterfaceId",
              .read = "DescribeNetworkInterfaces",
              .item = "networkInterfaceSet",
              .shows = {{"GroupSet", "groupSet.groupId"}},
              .settings = {{.put = "ModifyNetworkInterfaceAttribute",
                            .takes = {{"Description", "Description.Value", R"("")"},
                                      {"GroupSet", "SecurityGroupId"}},
                            .at = Setting::At::kUpdate,
                            .calls = Setting::Calls::kEach},
                           {.put = "ModifyNetworkInterfaceAttribute",
                            .takes = {{"SourceDestCheck", "SourceDestCheck.Value", R"("true")"}}}},
              .remove = "DeleteNetworkInterface",
              .in_the_way = kInTheWay,
              .tagging = &kEc2Tagging,
              .tagged_as = "network-interface"},
    .changes = {{"Ipv6AddressCount", OnChange::kReplace}, {"Ipv6Addresses", OnChange::kReplace}},
    .change = change,
    .attributes_of = add_attributes,
    .differences = "other Ipv6Addresses or another Ipv6AddressCount is another interface",
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
