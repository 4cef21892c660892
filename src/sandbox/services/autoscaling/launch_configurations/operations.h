#pragma once
/// Operations about launch configurations, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

ApiResult<Reply> create_launch_configuration(Call& call);
ApiResult<Reply> delete_launch_configuration(Call& call);
ApiResult<Reply> describe_launch_configurations(Call& call);

}  // namespace eni::sandbox::autoscaling_service
