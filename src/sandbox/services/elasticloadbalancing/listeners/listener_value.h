#pragma once
/// A listener as replies show it.
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

json::object listener_value(const Call& call, const ElbListener& listener);
/// {"Listeners": [it]}
Reply reply_with(const Call& call, const ElbListener& listener);

}  // namespace eni::sandbox::elb_service
