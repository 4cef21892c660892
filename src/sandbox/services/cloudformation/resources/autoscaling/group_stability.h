#pragma once
/// Waiting until a group has the instances that it wants.
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

/// Waits until as many instances are in service as the group wants.
/// @error  kReasonInFull "Group did not stabilize. Last scaling activity: …" if the newest activity has failed, and not for want
///         of capacity in one place, which the group looks for in others
Task<ApiResult<void>> group_in_service(ResourceCall& call);

/// Id of the group's newest scaling activity; "" if there is none.
Task<ApiResult<std::string>> newest_activity(ResourceCall& call);
/// @param known  id of the newest activity before what is waited for began: it says nothing of that
/// @error        as of group_in_service
Task<ApiResult<void>> check_newest_activity(ResourceCall& call, std::string known);

/// Ids of a group's instances in a lifecycle state.
std::vector<std::string> instances_in(const json::object& group, std::string_view state);

}  // namespace eni::sandbox::cloudformation
