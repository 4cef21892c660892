#pragma once
/// The end of a group that is being deleted.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

/// Forgets the group once its last instance is gone, with its hooks, actions, policies and their alarms.
Task<void> finish_deletion(Environment& env, std::int64_t group);

}  // namespace eni::sandbox::autoscaling_service
