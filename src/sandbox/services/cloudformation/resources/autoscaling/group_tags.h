#pragma once
/// Tags of groups, each of which says whether the group's instances get it.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// The group's own and the stack's, which instances get, for CreateAutoScalingGroup; nothing if there are none.
ApiResult<void> put_group_tags(const ResourceCall& call, json::object& params);
/// Turns the tags that the group had into those it is to have.
Task<ApiResult<void>> change_group_tags(ResourceCall& call);

}  // namespace eni::sandbox::cloudformation
