#pragma once
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> create_tags(Call& call);
ApiResult<Reply> delete_tags(Call& call);
ApiResult<Reply> describe_tags(Call& call);

}  // namespace eni::sandbox::ec2_service
