#pragma once
/// Amazon EventBridge's default bus: rules that events of the sandbox's services, or a schedule, hand to Lambda functions and SNS topics.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::events_service {

extern const Service kService;

}  // namespace eni::sandbox::events_service
