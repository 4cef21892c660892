/// CreateNetworkInterface, DeleteNetworkInterface.
#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/interfaces.h"
#include "sandbox/services/ec2/interfaces/operations.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr int kMaxAddresses = 256;

/// PrivateIpAddress, and PrivateIpAddresses with one primary address among them.
ApiResult<void> read_addresses4(const Call& call, NewInterface& wanted) {
  wanted.primary_address = call.params.text("PrivateIpAddress");
  ENI_TRY(const auto list, call.params.objects("PrivateIpAddresses"));
  for (const json::object& entry : list) {
    const Params address{entry};
    ENI_TRY(const auto is_primary, address.boolean("Primary"));
    const std::string text = address.text_or("PrivateIpAddress", "");
    if (!is_primary.value_or(false)) {
      wanted.secondary_addresses.push_back(text);
    } else if (wanted.primary_address && *wanted.primary_address != text) {
      return invalid_parameter_combination("Only one primary private IP address can be specified");
    } else {
      wanted.primary_address = text;
    }
  }
  ENI_TRY(const auto count, call.params.integer("SecondaryPrivateIpAddressCount", 0, kMaxAddresses));
  wanted.secondary_address_count = static_cast<int>(count.value_or(0));
  if (wanted.secondary_address_count > 0 && !wanted.secondary_addresses.empty()) {
    return invalid_parameter_combination(
        "Only one of 'privateIpAddresses' and 'secondaryPrivateIpAddressCount' may be given");
  }
  return {};
}

ApiResult<void> read_addresses6(const Call& call, NewInterface& wanted) {
  ENI_TRY(const auto list, call.params.objects("Ipv6Addresses"));
  for (const json::object& entry : list) {
    wanted.addresses6.push_back(text_at(entry, "Ipv6Address"));
  }
  ENI_TRY(const auto count, call.params.integer("Ipv6AddressCount", 0, kMaxAddresses));
  if (count) wanted.address6_count = static_cast<int>(*count);
  if (count && !wanted.addresses6.empty())
    return invalid_parameter_combination("Only one of 'ipv6Addresses' and 'ipv6AddressCount' may be given");
  return {};
}

ApiResult<std::string> read_type(const Call& call) {
  const std::string type = call.params.text_or("InterfaceType", "interface");
  if (type == "interface" || type == "trunk" || type == "branch") return type;
  if (type == "efa" || type == "efa-only") return unsupported("interfaces of type " + type);
  return invalid_parameter_value("Value (" + type + ") for parameter interfaceType is invalid.");
}

Reply reply_with(const Call& call, const Ec2Interface& interface) {
  json::object reply{{"networkInterface", interface_item(call, interface)}};
  if (const auto token = call.params.text("ClientToken")) reply["clientToken"] = *token;
  return reply;
}

}  // namespace

ApiResult<Reply> create_network_interface(Call& call) {
  const ClientToken token{call, "CreateNetworkInterface"};
  ENI_TRY(const auto before, token.find());
  if (before) {
    ENI_TRY(const auto interface, own_interface(call, *before));
    return reply_with(call, interface);
  }
  ENI_TRY(const auto subnet_id, required_parameter(call, "SubnetId"));
  NewInterface wanted;
  ENI_TRY(wanted.type, read_type(call));
  ENI_TRY(wanted.subnet, visible_subnet(call, subnet_id));
  wanted.description = call.params.text_or("Description", "");
  ENI_TRY(wanted.groups, call.params.texts("SecurityGroupId"));
  ENI_CHECK(read_addresses4(call, wanted));
  ENI_CHECK(read_addresses6(call, wanted));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateNetworkInterface", {"network-interface"}));
  wanted.tags = tags_for(tags, "network-interface");
  ENI_TRY(const auto interface, make_interface(call, wanted));
  token.remember(interface.id);
  return reply_with(call, interface);
}

ApiResult<Reply> delete_network_interface(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NetworkInterfaceId"));
  ENI_TRY(const auto interface, changeable_interface(call, id));
  if (!interface.attachment.empty())
    return invalid_parameter_value("Network interface '" + id + "' is currently in use.");
  remove_interface(call, interface);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
