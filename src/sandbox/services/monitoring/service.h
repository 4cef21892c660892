#pragma once
/// Amazon CloudWatch, as far as scaling needs it: metrics, and alarms over single metrics.
///
/// A folder an area: metrics, alarms. Other services put metrics by Gateway::call as a service principal, who alone may name a
/// namespace that begins with AWS/, and hear of alarms from the event "CloudWatch Alarm State Change" (alarms/state_change.h).
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::monitoring_service {

extern const Service kService;

}  // namespace eni::sandbox::monitoring_service
