#pragma once
/// Operations on instance types, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

ApiResult<Reply> describe_instance_type_offerings(Call& call);
ApiResult<Reply> describe_instance_types(Call& call);
ApiResult<Reply> get_instance_types_from_instance_requirements(Call& call);

}  // namespace eni::sandbox::ec2_service
