/// CreateDefaultVpc, CreateDefaultSubnet.
#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/vpcs/default_vpc.h"
#include "sandbox/services/ec2/vpcs/operations.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> create_default_vpc(Call& call) {
  if (find_default_vpc(call)) {
    return ApiError{"DefaultVpcAlreadyExists",
                    "A Default VPC already exists for this account in this region."};
  }
  const Ec2Resource vpc = make_default_vpc(call);
  return Reply{json::object{{"vpc", shown(call, vpc)}}};
}

ApiResult<Reply> create_default_subnet(Call& call) {
  ENI_TRY(const auto name, required_parameter(call, "AvailabilityZone"));
  const auto zones = zones_of(call.region);
  const auto zone = std::find_if(zones.begin(), zones.end(), [&](const auto& z) { return z.name == name; });
  if (zone == zones.end()) return invalid_parameter_value("Invalid availability zone: [" + name + "]");
  const auto vpc = find_default_vpc(call);
  if (!vpc)
    return ApiError{"DefaultVpcDoesNotExist", "No default VPC exists for this account in this region."};
  for (const Ec2Resource& subnet : subnets_of(call, vpc->id)) {
    const json::object& document = subnet.document;
    if (document.at("defaultForAz").as_bool() && as_text(document.at("availabilityZone")) == name) {
      return ApiError{"DefaultSubnetAlreadyExistsInAvailabilityZone",
                      "'" + subnet.id + "' is already the default subnet in " + name + "."};
    }
  }
  ENI_TRY(const auto subnet, make_default_subnet(call, *vpc, *zone));
  return Reply{json::object{{"subnet", subnet_item(call, subnet)}}};
}

}  // namespace eni::sandbox::ec2_service
