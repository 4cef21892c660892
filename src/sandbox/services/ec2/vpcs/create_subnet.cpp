#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiError no_such_zone(const std::string& value, std::string_view parameter, std::vector<std::string> known) {
  return invalid_parameter_value("Value (" + value + ") for parameter " + std::string(parameter) +
                                 " is invalid. Subnets can currently only be created in the following "
                                 "availability zones: " +
                                 join(known, ", ") + ".");
}

ApiResult<AvailabilityZone> find_zone(const Call& call, std::string_view parameter,
                                      std::string AvailabilityZone::*member, const std::string& value) {
  std::vector<std::string> known;
  for (const AvailabilityZone& zone : zones_of(call.region)) {
    if (zone.*member == value) return zone;
    known.push_back(zone.*member);
  }
  return no_such_zone(value, parameter, std::move(known));
}

/// The zone that was asked for; without one EC2 chooses: here the one with the fewest subnets of the VPC.
ApiResult<AvailabilityZone> choose_zone(const Call& call, const Ec2Resource& vpc) {
  const auto name = call.params.text("AvailabilityZone");
  const auto id = call.params.text("AvailabilityZoneId");
  if (name && id)
    return invalid_parameter_combination(
        "Only one of 'availabilityZone' and 'availabilityZoneId' may be given");
  if (name) return find_zone(call, "availabilityZone", &AvailabilityZone::name, *name);
  if (id) return find_zone(call, "availabilityZoneId", &AvailabilityZone::id, *id);
  std::map<std::string, int> subnets;
  for (const Ec2Resource& subnet : subnets_of(call, vpc.id))
    ++subnets[as_text(subnet.document.at("availabilityZone"))];
  const auto zones = zones_of(call.region);
  return *std::min_element(zones.begin(), zones.end(), [&subnets](const auto& a, const auto& b) {
    return subnets[a.name] < subnets[b.name];
  });
}

}  // namespace

ApiResult<vpc::Cidr6> read_subnet_block6(const std::string& text) {
  const auto block = vpc::Cidr6::parse(text);
  if (!block || block->prefix != vpc::kSubnetBlock6) {
    return invalid_parameter_value("Value (" + text +
                                   ") for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR "
                                   "block of size /64.");
  }
  return *block;
}

ApiResult<Reply> create_subnet(Call& call) {
  ENI_TRY(const auto vpc_id, required_parameter(call, "VpcId"));
  const auto block = call.params.text("CidrBlock");
  if (!block)
    return ApiError{"MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."};
  ENI_TRY(const auto vpc, own(call, "vpc", vpc_id));
  NewSubnet wanted;
  ENI_TRY(wanted.block, read_block4(*block, "InvalidSubnet.Range"));
  if (const auto block6 = call.params.text("Ipv6CidrBlock")) {
    ENI_TRY(wanted.block6, read_subnet_block6(*block6));
  }
  ENI_TRY(wanted.zone, choose_zone(call, vpc));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateSubnet", {"subnet"}));
  wanted.tags = tags_for(tags, "subnet");
  ENI_CHECK(check_subnet_fits(call, vpc, wanted));
  const Ec2Resource subnet = make_subnet(call, vpc, wanted);
  return Reply{json::object{{"subnet", subnet_item(call, subnet)}}};
}

}  // namespace eni::sandbox::ec2_service
