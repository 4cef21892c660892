#pragma once
/// Redirect actions.
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

/// RedirectConfig with its defaults. @param protocol  the listener's
/// @error  InvalidLoadBalancerAction
ApiResult<json::object> read_redirect(const json::object& config, std::string_view protocol);

}  // namespace eni::sandbox::elb_service
