#pragma once
/// Operations about scaling activities, listed in operations.cpp.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

ApiResult<Reply> describe_scaling_activities(Call& call);

}  // namespace eni::sandbox::autoscaling_service
