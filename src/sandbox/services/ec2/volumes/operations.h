#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> delete_volume(Call& call);
ApiResult<Reply> describe_volumes(Call& call);

}  // namespace eni::sandbox::ec2_service
