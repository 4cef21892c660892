#pragma once
/// What EC2 publishes of instances, as its listeners read it.
/// Source: Amazon EC2 User Guide, "State change events for Amazon EC2 instances"; AWS CloudTrail, "Contents", requestParameters.
#include <string_view>

#include "sandbox/gateway/event.h"

namespace eni::sandbox {

inline constexpr std::string_view kInstanceStateChange = "EC2 Instance State-change Notification";

/// The instances that a call of RebootInstances names. @return  none of other events
std::vector<std::string> rebooted_instances(const Event& event);

}  // namespace eni::sandbox
