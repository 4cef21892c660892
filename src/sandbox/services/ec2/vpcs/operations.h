#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> associate_subnet_cidr_block(Call& call);
ApiResult<Reply> associate_vpc_cidr_block(Call& call);
ApiResult<Reply> create_default_subnet(Call& call);
ApiResult<Reply> create_default_vpc(Call& call);
ApiResult<Reply> create_subnet(Call& call);
ApiResult<Reply> create_vpc(Call& call);
ApiResult<Reply> delete_subnet(Call& call);
ApiResult<Reply> delete_vpc(Call& call);
ApiResult<Reply> describe_subnets(Call& call);
ApiResult<Reply> describe_vpc_attribute(Call& call);
ApiResult<Reply> describe_vpcs(Call& call);
ApiResult<Reply> disassociate_subnet_cidr_block(Call& call);
ApiResult<Reply> disassociate_vpc_cidr_block(Call& call);
ApiResult<Reply> modify_subnet_attribute(Call& call);
ApiResult<Reply> modify_vpc_attribute(Call& call);

}  // namespace eni::sandbox::ec2_service
