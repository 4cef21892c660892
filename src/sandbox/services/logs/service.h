#pragma once
/// Amazon CloudWatch Logs: groups, streams, events, tailing.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::logs_service {

extern const Service kService;

}  // namespace eni::sandbox::logs_service
