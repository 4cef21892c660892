#pragma once
/// Amazon Simple Notification Service, as far as alarms and rules use it: standard topics, whose messages
/// go to Lambda functions. Subscriptions by email wait for a confirmation that never comes; other protocols are refused.
///
/// Publish answers when Lambda has accepted the message of every subscription, so nothing acknowledged is lost.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::sns_service {

extern const Service kService;

}  // namespace eni::sandbox::sns_service
