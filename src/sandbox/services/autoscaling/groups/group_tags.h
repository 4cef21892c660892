#pragma once
/// Tags of groups.
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// The tags in Tags. @error  ValidationError: a key that AWS reserves, or twice; more than 50
ApiResult<std::vector<AutoScalingTag>> read_group_tags(const Call& call, const json::object& input);

/// As TagDescription has it.
json::object tag_value(const AutoScalingGroup& group, const AutoScalingTag& tag);

}  // namespace eni::sandbox::autoscaling_service
