#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> describe_account_attributes(Call& call);
ApiResult<Reply> describe_availability_zones(Call& call);
ApiResult<Reply> describe_regions(Call& call);

}  // namespace eni::sandbox::ec2_service
