#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> allocate_address(Call& call);
ApiResult<Reply> associate_address(Call& call);
ApiResult<Reply> describe_addresses(Call& call);
ApiResult<Reply> describe_addresses_attribute(Call& call);
ApiResult<Reply> disassociate_address(Call& call);
ApiResult<Reply> release_address(Call& call);

}  // namespace eni::sandbox::ec2_service
