#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Flag {
  std::string_view parameter;
  std::string_view member;
  enum class Of { kSubnet, kPrivateDnsNameOptions } of = Of::kSubnet;
};

constexpr Flag kFlags[] = {
    {"MapPublicIpOnLaunch", "mapPublicIpOnLaunch"},
    {"AssignIpv6AddressOnCreation", "assignIpv6AddressOnCreation"},
    {"EnableDns64", "enableDns64"},
    {"EnableResourceNameDnsARecordOnLaunch", "enableResourceNameDnsARecord",
     Flag::Of::kPrivateDnsNameOptions},
    {"EnableResourceNameDnsAAAARecordOnLaunch", "enableResourceNameDnsAAAARecord",
     Flag::Of::kPrivateDnsNameOptions},
};

json::object& options_of(Ec2Resource& subnet) {
  return subnet.document.at("privateDnsNameOptionsOnLaunch").as_object();
}

/// @return  how many attributes the call gives
ApiResult<int> set_flags(const Call& call, Ec2Resource& subnet) {
  int given = 0;
  for (const Flag& flag : kFlags) {
    ENI_TRY(const auto value, attribute_value(call, flag.parameter));
    if (!value) continue;
    json::object& target = flag.of == Flag::Of::kSubnet ? subnet.document : options_of(subnet);
    target[flag.member] = *value;
    ++given;
  }
  return given;
}

}  // namespace

ApiResult<Reply> modify_subnet_attribute(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "SubnetId"));
  ENI_TRY(auto subnet, own(call, "subnet", id));
  ENI_TRY(int given, set_flags(call, subnet));
  if (const auto type = call.params.text("PrivateDnsHostnameTypeOnLaunch")) {
    if (*type != "ip-name" && *type != "resource-name")
      return invalid_parameter_value("Value (" + *type +
                                     ") for parameter privateDnsHostnameTypeOnLaunch is invalid.");
    options_of(subnet)["hostnameType"] = *type;
    ++given;
  }
  if (given == 0) return missing_parameter("attribute");
  if (given > 1) return invalid_parameter_combination("Fields for multiple attribute types specified");
  const bool assigns_ipv6 = subnet.document.at("assignIpv6AddressOnCreation").as_bool();
  if (assigns_ipv6 && blocks6_of(subnet).empty()) {
    return invalid_parameter_value(
        "Invalid value '" + subnet.id +
        "' for subnetId. Subnet does not have an IPv6 CIDR block associated with it.");
  }
  save(call, subnet);
  return Reply{json::object{{"return", true}}};
}

}  // namespace eni::sandbox::ec2_service
