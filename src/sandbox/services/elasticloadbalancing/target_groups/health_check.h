#pragma once
/// How a target group checks its targets: defaults by protocol, and what fits together.
/// Source: Elastic Load Balancing API Reference, CreateTargetGroup; a new group's reply for HTTP.
#include <string>

#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

/// HealthCheck…, …ThresholdCount and Matcher of a new group with this Protocol and ProtocolVersion ("" if it has none), before its
/// maker says otherwise.
json::object default_health_check(std::string_view protocol, std::string_view version,
                                  std::string_view health_check_protocol);

/// Puts what the call says of the health check into the group's document.
/// @error  ValidationError, InvalidConfigurationRequest
ApiResult<void> change_health_check(const Call& call, json::object& group);

/// "HTTP" or "HTTPS": of application load balancers.
bool is_http(std::string_view protocol);

}  // namespace eni::sandbox::elb_service
