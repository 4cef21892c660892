#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/vpcs/operations.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> create_vpc(Call& call) {
  const auto text = call.params.text("CidrBlock");
  if (!text)
    return ApiError{"MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."};
  NewVpc wanted;
  ENI_TRY(wanted.block, read_block4(*text, "InvalidVpc.Range"));
  wanted.tenancy = call.params.text_or("InstanceTenancy", "default");
  if (wanted.tenancy != "default" && wanted.tenancy != "dedicated")
    return invalid_parameter_value("Value (" + wanted.tenancy +
                                   ") for parameter instanceTenancy is invalid.");
  ENI_TRY(const auto with_ipv6, call.params.boolean("AmazonProvidedIpv6CidrBlock"));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateVpc", {"vpc"}));
  wanted.tags = tags_for(tags, "vpc");

  Ec2Resource vpc = make_vpc(call, wanted);
  if (with_ipv6.value_or(false)) add_provided_block6(call, vpc);
  return Reply{json::object{{"vpc", shown(call, vpc)}}};
}

}  // namespace eni::sandbox::ec2_service
