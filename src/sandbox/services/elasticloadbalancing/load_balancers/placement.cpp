#include "sandbox/services/elasticloadbalancing/load_balancers/placement.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/errors.h"
#include "sandbox/services/elasticloadbalancing/service_linked_role.h"

namespace eni::sandbox::elb_service {
namespace {

/// Source: Application Load Balancers User Guide, "Subnets for your load balancer".
constexpr std::int64_t kMinFreeAddresses = 8;

json::object filter(std::string_view name, const std::string& value) {
  json::array values;
  values.emplace_back(value);
  return {{"Name", name}, {"Value", std::move(values)}};
}

json::array list_of(json::object element) {
  json::array list;
  list.emplace_back(std::move(element));
  return list;
}

/// Subnets, or SubnetMappings. @error  ValidationError
ApiResult<std::vector<PlacedSubnet>> read_asked(const Call& call, const PlacementRules& rules) {
  std::vector<PlacedSubnet> asked;
  for (const std::string& id : texts_in(call.params.all(), "Subnets")) asked.push_back({id, {}, {}, {}});
  const auto mappings = objects_in(call.params.all(), "SubnetMappings");
  if (!asked.empty() && !mappings.empty())  // Assumed wording.
    return aws::validation_error("You must specify either subnets or subnet mappings, but not both");
  for (const json::object& mapping : mappings) {
    PlacedSubnet subnet{text_at(mapping, "SubnetId"),
                        {},
                        text_at(mapping, "AllocationId"),
                        text_at(mapping, "PrivateIPv4Address")};
    if (!text_at(mapping, "IPv6Address").empty()) return unsupported("IPv6 addresses of one's own choice");
    // Assumed wordings.
    if (!subnet.allocation.empty() && (rules.type != "network" || rules.scheme != "internet-facing"))
      return invalid_configuration("Elastic IPs are not supported for load balancers with type '" +
                                   rules.type + "' and scheme '" + rules.scheme + "'");
    if (!subnet.private_address.empty() && (rules.type != "network" || rules.scheme != "internal"))
      return invalid_configuration("Private IPv4 addresses are not supported for load balancers with type '" +
                                   rules.type + "' and scheme '" + rules.scheme + "'");
    asked.push_back(std::move(subnet));
  }
  if (asked.empty() && rules.type == "network")  // Assumed wording.
    return aws::validation_error("At least one subnet must be specified");
  return asked;
}

ApiError at_least_two_zones() {
  return aws::validation_error("At least two subnets in two different Availability Zones must be specified");
}

bool is_subnet_id(const std::string& id) {
  return id.starts_with("subnet-") && id.find_first_not_of("0123456789abcdef", 7) == std::string::npos &&
         (id.size() == 15 || id.size() == 24);
}

/// The code of EC2's, its message being the same. Assumed.
ApiError subnet_error(const ApiError& error) {
  if (error.code.starts_with("InvalidSubnetID")) return {"SubnetNotFound", error.message};
  return error;
}

/// Fills in what EC2 says of the subnet. @error  InvalidSubnet
ApiResult<void> check_subnet(const json::object& item, const PlacementRules& rules) {
  const std::string id = text_at(item, "subnetId");
  const bool is_present = std::ranges::find(rules.present, id) != rules.present.end();
  const auto free = number_at(item, "availableIpAddressCount").value_or(kMinFreeAddresses);
  if (!is_present && free < kMinFreeAddresses)
    return ApiError{"InvalidSubnet", "Not enough IP space available in " + id +
                                         ". ELB requires at least 8 free IP addresses in each subnet."};
  const bool has_ipv6 = !array_at(item, "ipv6CidrBlockAssociationSet").empty();
  if (rules.ip_address_type != "ipv4" && !has_ipv6)  // Assumed wording.
    return ApiError{"InvalidSubnet", "You must specify subnets with an associated IPv6 CIDR block."};
  return {};
}

ApiResult<Placement> with_items(std::vector<PlacedSubnet> asked, const json::array& items,
                                const PlacementRules& rules) {
  Placement placement;
  std::set<std::string> zones;
  std::set<std::string> vpcs;
  for (PlacedSubnet& subnet : asked) {
    for (const json::value& item : items) {
      if (text_at(item, "subnetId") != subnet.id) continue;
      ENI_CHECK(check_subnet(item.get_object(), rules));
      subnet.zone = text_at(item, "availabilityZone");
      vpcs.insert(text_at(item, "vpcId"));
    }
    if (!zones.insert(subnet.zone).second)
      return invalid_configuration(
          "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
  }
  if (vpcs.size() > 1)  // Assumed wording.
    return invalid_configuration("All subnets must belong to the same VPC: '" +
                                 join({vpcs.begin(), vpcs.end()}, ", ") + "'");
  if (rules.type == "application" && zones.size() < 2) return at_least_two_zones();
  placement.vpc_id = *vpcs.begin();
  placement.subnets = std::move(asked);
  return placement;
}

/// Looks up the Elastic IPs. @error  AllocationIdNotFound
Task<ApiResult<Placement>> with_addresses(const Call& call, Placement placement) {
  for (PlacedSubnet& subnet : placement.subnets) {
    if (subnet.allocation.empty()) continue;
    json::array ids;
    ids.emplace_back(subnet.allocation);
    json::object params{{"AllocationId", std::move(ids)}};
    auto asking = call_ec2(call.env, call.account(), call.region, "DescribeAddresses", std::move(params));
    const auto reply = co_await std::move(asking);
    if (reply.has_error()) co_return ApiError{"AllocationIdNotFound", reply.error().message};
    for (const json::value& address : array_at(*reply, "addressesSet"))
      subnet.public_address = text_at(address, "publicIp");
  }
  co_return placement;
}

}  // namespace

Task<ApiResult<Placement>> read_placement(const Call& call, PlacementRules rules) {
  ENI_CO_TRY(auto asked, read_asked(call, rules));
  if (asked.empty()) co_return at_least_two_zones();
  json::array ids;
  for (const PlacedSubnet& subnet : asked) {
    if (!is_subnet_id(subnet.id))
      co_return ApiError{"InvalidSubnet", "The subnet ID '" + subnet.id + "' is not valid"};
    ids.emplace_back(subnet.id);
  }
  json::object params{{"SubnetId", std::move(ids)}};
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeSubnets", std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return subnet_error(reply.error());
  ENI_CO_TRY(Placement placement, with_items(std::move(asked), array_at(*reply, "subnetSet"), rules));
  if (rules.scheme == "internal") co_return placement;
  json::object gateways{{"Filter", list_of(filter("attachment.vpc-id", placement.vpc_id))}};
  auto looking =
      call_ec2(call.env, call.account(), call.region, "DescribeInternetGateways", std::move(gateways));
  ENI_CO_TRY(const json::object found, co_await std::move(looking));
  if (array_at(found, "internetGatewaySet").empty())
    co_return ApiError{"InvalidSubnet", "VPC " + placement.vpc_id + " has no internet gateway"};
  auto completing = with_addresses(call, std::move(placement));
  co_return co_await std::move(completing);
}

Task<ApiResult<void>> check_subnets(const Call& call, PlacementRules rules) {
  json::object params{{"SubnetId", json::array(rules.present.begin(), rules.present.end())}};
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeSubnets", std::move(params));
  ENI_CO_TRY(const json::object reply, co_await std::move(asking));
  for (const json::value& item : array_at(reply, "subnetSet"))
    ENI_CO_CHECK(check_subnet(item.as_object(), rules));
  co_return ApiResult<void>{};
}

Task<ApiResult<std::vector<std::string>>> read_security_groups(const Call& call, std::string vpc_id,
                                                               std::string type) {
  std::vector<std::string> asked = texts_in(call.params.all(), "SecurityGroups");
  if (asked.empty() && type == "network") co_return asked;
  json::object params;
  if (asked.empty()) {
    json::array filters = list_of(filter("vpc-id", vpc_id));
    filters.emplace_back(filter("group-name", "default"));
    params["Filter"] = std::move(filters);
  } else {
    params["GroupId"] = json::array(asked.begin(), asked.end());
  }
  auto asking = call_ec2(call.env, call.account(), call.region, "DescribeSecurityGroups", std::move(params));
  const auto reply = co_await std::move(asking);
  const ApiError invalid = invalid_configuration("One or more security groups are invalid");
  if (reply.has_error()) co_return invalid;
  for (const json::value& group : array_at(*reply, "securityGroupInfo")) {
    if (text_at(group, "vpcId") != vpc_id) co_return invalid;
    if (texts_in(call.params.all(), "SecurityGroups").empty()) asked.push_back(text_at(group, "groupId"));
  }
  co_return asked;
}

}  // namespace eni::sandbox::elb_service
