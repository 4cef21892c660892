#pragma once
/// Operations on key pairs, listed in operations.cpp.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> create_key_pair(Call& call);
ApiResult<Reply> delete_key_pair(Call& call);
ApiResult<Reply> describe_key_pairs(Call& call);
ApiResult<Reply> import_key_pair(Call& call);

}  // namespace eni::sandbox::ec2_service
