#pragma once
/// Attributes of load balancers, target groups and listeners: which there are, what they may be, and what they are at first.
/// Source: Elastic Load Balancing API Reference, LoadBalancerAttribute, TargetGroupAttribute, ListenerAttribute.
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

/// {name: value} of a new load balancer. @param type  "application" or "network"
json::object load_balancer_attributes(std::string_view type, std::string_view scheme);
/// Of a new target group. @param protocol  "HTTP", "TCP", … @param target_type  "instance" or "ip"
json::object target_group_attributes(std::string_view protocol, std::string_view target_type);
/// Of a new listener.
json::object listener_attributes(std::string_view protocol);

/// The parameter Attributes, as changes of `present`.
/// @param subject  as messages begin: "Load balancer", "Target group", "Listener"
/// @param owner    as they end: "load balancers with type 'network'"
/// @error  ValidationError for a name that AWS does not have or a value that it does not take, InvalidConfigurationRequest for a
///         name that is not for this owner
ApiResult<json::object> changed_attributes(const Call& call, const json::object& present,
                                           std::string_view subject, const std::string& owner);

/// [{"Key": …, "Value": …}]
json::array attribute_list(const json::object& attributes);

}  // namespace eni::sandbox::elb_service
